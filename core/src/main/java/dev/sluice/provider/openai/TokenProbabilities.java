package dev.sluice.provider.openai;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** Reads how probable the tokens of a chunk were: {@code choices[].logprobs}. */
final class TokenProbabilities {
  /** More tokens than any chunk brings, and more others than any server tells of one. */
  private static final int MAX = 4096;

  private TokenProbabilities() {}

  /** Those of the content; empty if there are none. */
  static List<LogProb> read(JsonReader json) {
    List<LogProb> tokens = new ArrayList<>(1);
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("content")) {
          tokens(json, tokens);
        } else {
          json.skip();
        }
      }
    }
    return tokens;
  }

  private static void tokens(JsonReader json, List<LogProb> tokens) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      if (tokens.size() < MAX && json.isObject()) {
        tokens.add(token(json));
      } else {
        json.skip();
      }
    }
  }

  private static LogProb token(JsonReader json) {
    String token = "";
    double logProbability = 0;
    List<LogProb> others = new ArrayList<>(0);
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "token" -> token = json.text();
        case "logprob" -> logProbability = number(json.text());
        case "top_logprobs" -> tokens(json, others);
        default -> json.skip();
      }
    }
    return new LogProb(token, logProbability, others);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }
}
