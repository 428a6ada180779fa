package dev.sluice.llamacpp;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells how far a long prompt is read: nothing of one that is read within half a second, and then
 * ten times a second at most. Belongs to the engine's thread.
 */
final class PromptNotice {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final String WHAT = "reading the prompt";

  private final Reports reports;
  private final Clock clock;
  private long nextNanos;
  private boolean told;

  PromptNotice(Reports reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  void begin() {
    nextNanos = clock.nanos() + PATIENCE.toNanos();
  }

  void read(int tokens, int of) {
    long now = clock.nanos();
    if (tokens < of && now - nextNanos >= 0) {
      nextNanos = now + BETWEEN.toNanos();
      told = true;
      reports.goesOn(String.format(Locale.ROOT, "%s: %,d of %,d tokens", WHAT, tokens, of));
    }
  }

  /** The answer comes, or nothing more. */
  void end() {
    if (told) {
      told = false;
      reports.over(WHAT);
    }
  }
}
