package dev.sluice.stream;

/** How a stream ended. Immutable; every stream has exactly one. */
public sealed interface Ending {

  /** What the stream said: whole if it completed, else the partial. */
  Reply reply();

  /**
   * {@code completed}, {@code truncated}, {@code cut}, {@code failed}, {@code timed_out}, {@code
   * over_budget} or {@code cancelled}.
   */
  String kind();

  /**
   * The reply of a completed stream.
   *
   * @throws StreamException carrying this ending, if it is incomplete
   */
  Reply completeReply();

  /** The provider's own good end arrived. */
  record Completed(Reply reply, FinishReason finishReason) implements Ending {
    @Override
    public String kind() {
      return "completed";
    }

    @Override
    public Reply completeReply() {
      return reply;
    }
  }

  /** It did not. */
  record Incomplete(Reply partial, Cause cause) implements Ending {
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
