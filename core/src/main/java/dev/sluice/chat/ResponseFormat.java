package dev.sluice.chat;

import java.util.Objects;

/** The form in which the answer is wanted. */
public sealed interface ResponseFormat {

  /** Free text: every provider's default. */
  record Text() implements ResponseFormat {}

  /** Some JSON object. */
  record JsonObject() implements ResponseFormat {}

  /**
   * JSON that a schema describes.
   *
   * @param name what the provider calls it in its errors
   * @param schema a JSON Schema as JSON text
   * @param strict whether the provider must enforce the schema
   */
  record JsonSchema(String name, String schema, boolean strict) implements ResponseFormat {
    public JsonSchema {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(schema, "schema");
    }
  }
}
