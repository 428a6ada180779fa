package dev.sluice.server.dialect.openai;

import dev.sluice.chat.ChatRequest;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/** Reads how the next token is chosen and when to stop. Not thread-safe. */
public final class OpenAiSampling {
  private static final double MAX_TEMPERATURE = 2;

  private final ChatRequest.Builder request;
  private int maxTokens;

  /** Tells this request. */
  public OpenAiSampling(ChatRequest.Builder request) {
    this.request = request;
  }

  /** Takes the current value if the member is one of these; whether it is. */
  public boolean member(String name, RequestJson json) {
    switch (name) {
      case "temperature" -> request.temperature(json.number(0, MAX_TEMPERATURE));
      case "top_p" -> request.topP(json.share());
      case "max_tokens", "max_completion_tokens" -> {
        int max = json.maxTokens();
        if (maxTokens != 0 && maxTokens != max) {
          throw json.refused(
              "invalid_value", "max_tokens and max_completion_tokens say different limits");
        }
        maxTokens = max;
        request.maxTokens(max);
      }
      case "seed" -> request.seed(json.whole(Long.MIN_VALUE, Long.MAX_VALUE));
      case "stop" -> stop(json);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void stop(RequestJson json) {
    List<String> texts = new ArrayList<>();
    if (json.isText()) {
      texts.add(stopText(json));
    } else {
      json.array("a text or a list");
      while (json.nextElement()) {
        texts.add(stopText(json));
      }
    }
    request.stop(texts.toArray(String[]::new));
  }

  private static String stopText(RequestJson json) {
    String text = json.text();
    if (text.isEmpty()) {
      throw json.refused("invalid_value", "a stop text must not be empty");
    }
    return text;
  }
}
