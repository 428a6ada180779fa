package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.TokenEstimate;

/**
 * How many tokens a request has: an estimate by its characters, since nobody but its model knows
 * better.
 */
final class TokenCount {
  private TokenCount() {}

  /** The answer to {@code :countTokens}. */
  static Inquiry.Outcome answer(String method, Head head, byte[] body, Known known) {
    Known.Model _ = known.model(RequestReader.model(head.named()));
    long tokens = TokenEstimate.of(RequestReader.counted(body, known.limits()));
    JsonWriter json = new JsonWriter().object().put("totalTokens", tokens);
    json.array("promptTokensDetails").object();
    json.put("modality", "TEXT").put("tokenCount", tokens).end().end();
    return Inquiry.Document.json(json.end().text());
  }
}
