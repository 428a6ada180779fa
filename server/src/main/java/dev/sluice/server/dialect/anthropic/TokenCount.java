package dev.sluice.server.dialect.anthropic;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.TokenEstimate;

/**
 * What {@code POST /v1/messages/count_tokens} answers: an estimate, the same for every provider.
 */
final class TokenCount {
  private TokenCount() {}

  static Inquiry.Outcome answer(String method, Head head, byte[] body, Known known) {
    Asked asked = MessagesRequestReader.read(head, body, known.limits());
    if (!asked.model().isEmpty()) {
      known.model(asked.model());
    }
    long count = TokenEstimate.of(asked.request());
    return Inquiry.Document.json(new JsonWriter().object().put("input_tokens", count).end().text());
  }
}
