package dev.sluice.log;

import java.util.Objects;

/** What has become of a run's entries once nobody adds to them any more. Immutable. */
public sealed interface Kept {

  /** Behind the last entry that is kept; the start if there is none. */
  Offset last();

  /** All of it is kept, the ending included. */
  record Whole(Offset last) implements Kept {
    public Whole {
      Objects.requireNonNull(last, "last");
    }
  }

  /**
   * Entries are missing, or the ending is.
   *
   * @param why for a person
   */
  record Lacking(Offset last, RunLogException why) implements Kept {
    public Lacking {
      Objects.requireNonNull(last, "last");
      Objects.requireNonNull(why, "why");
    }
  }
}
