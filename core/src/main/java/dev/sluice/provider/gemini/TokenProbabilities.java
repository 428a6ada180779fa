package dev.sluice.provider.gemini;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads how probable the tokens of one chunk were: {@code logprobsResult}, whose two lists tell by
 * their order which token there might have been in place of which.
 */
final class TokenProbabilities {
  /** More than a whole answer has that comes at once, the others of each token counted too. */
  private static final int MAX = 512 * 1024;

  private int count;

  /** Those of the current value; empty if there are none. */
  List<LogProb> read(JsonReader json) {
    List<LogProb> chosen = List.of();
    List<List<LogProb>> others = List.of();
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "chosenCandidates" -> chosen = tokens(json);
          case "topCandidates" -> others = steps(json);
          default -> json.skip();
        }
      }
    }
    List<LogProb> joined = new ArrayList<>(chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      LogProb token = chosen.get(i);
      List<LogProb> beside = i < others.size() ? others.get(i) : List.of();
      joined.add(new LogProb(token.token(), token.logProbability(), beside));
    }
    return joined;
  }

  private List<List<LogProb>> steps(JsonReader json) {
    List<List<LogProb>> steps = new ArrayList<>();
    if (json.enterArray()) {
      while (json.nextElement()) {
        counted();
        List<LogProb> step = List.of();
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals("candidates")) {
              step = tokens(json);
            } else {
              json.skip();
            }
          }
        }
        steps.add(step);
      }
    }
    return steps;
  }

  private List<LogProb> tokens(JsonReader json) {
    List<LogProb> tokens = new ArrayList<>();
    if (json.enterArray()) {
      while (json.nextElement()) {
        counted();
        tokens.add(token(json));
      }
    }
    return tokens;
  }

  private void counted() {
    if (++count > MAX) {
      throw new TooMuch("the list of a chunk's log probabilities", MAX, "tokens");
    }
  }

  private static LogProb token(JsonReader json) {
    String token = "";
    double logProbability = 0;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "token" -> token = json.text();
          case "logProbability" -> logProbability = number(json.text());
          default -> json.skip();
        }
      }
    }
    return new LogProb(token, logProbability, List.of());
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }
}
