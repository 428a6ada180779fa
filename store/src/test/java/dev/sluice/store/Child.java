package dev.sluice.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Another process that runs one of these classes, and what it says. */
final class Child implements AutoCloseable {
  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>(); // guarded by itself

  private Child(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().start(this::read);
  }

  static Child start(Class<?> main, String... args) throws IOException {
    return start(List.of(), main, args);
  }

  /**
   * Starts it.
   *
   * @param before what to put before the command, such as a program that watches it
   */
  static Child start(List<String> before, Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(args));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // It was killed, and its output closed: what it had said is known.
    }
  }

  /** Waits until it has said a line that begins so, and gives it. */
  String await(String beginning) throws InterruptedException {
    synchronized (lines) {
      int seen = 0;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (lines.get(seen).startsWith(beginning)) {
            return lines.get(seen);
          }
        }
        if (!process.isAlive() && !reader.isAlive()) {
          throw new AssertionError("it ended and said " + lines);
        }
        lines.wait(100);
      }
    }
  }

  /** Ends it without any chance to say goodbye; all that it had said. */
  List<String> kill() throws InterruptedException {
    process.destroyForcibly();
    return ended();
  }

  /** Waits for its end; all that it had said. */
  List<String> ended() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end");
    }
    reader.join();
    synchronized (lines) {
      return List.copyOf(Objects.requireNonNull(lines));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
