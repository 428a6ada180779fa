package dev.sluice.cli;

import dev.sluice.time.Clock;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * All that a command touches outside itself.
 *
 * @param environment names and values of environment variables
 * @param out takes the answer and nothing else; unbuffered, each write is one that others see
 * @param err takes everything else; unbuffered
 */
record Surroundings(
    Map<String, String> environment,
    InputStream in,
    OutputStream out,
    OutputStream err,
    Terminals terminals,
    Interrupts interrupts,
    Clock clock) {

  /** Whether escape codes may dim or colour what goes to standard error. */
  boolean colour() {
    return overwrites() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Whether a line on standard error can be written over. */
  boolean overwrites() {
    return terminals.err() && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Names the settings only: their values are secrets. */
  @Override
  public String toString() {
    return "Surroundings[" + environment.size() + " settings, " + terminals + "]";
  }
}
