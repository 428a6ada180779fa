package dev.sluice.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The signals of this process. SIGINT, SIGTERM and SIGHUP start the JVM's shutdown; a shutdown hook
 * stops what runs and then lets the process die of the signal, which shells see as 130, 143 and
 * 129. Only a chat, which Ctrl-C must not end, handles SIGINT itself.
 */
final class ProcessInterrupts implements Interrupts {
  /**
   * What a stopped command may take to print what it has: with what dying takes it stays below a
   * tenth of a second, which is what people notice.
   */
  private static final Duration GRACE = Duration.ofMillis(50);

  private final AtomicReference<@Nullable Runnable> running = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> last = new AtomicReference<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Hooks into the process; to be done once. */
  static ProcessInterrupts install() {
    ProcessInterrupts interrupts = new ProcessInterrupts();
    Runtime.getRuntime().addShutdownHook(new Thread(interrupts::shutdown, "sluice-shutdown"));
    return interrupts;
  }

  private void shutdown() {
    if (finished.getCount() == 0) {
      return;
    }
    Runnable stop = running.get();
    if (stop != null) {
      stop.run();
    }
    Optional<SignalDeath> death = SignalDeath.prepare();
    if (stop != null) {
      awaitFinished();
    }
    Runnable remains = last.get();
    if (remains != null) {
      remains.run();
    }
    death.ifPresent(SignalDeath::now);
  }

  private void awaitFinished() {
    try {
      // Who has not finished by then is ended where it stands: Ctrl-C waits for nobody.
      var _ = finished.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is over: nothing is left to stop. */
  void finished() {
    finished.countDown();
  }

  @Override
  public Registration onEnd(Runnable stop) {
    running.set(stop);
    return () -> running.set(null);
  }

  @Override
  public Registration beforeEnd(Runnable toDo) {
    last.set(toDo);
    return () -> last.set(null);
  }

  @Override
  public void onSignals(IntPredicate handler) {
    try {
      SignalDeath.onSignal("INT", () -> ask(handler, ExitCode.CANCELLED));
      SignalDeath.onSignal("TERM", () -> ask(handler, ExitCode.TERMINATED));
    } catch (ReflectiveOperationException unsupported) {
      // A JVM without jdk.unsupported: then they end the process as they end other commands.
      return;
    }
  }

  private static void ask(IntPredicate handler, int code) {
    if (handler.test(code)) {
      System.exit(code);
    }
  }

  @Override
  public void onInterrupt(BooleanSupplier handler) {
    Runnable onSignal =
        () -> {
          if (handler.getAsBoolean()) {
            System.exit(ExitCode.CANCELLED);
          }
        };
    try {
      SignalDeath.onSignal("INT", onSignal);
    } catch (ReflectiveOperationException unsupported) {
      // A JVM without jdk.unsupported: Ctrl-C ends the chat, as it ends every other command.
      return;
    }
  }
}
