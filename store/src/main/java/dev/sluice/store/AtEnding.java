package dev.sluice.store;

import dev.sluice.log.RunStore;
import java.sql.SQLException;

/** What else is done in the transaction that keeps a run's ending, however it came to end. */
@FunctionalInterface
interface AtEnding {
  /** Nothing else. */
  AtEnding NOTHING = (session, run, batch) -> {};

  /**
   * Does it; what it throws undoes the whole transaction, other runs' batches included.
   *
   * @param run the number of the run's row, whose blocks are all there
   * @param batch the one that holds the ending
   */
  void run(Session session, long run, RunStore.Batch batch) throws SQLException;

  /** Does it for runs that never began and never will, in a transaction of its own. */
  default void ofNone() {}
}
