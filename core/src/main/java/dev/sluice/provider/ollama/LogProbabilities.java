package dev.sluice.provider.ollama;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** Reads how probable the tokens of one line were: {@code logprobs}. */
final class LogProbabilities {
  /** More than a whole answer has that comes at once, the others of each token counted too. */
  private static final int MAX = 512 * 1024;

  private int count;

  /** Those of the current value; empty if there are none. */
  List<LogProb> read(JsonReader json) {
    return tokens(json, true);
  }

  /** Whether some were left out because there were too many. */
  boolean isTooMany() {
    return count > MAX;
  }

  private List<LogProb> tokens(JsonReader json, boolean withOthers) {
    List<LogProb> tokens = new ArrayList<>(withOthers ? 1 : 0);
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (!isTooMany() && json.isObject()) {
          count++;
          tokens.add(token(json, withOthers));
        } else {
          json.skip();
        }
      }
    }
    return tokens;
  }

  private LogProb token(JsonReader json, boolean withOthers) {
    String token = "";
    double logProbability = 0;
    List<LogProb> others = List.of();
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "token" -> token = json.text();
        case "logprob" -> logProbability = number(json.text());
        case "top_logprobs" -> {
          if (withOthers) {
            others = tokens(json, false);
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
