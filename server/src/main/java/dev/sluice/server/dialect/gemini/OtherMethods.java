package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;

/** What Google's models are asked for and those of this gateway are not, as {@code :predict}. */
final class OtherMethods {
  private static final int MAX_SHOWN = 40;

  private OtherMethods() {}

  /** Says what there is. */
  static Inquiry.Outcome refuse(String method, Head head, byte[] body, Known known) {
    String named = head.named();
    String asked = named.substring(named.lastIndexOf(':') + 1);
    String shown = asked.length() > MAX_SHOWN ? asked.substring(0, MAX_SHOWN) + "…" : asked;
    throw new RefusedException(
        Problem.of(
            404,
            "invalid_request_error",
            "unknown_url",
            (named.indexOf(':') < 0
                    ? "a model is asked by a method behind its name"
                    : "models have no method " + shown + " here")
                + ": use MODEL:generateContent, :streamGenerateContent or :countTokens; embeddings"
                + " are made at POST /v1/embeddings"));
  }
}
