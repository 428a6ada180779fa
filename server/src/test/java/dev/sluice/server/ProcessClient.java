package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A client in another language: a script and a package, in a process of its own. One in Python is
 * started once and then asked again, since what takes its time is to import the packages.
 */
final class ProcessClient implements StockClient {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** By what they were started with; they end with this process. */
  private static final Map<List<String>, Kept> KEPT = new ConcurrentHashMap<>();

  private final List<String> command;

  /** Where its interface begins. */
  private final String path;

  /** Whether its process does one thing after the other, until its input ends. */
  private final boolean isKept;

  private ProcessClient(List<String> command, String path, boolean isKept) {
    this.command = command;
    this.path = path;
    this.isKept = isKept;
  }

  /**
   * One for Python; skips if it is not to be had.
   *
   * @param packages what is installed, each with its version, separated by blanks
   */
  static ProcessClient python(String packages, String script, String path)
      throws IOException, InterruptedException {
    Path folder = Packages.python(packages);
    return new ProcessClient(
        List.of(
            "env",
            "PYTHONPATH=" + folder,
            "python3",
            Packages.script("serve.py"),
            Packages.script(script)),
        path,
        true);
  }

  /**
   * One for Node; skips if it is not to be had.
   *
   * @param entry its file that is imported
   */
  static ProcessClient node(String name, String version, String entry, String script, String path)
      throws IOException, InterruptedException {
    Path file = Packages.node(name, version, "").resolve(entry);
    return new ProcessClient(
        List.of("node", Packages.script(script), file.toUri().toString()), path, false);
  }

  @Override
  public List<String> tell(URI base, String model, String what, Runnable left)
      throws IOException, InterruptedException {
    return isKept
        ? tell(List.of(base + path, model, what), left)
        : tellOnce(List.of(base + path, model, what), left);
  }

  private List<String> tell(List<String> arguments, Runnable left) throws IOException {
    Kept process = KEPT.get(command);
    if (process == null || !process.isAlive()) {
      process = new Kept(command);
      KEPT.put(command, process);
    }
    return process.tell(arguments, left);
  }

  private List<String> tellOnce(List<String> arguments, Runnable left)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    Path errors = Files.createTempFile(Packages.HOME, "errors", ".log");
    ProcessBuilder builder = new ProcessBuilder(all).redirectError(errors.toFile());
    Process process = builder.start();
    Thread watch = watch(process);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> told = new ArrayList<>();
      for (String line; (line = lines.readLine()) != null; ) {
        told.add(line);
        if (line.startsWith("left=")) {
          left.run();
          process.outputWriter(StandardCharsets.UTF_8).close();
        }
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      Files.delete(errors);
      return told;
    } finally {
      watch.interrupt();
      process.destroyForcibly();
    }
  }

  /** Ends it unless it is interrupted in time: whoever waits for its next line cannot be. */
  private static Thread watch(Process process) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(PATIENCE);
                process.destroyForcibly();
              } catch (InterruptedException done) {
                // As it should be.
              }
            });
  }

  /** A process that is told on a line what to do, and tells of it until {@code done=}. */
  private static final class Kept {
    private final Path errors = Files.createTempFile(Packages.HOME, "errors", ".log");
    private final Process process;
    private final BufferedReader lines;
    private final BufferedWriter commands;

    Kept(List<String> command) throws IOException {
      this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      this.lines = process.inputReader(StandardCharsets.UTF_8);
      this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    boolean isAlive() {
      return process.isAlive();
    }

    List<String> tell(List<String> arguments, Runnable left) throws IOException {
      say(String.join("\t", arguments));
      List<String> told = new ArrayList<>();
      boolean isDone = false;
      Thread watch = watch(process);
      try {
        for (String line; !isDone && (line = lines.readLine()) != null; ) {
          isDone = line.startsWith("done=");
          if (!isDone) {
            told.add(line);
          }
          if (line.startsWith("left=")) {
            left.run();
            say("");
          }
          assertThat(isDone && !line.equals("done=0")).as(Files.readString(errors)).isFalse();
        }
        assertThat(isDone).as(Files.readString(errors)).isTrue();
        return told;
      } finally {
        watch.interrupt();
        if (!isDone) {
          process.destroyForcibly();
        }
      }
    }

    private void say(String line) throws IOException {
      commands.write(line);
      commands.newLine();
      commands.flush();
    }
  }
}
