package dev.sluice.server.dialect.anthropic;

/**
 * What Claude Code writes before its system prompt for Anthropic's billing. It is another one in
 * each request, so that no other provider would find the same beginning in its cache; and some
 * refuse it.
 */
final class ClientNote {
  private static final String BEGINNING = "x-anthropic-billing-header:";

  private ClientNote() {}

  /** What is left of a system prompt, or of a block of it, for a model to read. */
  static String left(String text) {
    if (!text.startsWith(BEGINNING)) {
      return text;
    }
    int end = text.indexOf('\n');
    return end < 0 ? "" : text.substring(end + 1).stripLeading();
  }
}
