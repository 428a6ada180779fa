package dev.sluice.cli;

import java.util.List;

/**
 * Which of the three standard streams are terminals. The JVM can tell it only of all together, so
 * the launcher says it.
 */
record Terminals(boolean in, boolean out, boolean err) {
  static final Terminals NONE = new Terminals(false, false, false);

  /** From the launcher's words, such as {@code "in,err"}. */
  static Terminals of(String words) {
    List<String> said = List.of(words.split(","));
    return new Terminals(said.contains("in"), said.contains("out"), said.contains("err"));
  }
}
