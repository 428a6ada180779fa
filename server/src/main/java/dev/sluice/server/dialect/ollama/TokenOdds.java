package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.openai.OpenAiLogProbs;
import java.util.List;

/** How probable tokens were, as JSON. */
final class TokenOdds {
  private TokenOdds() {}

  /** The member {@code logprobs} of a line. */
  static String member(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object().array("logprobs");
    for (LogProb token : tokens) {
      json.object();
      OpenAiLogProbs.put(json, token);
      if (!token.others().isEmpty()) {
        json.array("top_logprobs");
        for (LogProb other : token.others()) {
          json.object();
          OpenAiLogProbs.put(json, other);
          json.end();
        }
        json.end();
      }
      json.end();
    }
    String object = json.end().end().text();
    return object.substring(1, object.length() - 1);
  }
}
