package dev.sluice.store;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.log.Block;
import dev.sluice.log.EntryCursor;
import dev.sluice.log.Replay;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a conversation its answer when the run that it waits for ends, whoever ends it: reads the
 * run's entries once more, in the transaction that keeps the ending.
 */
final class Answers implements AtEnding {
  private final Function<? super RunStart, ? extends Replay.Formats> formats;
  private @Nullable Conversations conversations;

  /**
   * Answers for conversations that are yet to be told.
   *
   * @param formats reads a run's frames
   */
  Answers(Function<? super RunStart, ? extends Replay.Formats> formats) {
    this.formats = formats;
  }

  /** Whose conversations; before the first run is kept. */
  void to(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public void run(Session session, long run, RunStore.Batch batch) throws SQLException {
    Conversations waiting = conversations;
    if (waiting != null
        && session.number(
                "SELECT count(*) FROM message WHERE run = ? AND form IS NULL", batch.run())
            > 0) {
      waiting.answered(session, batch.run(), ending(session, run, batch));
    }
  }

  @Override
  public void ofNone() {
    Conversations waiting = conversations;
    if (waiting != null) {
      waiting.endUnbegun();
    }
  }

  private Ending ending(Session session, long run, RunStore.Batch batch) throws SQLException {
    RunStart start = RunRow.find(session, batch.run()).orElseThrow().state(session).start();
    Replay replay = Replay.of(start, formats.apply(start));
    try {
      replay(session, run, start.id(), replay);
    } catch (RuntimeException e) { // of a decoder, too: they read what others have sent
      // Its end is kept all the same: what could be read is the answer.
    }
    return replay
        .ending()
        .orElseGet(
            () ->
                new Ending.Incomplete(
                    replay.snapshot(), new Cause.Interrupted(new Failure.ProcessEnded(""))));
  }

  private static void replay(Session session, long run, String id, Replay replay)
      throws SQLException {
    try (ResultSet rows =
        session.query(
            "SELECT epoch, position, count, bytes FROM block WHERE run = ? ORDER BY position",
            run)) {
      while (rows.next()) {
        Block block = RunRow.block(id, rows);
        for (EntryCursor entries = new EntryCursor(block); entries.next(); ) {
          replay.add(entries, event -> {});
        }
      }
    }
  }
}
