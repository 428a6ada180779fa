package dev.sluice.provider.openai.chat;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads how probable the tokens of one chunk were: {@code choices[].logprobs}. They have a bound
 * for all of the chunk, since each takes many times the memory of the few bytes that can tell it.
 */
final class TokenProbabilities {
  /** More than a whole answer has that comes at once, the others of each token counted too. */
  static final int MAX = 512 * 1024;

  private int count;

  /** Those of the content; empty if there are none. */
  List<LogProb> read(JsonReader json) {
    List<LogProb> tokens = new ArrayList<>(1);
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("content")) {
          tokens(json, tokens, true);
        } else {
          json.skip();
        }
      }
    }
    return tokens;
  }

  /** Whether some were left out because there were too many. */
  boolean isTooMany() {
    return count > MAX;
  }

  private void tokens(JsonReader json, List<LogProb> tokens, boolean withOthers) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      if (!isTooMany() && json.isObject()) {
        count++;
        tokens.add(token(json, withOthers));
      } else {
        json.skip();
      }
    }
  }

  private LogProb token(JsonReader json, boolean withOthers) {
    String token = "";
    double logProbability = 0;
    List<LogProb> others = new ArrayList<>(0);
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "token" -> token = json.text();
        case "logprob" -> logProbability = number(json.text());
        case "top_logprobs" -> {
          if (withOthers) {
            tokens(json, others, false);
          } else {
            json.skip();
          }
        }
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
