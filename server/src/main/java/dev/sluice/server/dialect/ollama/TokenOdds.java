package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How probable tokens were, as JSON. */
final class TokenOdds {
  /** What stands for the logarithm of nothing, which JSON has no number for. */
  private static final double NEVER = -9999.0;

  private TokenOdds() {}

  /** The member {@code logprobs} of a line. */
  static String member(List<LogProb> tokens) {
    JsonWriter json = new JsonWriter().object().array("logprobs");
    for (LogProb token : tokens) {
      json.object();
      token(json, token);
      if (!token.others().isEmpty()) {
        json.array("top_logprobs");
        for (LogProb other : token.others()) {
          json.object();
          token(json, other);
          json.end();
        }
        json.end();
      }
      json.end();
    }
    String object = json.end().end().text();
    return object.substring(1, object.length() - 1);
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
