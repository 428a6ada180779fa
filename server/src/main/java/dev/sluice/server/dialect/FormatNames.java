package dev.sluice.server.dialect;

/**
 * What the wire formats of providers are called, and what of a question some of them have no place
 * for. Dialects that one of them is written in have its name.
 */
public final class FormatNames {
  /** OpenAI's chat completions. */
  public static final String CHAT = "openai.chat";

  /** OpenAI's responses. */
  public static final String RESPONSES = "openai.responses";

  /** Anthropic's messages. */
  public static final String MESSAGES = "anthropic.messages";

  /** Google's generateContent. */
  public static final String GEMINI = "gemini.generate_content";

  /** Ollama's chat. */
  public static final String OLLAMA = "ollama.chat";

  /** Bedrock's Converse. */
  public static final String CONVERSE = "bedrock.converse";

  private FormatNames() {}

  /** Whether a request of this format may say at which texts its answer ends. */
  public static boolean hasStop(String format) {
    return !format.equals(RESPONSES);
  }

  /** Whether a request of this format may have a seed; providers leave out one that may not. */
  public static boolean hasSeed(String format) {
    return switch (format) {
      case RESPONSES, MESSAGES, CONVERSE -> false;
      default -> true;
    };
  }
}
