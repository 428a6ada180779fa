package dev.sluice.server.dialect.openai;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** How probable a token was, in OpenAI's form, which others have as well. */
public final class OpenAiLogProbs {
  /** What stands for the logarithm of nothing, which JSON has no number for. */
  private static final double NEVER = -9999.0;

  private OpenAiLogProbs() {}

  /** Members of the current object: the token, its logarithm, its bytes. */
  public static void put(JsonWriter json, LogProb token) {
    double known = token.logProbability();
    json.put("token", token.token()).put("logprob", Double.isFinite(known) ? known : NEVER);
    StringBuilder bytes = new StringBuilder("[");
    for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
      bytes.append(bytes.length() == 1 ? "" : ",").append(b & 0xFF);
    }
    json.putJson("bytes", bytes.append(']').toString());
  }
}
