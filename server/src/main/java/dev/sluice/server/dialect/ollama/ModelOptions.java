package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.ChatRequest;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code options}: what every provider has, and the rest for those that know it. */
final class ModelOptions {
  private static final double MAX_TEMPERATURE = 100;

  private ModelOptions() {}

  /** The current value, an object. */
  static void read(RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    json.object();
    JsonWriter others = new JsonWriter().object();
    boolean any = false;
    for (String name; (name = json.nextName()) != null; ) {
      if (!member(name, json, request)) {
        any = true;
        others.putRead(name, json.json());
      }
    }
    String text = others.end().text();
    if (any) {
      extra.put("options", text);
    }
  }

  private static boolean member(String name, RequestJson json, ChatRequest.Builder request) {
    switch (name) {
      case "temperature" -> request.temperature(json.number(0, MAX_TEMPERATURE));
      case "top_p" -> request.topP(json.share());
      case "num_predict" -> {
        return maxTokens(json, request);
      }
      case "seed" -> request.seed(whole(json, Long.MAX_VALUE));
      case "stop" -> stop(json, request);
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes a limit; whether it is one. That there is none, as 0 and what is less says, goes on to
   * Ollama, whose models may have one of their own otherwise; so does one that no answer comes to.
   * What is behind a point counts for nothing there.
   */
  private static boolean maxTokens(RequestJson json, ChatRequest.Builder request) {
    long max = (long) json.number(-Double.MAX_VALUE, Double.MAX_VALUE);
    boolean isLimit = max > 0 && max <= Integer.MAX_VALUE;
    if (isLimit) {
      request.maxTokens((int) max);
    }
    return isLimit;
  }

  /** Clients in languages without whole numbers say 42.0. */
  private static long whole(RequestJson json, long max) {
    double value = json.number(-(double) max, (double) max);
    if (value != Math.rint(value)) {
      throw json.refused("invalid_type", "expected a whole number, found a fraction");
    }
    return (long) value;
  }

  private static void stop(RequestJson json, ChatRequest.Builder request) {
    List<String> texts = new ArrayList<>();
    if (json.isText()) {
      texts.add(json.text());
    } else {
      json.array("a text or a list");
      while (json.nextElement()) {
        texts.add(json.text());
      }
    }
    texts.removeIf(String::isEmpty); // Which stops nothing there.
    request.stop(texts.toArray(String[]::new));
  }
}
