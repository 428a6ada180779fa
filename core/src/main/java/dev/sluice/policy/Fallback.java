package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Asks other models, one after the other, once the one before has given up. Before the first token
 * whatever it failed of; after it only as {@link #afterFirstToken} says, by default not at all.
 *
 * <p>What a provider blames ends no more than its own model, whatever the {@link Failure.Reason}: a
 * key or a quota that is refused says nothing of another provider's, a context that is too long for
 * one model may be right for another, and filters differ. A request that is wrong is asked of the
 * others too: models differ in what they take.
 *
 * <p>Each model brings its own policies.
 */
public final class Fallback implements Policy {
  private final List<ChatModel> models;
  private final OnCut.Mode mode;
  private final Clock clock;

  private Fallback(List<ChatModel> models, OnCut.Mode mode, Clock clock) {
    this.models = List.copyOf(Objects.requireNonNull(models, "models"));
    if (this.models.isEmpty()) {
      throw new IllegalArgumentException("a fallback names no model to fall back to");
    }
    this.mode = Objects.requireNonNull(mode, "mode");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Who is asked, in this order. */
  public List<ChatModel> models() {
    return models;
  }

  /** What becomes of text that had come. */
  public OnCut.Mode mode() {
    return mode;
  }

  /** Falls back to these models, before the first token only. */
  public static Fallback to(ChatModel... models) {
    return new Fallback(
        List.of(Objects.requireNonNull(models, "models")), OnCut.Mode.FAIL, Clock.system());
  }

  /** Falls back after the first token too: begins anew, or continues the text that had come. */
  public Fallback afterFirstToken(OnCut.Mode what) {
    return new Fallback(models, what, clock);
  }

  /** This by another clock, for tests. */
  public Fallback by(Clock other) {
    return new Fallback(models, mode, other);
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.FALLBACK);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    return AttemptStage.around(
        inner, clock, new FallbackPlan(models, mode), mode == OnCut.Mode.RESUME);
  }

  /** Which models are left. */
  private record FallbackPlan(List<ChatModel> left, OnCut.Mode mode) implements Plan {
    @Override
    public Decision after(Cause cause, boolean begun) {
      boolean tooLate = begun && (mode == OnCut.Mode.FAIL || !mayBeContinued(cause));
      if (left.isEmpty() || tooLate || isOurs(cause)) {
        return new GiveUp(cause);
      }
      ChatModel next = left.getFirst();
      return new Again(
          next.source(),
          next.name(),
          Duration.ZERO,
          mode == OnCut.Mode.RESUME,
          new FallbackPlan(left.subList(1, left.size()), mode));
    }

    /** What may pass, or is what this provider says: another one has its own key and filters. */
    private static boolean mayBeContinued(Cause cause) {
      return Retriable.is(cause)
          || cause.failure().filter(Failure.ByProvider.class::isInstance).isPresent();
    }

    /** Whether another model would end the same way. */
    private static boolean isOurs(Cause cause) {
      return cause instanceof Cause.Cancelled
          || cause instanceof Cause.OverBudget
          || cause.failure().filter(Failure.LimitExceeded.class::isInstance).isPresent();
    }
  }
}
