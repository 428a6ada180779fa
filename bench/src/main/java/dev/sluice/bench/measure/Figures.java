package dev.sluice.bench.measure;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** What was measured, said to the runner on the standard output. */
public final class Figures {
  /** Lines without it are the client's own chatter. */
  private static final String MARK = "bench: ";

  private final PrintStream out;

  Figures(PrintStream out) {
    this.out = out;
  }

  /** Reads a line into the figures that it says, if it says one. */
  public static void read(String line, Map<String, Double> figures) {
    if (line.startsWith(MARK)) {
      String[] parts = line.substring(MARK.length()).split(" ", 2);
      figures.put(parts[0], Double.parseDouble(parts[1]));
    }
  }

  void say(String name, double value) {
    out.printf(Locale.ROOT, "%s%s %.6f%n", MARK, name, value);
    out.flush();
  }
}
