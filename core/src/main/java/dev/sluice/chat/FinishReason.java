package dev.sluice.chat;

import java.util.Locale;

/**
 * Why the model stopped, in a completed stream.
 *
 * @param kind what it means, the same for every provider
 * @param raw the provider's own word
 */
public record FinishReason(Kind kind, String raw) {

  /** What a finish reason means. */
  public enum Kind {
    /** The answer is whole, or came to a stop text. */
    STOP,
    /** The token limit or the context ended it. */
    LENGTH,
    /** The model waits for the results of its tool calls. */
    TOOL_CALLS,
    /** The provider withheld the rest. */
    CONTENT_FILTER,
    /** The model declines to answer. */
    REFUSAL,
    /** The provider pauses; the answer goes on when its message is sent back. */
    PAUSED,
    /** The provider gave up, and says so by its finish reason alone. */
    ERROR,
    /** Something that only the provider's word tells. */
    OTHER
  }

  /** The answer is whole. */
  public static final FinishReason STOP = new FinishReason(Kind.STOP, "stop");

  /** The token limit or the context ended it. */
  public static final FinishReason LENGTH = new FinishReason(Kind.LENGTH, "length");

  /**
   * Whether the answer may have stopped anywhere, as a token limit stops it: then a call of a tool
   * that its provider has not ended may lack the rest of its arguments.
   */
  public boolean cutsOff() {
    return switch (kind) {
      case LENGTH, CONTENT_FILTER, ERROR -> true;
      case STOP, TOOL_CALLS, REFUSAL, PAUSED, OTHER -> false;
    };
  }

  /** One name for each kind, lower case with underscores; the raw word for {@link Kind#OTHER}. */
  public String code() {
    return kind == Kind.OTHER ? raw : kind.name().toLowerCase(Locale.ROOT);
  }
}
