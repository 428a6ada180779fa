package dev.sluice.provider.openai.chat;

/**
 * In what a server of chat completions differs from OpenAI's.
 *
 * @param reasoningField the field by which thoughts go back; empty if they do not
 */
public record Quirks(String reasoningField) {
  /** As OpenAI. */
  public static final Quirks NONE = new Quirks("");

  /** The same, whose thoughts go back by this field. */
  public Quirks reasoningBy(String field) {
    return new Quirks(field);
  }
}
