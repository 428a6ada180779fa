package dev.sluice.policy;

import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;

/**
 * What a stream has used up to now: what its provider told, and an estimate of what came since. A
 * provider that counts on while it streams needs none. Not thread-safe.
 */
final class Meter {
  private Usage told = Usage.unknown();
  private long charactersSince;
  private boolean reported;
  private boolean tells;

  void add(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      charactersSince += delta.text().length(); // Most events.
      return;
    }
    switch (event) {
      case StreamEvent.Content content -> charactersSince += content.length();
      case StreamEvent.UsageReported report -> told(report.usage());
      case StreamEvent.FurtherAttempt f -> anotherAttempt();
      case StreamEvent.Started s -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.RoundStarted r -> {}
      case StreamEvent.Ended e -> {}
    }
  }

  private void told(Usage usage) {
    // A first report may only open the answer: some providers count one token and then nothing
    // more until the end.
    tells =
        tells
            || (reported
                && charactersSince > 0
                && usage.outputTokens().orElse(0) > told.outputTokens().orElse(0));
    reported = true;
    told = usage;
    if (usage.outputTokens().isPresent()) {
      charactersSince = 0;
    }
  }

  /** Another model may answer now, which may count in another way. */
  private void anotherAttempt() {
    reported = false;
    if (tells) {
      charactersSince = 0;
      tells = false;
    }
  }

  /** Whether the usage holds an estimate that no provider made. */
  boolean estimates() {
    return charactersSince > 0 && !tells;
  }

  Usage usage() {
    return estimates() ? told.plus(Usage.estimate(Usage.estimatedTokens(charactersSince))) : told;
  }
}
