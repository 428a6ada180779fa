package dev.sluice.server.dialect.ollama;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** {@code {"error":"…"}}. */
final class OllamaError {
  /** Clients look for these words, and for where they stand. */
  private static final Pattern NO_MODEL = Pattern.compile("^there is no model ('.*?');");

  private OllamaError() {}

  /** Of an answer that says why there is none. */
  static byte[] of(Problem problem) {
    boolean missing = problem.code().equals("model_not_found");
    return of(
        missing
            ? NO_MODEL.matcher(problem.message()).replaceFirst("model $1 not found;")
            : problem.message());
  }

  /** Of an answer that broke off. */
  static byte[] of(EndingError error) {
    return of(error.message());
  }

  private static byte[] of(String message) {
    String told = message.isEmpty() ? "the answer broke off" : message;
    return new JsonWriter()
        .object()
        .put("error", told)
        .end()
        .text()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The line of an answer that broke off. */
  static void line(EndingError error, Bytes out) {
    byte[] json = of(error);
    OneLine.add(json, 0, json.length, out);
    out.add((byte) '\n');
  }
}
