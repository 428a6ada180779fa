package dev.sluice.spi.provider;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads how probable the tokens of one frame were, as OpenAI's formats and Ollama's tell it: {@code
 * [{"token": …, "logprob": …, "top_logprobs": […]}]}. They have a bound for all of the frame, since
 * each takes many times the memory of the few bytes that can tell it. Not thread-safe.
 */
public final class TokenProbabilities {
  /** More than a whole answer has that comes at once, the others of each token counted too. */
  public static final int MAX = 512 * 1024;

  private int count;

  /** Nothing is read yet. */
  public TokenProbabilities() {}

  /** The next frame begins. */
  public void clear() {
    count = 0;
  }

  /** Whether some were left out because there were too many. */
  public boolean isTooMany() {
    return count > MAX;
  }

  /** The current value, a list of tokens; empty if it is none. */
  public List<LogProb> read(JsonReader json) {
    return tokens(json, true);
  }

  private List<LogProb> tokens(JsonReader json, boolean withOthers) {
    List<LogProb> tokens = List.of();
    if (!json.enterArray()) {
      return tokens;
    }
    while (json.nextElement()) {
      if (!isTooMany() && json.isObject()) {
        count++;
        tokens = tokens.isEmpty() ? new ArrayList<>(2) : tokens;
        tokens.add(token(json, withOthers));
      } else {
        json.skip();
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
