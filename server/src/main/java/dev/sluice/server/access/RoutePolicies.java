package dev.sluice.server.access;

import dev.sluice.policy.Budget;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is done when a stream is limited, stalls, fails or is cut: what is not said is as is usual
 * for the model. Immutable.
 *
 * @param retries so often it is tried again before the first token
 * @param onCut what becomes of an answer that breaks off
 * @param fallback the models that are asked next, as {@link dev.sluice.models.Models#model} has
 *     them
 * @param connect see {@link Timeouts#connect(Duration)}
 * @param firstToken see {@link Timeouts#firstToken(Duration)}
 * @param idle see {@link Timeouts#idle(Duration)}
 * @param total see {@link Timeouts#total(Duration)}
 * @param budget where each answer is stopped
 * @param limiter how many may be asked at once; shared by all who ask
 * @param strict whether a request is refused that has something which would be left out
 */
public record RoutePolicies(
    Optional<Integer> retries,
    Optional<OnCut.Mode> onCut,
    List<String> fallback,
    Optional<Duration> connect,
    Optional<Duration> firstToken,
    Optional<Duration> idle,
    Optional<Duration> total,
    Optional<Budget> budget,
    Optional<Limiter> limiter,
    Optional<Boolean> strict) {

  /** All is as is usual. */
  public static final RoutePolicies USUAL =
      new RoutePolicies(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public RoutePolicies {
    fallback = List.copyOf(fallback);
  }

  /** These, and where they say nothing, those. */
  public RoutePolicies or(RoutePolicies otherwise) {
    return new RoutePolicies(
        retries.or(otherwise::retries),
        onCut.or(otherwise::onCut),
        fallback.isEmpty() ? otherwise.fallback : fallback,
        connect.or(otherwise::connect),
        firstToken.or(otherwise::firstToken),
        idle.or(otherwise::idle),
        total.or(otherwise::total),
        budget.or(otherwise::budget),
        limiter.or(otherwise::limiter),
        strict.or(otherwise::strict));
  }

  /**
   * The model with them.
   *
   * @param takesBack whether what was told can be taken back; where not, an answer that would begin
   *     anew ends instead
   */
  ChatModel around(
      ChatModel model, Function<String, ChatModel> others, boolean takesBack, Clock clock) {
    OnCut.Mode mode = mode(takesBack);
    ChatModel all = careful(model, mode, clock);
    if (!fallback.isEmpty()) {
      ChatModel[] next =
          fallback.stream()
              .map(name -> careful(others.apply(name), mode, clock))
              .toArray(ChatModel[]::new);
      all = all.with(Fallback.to(next).afterFirstToken(mode).by(clock));
    }
    if (budget.isPresent()) {
      all = all.with(budget.get());
    }
    return limited(all);
  }

  /** The same for a model that answers by a document: no other one is asked in its place. */
  ChatModel aroundOne(ChatModel model, Clock clock) {
    return limited(careful(model, OnCut.Mode.FAIL, clock));
  }

  private ChatModel limited(ChatModel model) {
    return limiter.isPresent() ? model.with(limiter.get()) : model;
  }

  private OnCut.Mode mode(boolean takesBack) {
    OnCut.Mode wanted = onCut.orElse(OnCut.Mode.FAIL);
    return wanted == OnCut.Mode.RESTART && !takesBack ? OnCut.Mode.FAIL : wanted;
  }

  private ChatModel careful(ChatModel model, OnCut.Mode mode, Clock clock) {
    ChatModel all = model;
    if (retries.isPresent()) {
      all = all.with(retry(model, retries.get(), clock));
    }
    if (connect.isPresent() || firstToken.isPresent() || idle.isPresent() || total.isPresent()) {
      all = all.with(timeouts(model, clock));
    }
    return mode == OnCut.Mode.FAIL
        ? all
        : all.with((mode == OnCut.Mode.RESUME ? OnCut.resume() : OnCut.restart()).by(clock));
  }

  /** Of the model's own, where it has one: it knows what else was refused with it. */
  private static Retry retry(ChatModel model, int count, Clock clock) {
    return model.policy(Policy.Layer.RETRY).orElse(null) instanceof Retry usual
        ? usual.retries(count)
        : Retry.upTo(count).by(clock);
  }

  /** The model's own, which knows what is usual for it, with those that are set. */
  private Timeouts timeouts(ChatModel model, Clock clock) {
    Timeouts usual =
        model.policy(Policy.Layer.ATTEMPT_TIMEOUTS).orElse(null) instanceof Timeouts own
            ? own
            : Timeouts.off().by(clock);
    return usual
        .connect(connect.orElse(usual.connect()))
        .firstToken(firstToken.orElse(usual.firstToken()))
        .idle(idle.orElse(usual.idle()))
        .total(total.orElse(usual.total()));
  }
}
