package dev.sluice.server.http;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Problem;
import java.nio.charset.StandardCharsets;

/** Problems as OpenAI writes them, where a request has not said in which dialect it is. */
final class ProblemJson {
  private ProblemJson() {}

  static byte[] of(Problem problem) {
    JsonWriter writer =
        new JsonWriter()
            .object()
            .object("error")
            .put("message", problem.message())
            .put("type", problem.type());
    putOrNull(writer, "code", problem.code());
    putOrNull(writer, "param", problem.param());
    return writer.end().end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static void putOrNull(JsonWriter writer, String name, String value) {
    if (value.isEmpty()) {
      writer.putNull(name);
    } else {
      writer.put(name, value);
    }
  }
}
