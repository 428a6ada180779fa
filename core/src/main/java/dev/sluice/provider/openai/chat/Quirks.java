package dev.sluice.provider.openai.chat;

/**
 * In what a server of chat completions differs from OpenAI's.
 *
 * @param reasoningField the field by which thoughts go back; empty if they do not
 * @param thinkTags whether its texts begin with thoughts in {@code <think>} tags
 */
public record Quirks(String reasoningField, boolean thinkTags) {
  /** As OpenAI. */
  public static final Quirks NONE = new Quirks("", false);

  /** The same, whose thoughts go back by this field. */
  public Quirks reasoningBy(String field) {
    return new Quirks(field, thinkTags);
  }

  /** The same, whose texts begin with thoughts in {@code <think>} tags. */
  public Quirks withThinkTags() {
    return new Quirks(reasoningField, true);
  }
}
