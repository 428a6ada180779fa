package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link Simulator} answers: one or more responses, each a list of steps, written as short
 * text with one step a line. Immutable and safe for use by many threads; the same script plays the
 * same bytes each time.
 *
 * <pre>{@code
 * words "The answer was cut"
 * rst
 * ---
 * when prefill
 * text " short."
 * finish stop
 * done
 * }</pre>
 *
 * <p>The grammar is in {@code docs/simulator.md}.
 */
public final class Script {
  private final List<Response> responses;

  Script(List<Response> responses) {
    this.responses = List.copyOf(responses);
  }

  /**
   * Reads a script. Files it names are taken relative to the working directory and read now.
   *
   * @throws ScriptException if a line is not a step, naming the line
   * @throws UncheckedIOException if a file that it names cannot be read
   */
  public static Script parse(String text) {
    return new ScriptParser(Path.of("")).parse(text);
  }

  /**
   * Reads a script from a file. Files it names are taken relative to that file's folder.
   *
   * @throws ScriptException if a line is not a step, naming the line
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Script load(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      return new ScriptParser(parent == null ? Path.of("") : parent).parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Response> responses() {
    return responses;
  }
}
