package dev.sluice.chat;

import java.util.List;
import java.util.Objects;

/** A tool that the model may call. Immutable. */
public final class Tool extends Value {
  private final String name;
  private final String description;
  private final String parametersSchema;

  /**
   * A tool.
   *
   * @param description what it does, for the model; may be empty
   * @param parametersSchema a JSON Schema as JSON text
   */
  public Tool(String name, String description, String parametersSchema) {
    this.name = Objects.requireNonNull(name, "name");
    this.description = Objects.requireNonNull(description, "description");
    this.parametersSchema = Objects.requireNonNull(parametersSchema, "parametersSchema");
  }

  /** What the model calls it by. */
  public String name() {
    return name;
  }

  /** What it does, for the model; may be empty. */
  public String description() {
    return description;
  }

  /** A JSON Schema of its arguments, as JSON text. */
  public String parametersSchema() {
    return parametersSchema;
  }

  @Override
  List<Object> values() {
    return List.of(name, description, parametersSchema);
  }
}
