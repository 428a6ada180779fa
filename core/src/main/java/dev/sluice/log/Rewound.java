package dev.sluice.log;

import java.util.Objects;

/**
 * A place that a reader was at, or asked for, is lost: the process that had written the entry
 * before it ended before that was kept. What is read from there on comes behind the last kept
 * place. Immutable.
 *
 * @param asked the place that is lost
 * @param lastKept the last one before it that is kept; the start if there is none
 */
public record Rewound(Offset asked, Offset lastKept) {
  public Rewound {
    Objects.requireNonNull(asked, "asked");
    Objects.requireNonNull(lastKept, "lastKept");
  }
}
