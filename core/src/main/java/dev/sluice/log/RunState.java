package dev.sluice.log;

import dev.sluice.chat.Usage;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a run. Immutable.
 *
 * @param epoch of its writer
 * @param last behind the last entry that is kept
 * @param bytes of its entries
 * @param ended how it ended; empty while it goes on, or if nobody has settled it yet
 */
public record RunState(RunStart start, long epoch, Offset last, long bytes, Optional<Ended> ended) {
  public RunState {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(ended, "ended");
  }

  /**
   * How a run ended, for lists; the rest is in its last entry.
   *
   * @param kind as {@link dev.sluice.chat.Ending#kind}
   */
  public record Ended(String kind, Usage usage, Instant at) {
    public Ended {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(usage, "usage");
      Objects.requireNonNull(at, "at");
    }
  }
}
