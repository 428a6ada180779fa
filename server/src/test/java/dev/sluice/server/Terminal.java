package dev.sluice.server;

import dev.sluice.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program in a terminal: what it shows, and what is typed. */
final class Terminal implements AutoCloseable {
  /** What moves the cursor, colours, and names the window, and blanks, which are often moves. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "\\x1b\\][^\\x07\\x1b]*(\\x07|\\x1b\\\\)|\\x1b\\[[0-?]*[ -/]*[@-~]|\\x1b[ -/]*[0-~]|\\s");

  private final Process process;
  private final Writer keys;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private Terminal(Process process) {
    this.process = process;
    this.keys = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  static Terminal of(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("python3", Packages.script("terminal.py")));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Terminal(builder.start());
  }

  private void read() {
    try {
      process.getInputStream().transferTo(shown);
    } catch (IOException closed) {
      // It has ended.
    }
  }

  void type(String what) {
    try {
      keys.write(JsonWriter.quoted(what) + "\n");
      keys.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(shown(), gone);
    }
  }

  /** All that it has shown so far, without blanks. */
  String shown() {
    return UNSEEN.matcher(shown.toString(StandardCharsets.UTF_8)).replaceAll("");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    try {
      keys.close();
    } catch (IOException gone) {
      // So is the program.
    }
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }
}
