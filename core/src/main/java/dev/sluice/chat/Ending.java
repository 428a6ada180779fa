package dev.sluice.chat;

import java.util.Objects;
import java.util.Optional;

/** How a stream ended. Immutable; every stream has exactly one. */
public sealed interface Ending {

  /** What the stream said: whole if it completed, else the partial. */
  Reply reply();

  /**
   * {@code completed}, {@code truncated}, {@code cut}, {@code failed}, {@code timed_out}, {@code
   * over_budget}, {@code interrupted} or {@code cancelled}.
   */
  String kind();

  /**
   * The reply of a completed stream.
   *
   * @throws StreamException carrying this ending, if it is incomplete, or if its provider withheld
   *     the answer whole: a refusal or a filtered answer without a word is no empty success
   */
  Reply completeReply();

  /** The provider's own good end arrived. */
  record Completed(Reply reply, FinishReason finishReason) implements Ending {
    public Completed {
      reply = reply.ended(Optional.of(finishReason));
    }

    @Override
    public String kind() {
      return "completed";
    }

    @Override
    public Reply completeReply() {
      if (isWithheld()) {
        throw new StreamException(this);
      }
      return reply;
    }

    /**
     * Whether the answer is empty because the model or its provider would not give it: nothing but
     * the finish reason says so.
     */
    public boolean isWithheld() {
      return switch (finishReason.kind()) {
        case REFUSAL, CONTENT_FILTER, ERROR -> saysNothing();
        case STOP, LENGTH, TOOL_CALLS, PAUSED, OTHER -> false;
      };
    }

    private boolean saysNothing() {
      return reply.parts().stream()
          .allMatch(part -> part instanceof Part.Reasoning || part.size() == 0);
    }
  }

  /** It did not. */
  record Incomplete(Reply partial, Cause cause) implements Ending {
    public Incomplete {
      Objects.requireNonNull(cause, "cause");
      partial = partial.ended(Optional.empty());
    }

    @Override
    public Reply reply() {
      return partial;
    }

    @Override
    public String kind() {
      return cause.kind();
    }

    @Override
    public Reply completeReply() {
      throw new StreamException(this);
    }
  }
}
