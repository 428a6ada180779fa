package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the key of one attempt, on a virtual thread of its own, because whoever gives it may ask
 * a network in turn. It is a part of connecting, and its time is the connect timeout's. Whoever
 * still gives no key when the time is up or the stream is cancelled is interrupted.
 *
 * <p>What the supplier says when it throws is in no message, for it may hold a key: only what was
 * thrown, and where. {@link ModelUnavailableException} alone is thrown to be read.
 */
final class KeyRequest implements Runnable {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Supplier<String> keys;
  private final String target;
  private final Duration within;
  private final Clock clock;
  private final Consumer<Outcome> refused;
  private final BiConsumer<Secret, Duration> given;

  /** Whether it is decided how this ends. */
  private final AtomicBoolean over = new AtomicBoolean();

  private volatile @Nullable Thread asked;
  private volatile Clock.@Nullable Alarm alarm;
  private volatile long startNanos;

  /**
   * A request.
   *
   * @param target who is to be reached, for messages
   * @param within the connect timeout; zero is none
   * @param refused told how the attempt ends without a key
   * @param given told the key, and what is left of the time
   */
  KeyRequest(
      Supplier<String> keys,
      String target,
      Duration within,
      Clock clock,
      Consumer<Outcome> refused,
      BiConsumer<Secret, Duration> given) {
    this.keys = keys;
    this.target = target;
    this.within = within;
    this.clock = clock;
    this.refused = refused;
    this.given = given;
  }

  void start() {
    startNanos = clock.nanos();
    if (within.isPositive()) {
      alarm = clock.alarm(within, this::onTimeout, this::onDefect);
    }
    try {
      Clock.Alarm unused = clock.launch(Duration.ZERO, this, this::onDefect);
    } catch (Throwable noThread) {
      stop();
      throw noThread;
    }
  }

  /** Nobody wants the key any more. From any thread. */
  void stop() {
    if (decide()) {
      interrupt();
    }
  }

  private boolean decide() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    Clock.Alarm set = alarm;
    if (set != null) {
      set.cancel();
    }
    return true;
  }

  private void interrupt() {
    Thread thread = asked;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void run() {
    asked = Thread.currentThread();
    if (over.get()) {
      return;
    }
    Secret key;
    try {
      String said = keys.get();
      key = new Secret(said == null ? "" : said.strip());
    } catch (Throwable thrown) {
      refuse(failure(thrown));
      return;
    }
    Optional<String> fault = key.fault();
    if (fault.isPresent()) {
      String reason = "the key that its supplier gives " + fault.get();
      refuse(new Failure.Misconfigured(target, reason, Optional.empty()));
    } else if (decide()) {
      given.accept(key, left());
    }
  }

  private Duration left() {
    if (!within.isPositive()) {
      return Duration.ZERO;
    }
    Duration left = within.minusNanos(clock.nanos() - startNanos);
    return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
  }

  /** On the thread that keeps the time. */
  private void onTimeout() {
    if (decide()) {
      interrupt();
      String where = target + ", whose key its supplier did not give,";
      Failure.Timeout timeout = new Failure.Timeout(Failure.Timeout.Phase.CONNECT, within, where);
      clock.aside(() -> refused.accept(new Cause.TimedOut(timeout)), this::onDefect);
    }
  }

  private void refuse(Failure failure) {
    if (decide()) {
      refused.accept(new Cause.Failed(failure));
    }
  }

  /** One that says what is missing is not asked again; anything else may pass. */
  private Failure failure(Throwable thrown) {
    Throwable without =
        new IllegalStateException("the supplier of keys threw " + thrown.getClass().getName());
    without.setStackTrace(thrown.getStackTrace());
    return thrown instanceof ModelUnavailableException
        ? new Failure.Unavailable(
            "there is no key for " + target + ": " + thrown.getMessage(), Optional.of(without))
        : new Failure.Unreachable(
            target,
            "the supplier of its key threw " + thrown.getClass().getName(),
            Optional.of(without));
  }

  private void onDefect(Throwable thrown) {
    refused.accept(new Cause.Failed(new Failure.Defect(thrown)));
  }
}
