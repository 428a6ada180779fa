package dev.sluice.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lets this process die of the signal that ends it, as one dies that handles no signals. The JVM's
 * own end waits 300 ms for threads that read, write or compute outside Java, and takes away the
 * libraries in which they still compute; the system ends all of them at once. And a shell that runs
 * a script goes on with the next command if this one ended by itself, whatever its exit code.
 *
 * <p>Java can't raise a signal that it does not handle, and calling the system costs more than a
 * tenth of a second the first time, so a shell sends it. It is started before it is needed.
 */
final class SignalDeath {
  /** The first process of a container is spared by the signals that it does not handle. */
  private static final long IMMORTAL = 1;

  /** A signal takes no time, but the machine may be busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String signal;
  private final Process shell;

  private SignalDeath(String signal, Process shell) {
    this.signal = signal;
    this.shell = shell;
  }

  /** Makes ready, if it is a signal that began the shutdown that goes on; to be asked in a hook. */
  static Optional<SignalDeath> prepare() {
    Optional<String> signal = signalThatEnds();
    long self = ProcessHandle.current().pid();
    if (signal.isEmpty() || self == IMMORTAL || File.separatorChar != '/') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SignalDeath(signal.get(), shell("kill -s " + signal.get() + " " + self)));
    } catch (IOException noShell) {
      return Optional.empty();
    }
  }

  /** Shows the JVM what {@link #prepare} needs, so that it is in the cache of the next starts. */
  static void rehearse() throws IOException {
    signalThatEnds();
    new SignalDeath("WINCH", shell(":")).now();
  }

  /** A shell that does this once a line comes from here, and nothing if none does. */
  private static Process shell(String command) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", "read -r _ && " + command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Does not return, unless that is impossible: then the JVM ends the process, only later. */
  void now() {
    try {
      handle(signal, usual());
      shell.getOutputStream().write('\n');
      shell.getOutputStream().close();
      var _ = shell.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException | IllegalArgumentException | IOException impossible) {
      shell.destroy();
    }
  }

  /**
   * The signal's name without its SIG. The JVM does not tell it, but runs what handles it, and
   * waits for the hooks, on a thread that it calls so.
   */
  private static Optional<String> signalThatEnds() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[all.activeCount() + 16];
    return Stream.of(threads)
        .limit(all.enumerate(threads))
        .map(Thread::getName)
        .filter(name -> name.matches("SIG[A-Z]+ handler"))
        .map(name -> name.substring("SIG".length(), name.indexOf(' ')))
        .findFirst();
  }

  /**
   * From now on a signal runs this, and not what it did before.
   *
   * @throws ReflectiveOperationException if this JVM can't do that
   */
  static void onSignal(String name, Runnable task) throws ReflectiveOperationException {
    Class<?> type = handlerType();
    Object handler =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              task.run();
              return null;
            });
    handle(name, handler);
  }

  private static Object usual() throws ReflectiveOperationException {
    return handlerType().getField("SIG_DFL").get(null);
  }

  private static Class<?> handlerType() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }

  /** By reflection, because javac warns of this class wherever it is named, unsuppressibly. */
  private static void handle(String signal, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Method install = type.getMethod("handle", type, handlerType());
    install.invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
  }
}
