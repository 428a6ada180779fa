package dev.sluice.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The signals of this process. SIGINT, SIGTERM and SIGHUP start the JVM's shutdown, which ends with
 * the code that shells expect of the signal (130, 143, 129); a shutdown hook stops what runs before
 * that. Only a chat, which Ctrl-C must not end, handles SIGINT itself.
 */
final class ProcessInterrupts implements Interrupts {
  /** What a stopped command may take to print what it has; people notice more than a tenth. */
  private static final Duration GRACE = Duration.ofMillis(80);

  private final AtomicReference<@Nullable Runnable> running = new AtomicReference<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Hooks into the process; to be done once. */
  static ProcessInterrupts install() {
    ProcessInterrupts interrupts = new ProcessInterrupts();
    Runtime.getRuntime().addShutdownHook(new Thread(interrupts::shutdown, "sluice-shutdown"));
    return interrupts;
  }

  private void shutdown() {
    Runnable stop = running.get();
    if (finished.getCount() == 0 || stop == null) {
      return;
    }
    stop.run();
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
  public void onInterrupt(BooleanSupplier handler) {
    Runnable onSignal =
        () -> {
          if (handler.getAsBoolean()) {
            System.exit(ExitCode.CANCELLED);
          }
        };
    try {
      handle("INT", onSignal);
    } catch (ReflectiveOperationException unsupported) {
      // A JVM without jdk.unsupported: Ctrl-C ends the chat, as it ends every other command.
      return;
    }
  }

  /** By reflection, because javac warns of this class wherever it is named, unsuppressibly. */
  private static void handle(String signal, Runnable onSignal) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object handler =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              onSignal.run();
              return null;
            });
    Method install = signalType.getMethod("handle", signalType, handlerType);
    install.invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
  }
}
