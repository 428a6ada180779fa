package dev.sluice.server.dialect.openai;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.nio.charset.StandardCharsets;

/** {@code {"error":{"message","type","code","param"}}}. */
public final class OpenAiError {
  private OpenAiError() {}

  /** Of an answer that says why there is none. */
  public static byte[] of(Problem problem) {
    JsonWriter json = new JsonWriter().object();
    put(json, new EndingError(problem.message(), problem.type(), problem.code(), problem.param()));
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  /** Of an answer that broke off. */
  public static byte[] of(EndingError error) {
    JsonWriter json = new JsonWriter().object();
    put(json, error);
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  /** The member {@code error} of an object. */
  public static void put(JsonWriter json, EndingError error) {
    json.object("error");
    json.put("message", error.message()).put("type", error.type());
    orNull(json, "code", error.code());
    orNull(json, "param", error.param());
    json.end();
  }

  private static void orNull(JsonWriter json, String name, String value) {
    if (value.isEmpty()) {
      json.putNull(name);
    } else {
      json.put(name, value);
    }
  }
}
