package dev.sluice.server.dialect.responses;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How probable tokens were, as JSON. */
final class Probabilities {
  /** What stands for the logarithm of nothing, which JSON has no number for. */
  private static final double NEVER = -9999.0;

  private Probabilities() {}

  /** The value of {@code logprobs}. */
  static String list(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object().array("logprobs");
    for (LogProb token : tokens) {
      json.object();
      token(json, token);
      json.array("top_logprobs");
      for (LogProb other : token.others()) {
        json.object();
        token(json, other);
        json.end();
      }
      json.end().end();
    }
    String object = json.end().end().text();
    return object.substring(object.indexOf('['), object.length() - 1);
  }

  private static void token(JsonWriter json, LogProb token) {
    double known = token.logProbability();
    json.put("token", token.token()).put("logprob", Double.isFinite(known) ? known : NEVER);
    StringBuilder bytes = new StringBuilder("[");
    for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
      bytes.append(bytes.length() == 1 ? "" : ",").append(b & 0xFF);
    }
    json.putJson("bytes", bytes.append(']').toString());
  }
}
