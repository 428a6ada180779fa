package dev.sluice.server.dialect.responses;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.openai.OpenAiLogProbs;
import java.util.List;

/** How probable tokens were, as JSON. */
final class Probabilities {
  private Probabilities() {}

  /** The value of {@code logprobs}. */
  static String list(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object().array("logprobs");
    for (LogProb token : tokens) {
      json.object();
      OpenAiLogProbs.put(json, token);
      json.array("top_logprobs");
      for (LogProb other : token.others()) {
        json.object();
        OpenAiLogProbs.put(json, other);
        json.end();
      }
      json.end().end();
    }
    String object = json.end().end().text();
    return object.substring(object.indexOf('['), object.length() - 1);
  }
}
