package dev.sluice.stream;

import java.util.Objects;

/**
 * A tool that the model may call.
 *
 * @param description what it does, for the model; may be empty
 * @param parametersSchema a JSON Schema as JSON text
 */
public record Tool(String name, String description, String parametersSchema) {
  public Tool {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(parametersSchema, "parametersSchema");
  }
}
