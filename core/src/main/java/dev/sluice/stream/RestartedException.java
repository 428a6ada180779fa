package dev.sluice.stream;

/**
 * Thrown to whoever iterates text alone when the answer begins anew after some of it was handed
 * out: that cannot be taken back. Readers of {@link ChatStream#events} get {@link
 * StreamEvent.Restarted} instead.
 */
public final class RestartedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  RestartedException(StreamEvent.Restarted restarted) {
    super(
        "the answer was interrupted ("
            + restarted.cause().message()
            + ") and begins anew, but the text before has been handed out; read events() to be told,"
            + " or reply() to get the last attempt's text alone");
  }
}
