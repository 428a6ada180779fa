package dev.sluice.fake;

import dev.sluice.chat.ChatRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One request that a {@link FakeModel} was asked, and what became of it. Thread-safe. */
public final class FakeCall {
  private final ChatRequest request;
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private final AtomicInteger pieces = new AtomicInteger();

  FakeCall(ChatRequest request) {
    this.request = request;
  }

  /** What became of a request. */
  public enum State {
    /** The answer is not over. */
    RUNNING,
    /** It came to the end that its script has. */
    ENDED,
    /** Whoever asked stopped it before that: by a cancel, a timeout or a budget. */
    CANCELLED
  }

  /** What was asked, as it came through the policies. */
  public ChatRequest request() {
    return request;
  }

  /** What became of it up to now. */
  public State state() {
    return state.get();
  }

  /** How many pieces of the answer were told up to now. */
  public int pieces() {
    return pieces.get();
  }

  void told() {
    pieces.incrementAndGet();
  }

  /** Whether this is how it is over. */
  boolean over(State how) {
    return state.compareAndSet(State.RUNNING, how);
  }

  boolean isRunning() {
    return state.get() == State.RUNNING;
  }

  @Override
  public String toString() {
    return "FakeCall[" + state() + " after " + pieces() + " pieces]";
  }
}
