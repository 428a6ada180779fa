package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What is done when an answer breaks after its first token: it was cut, truncated, stalled, or the
 * provider reported an error that may pass. Without this policy the stream ends with the partial.
 *
 * <p>{@link #restart} discards what had come and asks again; readers get {@link
 * dev.sluice.chat.StreamEvent.Restarted}. {@link #resume} keeps the text and asks for the rest: by
 * prefill where the model can, else in words; what the model says again at the seam is left out,
 * and readers get {@link dev.sluice.chat.StreamEvent.Continued}. An answer that broke within a tool
 * call or in its reasoning goes back to its text, or restarts if there is none.
 */
public final class OnCut implements Policy {
  private static final int ATTEMPTS = 3;

  private final Mode mode;
  private final int attempts;
  private final Clock clock;

  /** What becomes of the text that had come. */
  public enum Mode {
    /** The stream ends with it. */
    FAIL,
    /** It is discarded. */
    RESTART,
    /** It stands, and the rest is asked for. */
    RESUME
  }

  private OnCut(Mode mode, int attempts, Clock clock) {
    this.mode = Objects.requireNonNull(mode, "mode");
    this.attempts = attempts;
    this.clock = Objects.requireNonNull(clock, "clock");
    if (attempts < 0) {
      throw new IllegalArgumentException(
          "the number of further attempts cannot be negative: " + attempts);
    }
  }

  /** What becomes of the text that had come. */
  public Mode mode() {
    return mode;
  }

  /** How many further attempts there are at the most. */
  public int attempts() {
    return attempts;
  }

  /** The stream ends with the partial: the default. */
  public static OnCut fail() {
    return new OnCut(Mode.FAIL, 0, Clock.system());
  }

  /** Begins anew, up to {@value #ATTEMPTS} times. */
  public static OnCut restart() {
    return new OnCut(Mode.RESTART, ATTEMPTS, Clock.system());
  }

  /** Continues, up to {@value #ATTEMPTS} times. */
  public static OnCut resume() {
    return new OnCut(Mode.RESUME, ATTEMPTS, Clock.system());
  }

  /**
   * This with another number of further attempts.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public OnCut upTo(int further) {
    return new OnCut(mode, further, clock);
  }

  /** This by another clock, for tests. */
  public OnCut by(Clock other) {
    return new OnCut(mode, attempts, other);
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.ON_CUT);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    return mode == Mode.FAIL
        ? inner
        : AttemptStage.around(
            inner, clock, new CutPlan(inner, model, mode, attempts), mode == Mode.RESUME);
  }

  /** How many further attempts are left. */
  private record CutPlan(StreamSource source, String model, Mode mode, int left) implements Plan {
    @Override
    public Decision after(Cause cause, boolean begun) {
      return begun && left > 0 && Retriable.is(cause)
          ? new Again(
              source,
              model,
              Duration.ZERO,
              mode == Mode.RESUME,
              new CutPlan(source, model, mode, left - 1))
          : new GiveUp(cause);
    }
  }
}
