package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Reply;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Goes on with an answer of which a partial was kept, as {@link OnCut#resume} does within a stream:
 * its text is given to the model, which is asked for the rest, and what it says again at the seam
 * is left out. For one stream, which asks what the kept answer was asked:
 *
 * <pre>{@code
 * ChatStream rest = model.with(Resumption.from(partial, cause)).stream(request);
 * }</pre>
 *
 * <p>Its first event is {@link dev.sluice.chat.StreamEvent.Continued}, which tells where the seam
 * is. What was kept is not told again, but stands at the beginning of the stream's reply; its usage
 * is in the sum, and its attempts are among the earlier ones. An answer that broke within a tool
 * call or in its reasoning goes back to its text, or begins anew, with {@link
 * dev.sluice.chat.StreamEvent.Restarted}, if there is none. Whatever happens then is a matter of
 * the model's other policies.
 */
public final class Resumption implements Policy {
  private final Reply kept;
  private final Cause why;
  private final Clock clock;

  private Resumption(Reply kept, Cause why, Clock clock) {
    this.kept = Objects.requireNonNull(kept, "kept");
    this.why = Objects.requireNonNull(why, "why");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Goes on with this.
   *
   * @param kept the partial
   * @param why how it came to be one, for events
   */
  public static Policy from(Reply kept, Cause why) {
    return new Resumption(kept, why, Clock.system());
  }

  /** The same by another clock, for tests. */
  static Resumption from(Reply kept, Cause why, Clock clock) {
    return new Resumption(kept, why, clock);
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.RESUMPTION);
  }

  @Override
  public Optional<Reply> kept() {
    return Optional.of(kept);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    Plan once =
        (cause, begun) ->
            new Plan.Again(
                inner, model, Duration.ZERO, true, (last, again) -> new Plan.GiveUp(last));
    return AttemptStage.after(KeptAttempt.of(kept, why), inner, clock, once);
  }
}
