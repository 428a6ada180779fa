package dev.sluice.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line as a process of its own, which can be signalled. */
final class CliProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Captured out;
  private final Captured err;

  private CliProcess(Process process) {
    this.process = process;
    this.out = new Captured(process.getInputStream());
    this.err = new Captured(process.getErrorStream());
  }

  /** Starts it with this in the environment; {@code terminals} as {@link Terminals#of}. */
  static CliProcess start(Map<String, String> environment, String terminals, String... arguments) {
    return new CliProcess(launch(builder(environment, terminals, arguments)));
  }

  /** How to start it, for who wants other streams. */
  static ProcessBuilder builder(
      Map<String, String> environment, String terminals, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"));
    // As the launcher has it.
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(classPath());
    command.add("-D" + Main.TERMINALS_PROPERTY + "=" + terminals);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(DefaultSignals.of(command));
    builder.environment().keySet().removeIf(name -> name.startsWith("OPENAI_"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove(LogSettings.SETTING);
    builder.environment().put(LogSettings.FOLDER_SETTING, TestData.folder().toString());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Without the logging that a library of tests brings: a program has none, and it says so. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> !Path.of(path).getFileName().toString().startsWith("slf4j-"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Process launch(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  Captured out() {
    return out;
  }

  Captured err() {
    return err;
  }

  void type(String text) throws IOException {
    OutputStream keyboard = process.getOutputStream();
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  /** Sends a signal, such as {@code INT}. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill failed with " + code);
    }
  }

  /** Waits for the end and returns the exit code; a signal that killed it counts from 128. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running; stderr: " + err.text());
    }
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What a process has written to one of its streams, as it comes. */
  static final class Captured {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    private Captured(InputStream stream) {
      Thread.ofPlatform().daemon().start(() -> read(stream));
    }

    private void read(InputStream stream) {
      char[] piece = new char[8192];
      try (BufferedReader reader =
          new BufferedReader(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (int n = reader.read(piece); n >= 0; n = reader.read(piece)) {
          add(piece, n);
        }
      } catch (IOException closed) {
        // The process was ended by its test.
      }
      lock.lock();
      try {
        ended = true;
        more.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void add(char[] piece, int length) {
      lock.lock();
      try {
        text.append(piece, 0, length);
        more.signalAll();
      } finally {
        lock.unlock();
      }
    }

    String text() {
      lock.lock();
      try {
        return text.toString();
      } finally {
        lock.unlock();
      }
    }

    /** Waits until this has been written. */
    void await(String wanted) throws InterruptedException {
      awaitThat("'" + wanted + "'", () -> text.indexOf(wanted) >= 0);
    }

    void awaitEnd() throws InterruptedException {
      awaitThat("the end", () -> ended);
    }

    private void awaitThat(String what, java.util.function.BooleanSupplier condition)
        throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      lock.lock();
      try {
        while (!condition.getAsBoolean()) {
          long left = deadline - System.nanoTime();
          if (left <= 0 || (ended && !what.equals("the end"))) {
            throw new AssertionError("waited in vain for " + what + "; there is: " + text);
          }
          var _ = more.await(left, TimeUnit.NANOSECONDS);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
