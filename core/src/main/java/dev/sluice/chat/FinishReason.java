package dev.sluice.chat;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Why the model stopped, in a completed stream. Immutable. */
public final class FinishReason extends Value {

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

  private final Kind kind;
  private final String raw;
  private final String detail;

  /**
   * A reason that is not explained.
   *
   * @param kind see {@link #kind}
   * @param raw see {@link #raw}
   */
  public FinishReason(Kind kind, String raw) {
    this(kind, raw, "");
  }

  private FinishReason(Kind kind, String raw, String detail) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.raw = Objects.requireNonNull(raw, "raw");
    this.detail = Objects.requireNonNull(detail, "detail");
  }

  /** The answer is whole. */
  public static final FinishReason STOP = new FinishReason(Kind.STOP, "stop");

  /** The token limit or the context ended it. */
  public static final FinishReason LENGTH = new FinishReason(Kind.LENGTH, "length");

  /** What it means, the same for every provider. */
  public Kind kind() {
    return kind;
  }

  /** The provider's own word. */
  public String raw() {
    return raw;
  }

  /** The provider's explanation, for a person: why it refused, for example. Mostly empty. */
  public String detail() {
    return detail;
  }

  /** This with an explanation. */
  public FinishReason explained(String explanation) {
    return new FinishReason(kind, raw, explanation);
  }

  /**
   * Whether it may end an answer anywhere, in the middle of a part too: then a call of a tool that
   * its provider has not ended may lack the rest of its arguments.
   */
  public boolean cutsOff() {
    return switch (kind) {
      case LENGTH, CONTENT_FILTER, REFUSAL, ERROR -> true;
      case STOP, TOOL_CALLS, PAUSED, OTHER -> false;
    };
  }

  /** One name for each kind, lower case with underscores; the raw word for {@link Kind#OTHER}. */
  public String code() {
    return kind == Kind.OTHER ? raw : kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  List<Object> values() {
    return List.of(kind, raw, detail);
  }
}
