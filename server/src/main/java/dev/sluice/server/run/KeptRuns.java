package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.util.Optional;
import java.util.function.Function;

/** What the log has of runs, for their owners. All methods wait for the log. Thread-safe. */
final class KeptRuns {
  private final RunLog log;
  private final Function<RunStart, Replay.Formats> formats;

  KeptRuns(RunLog log, Function<RunStart, Replay.Formats> formats) {
    this.log = log;
    this.formats = formats;
  }

  /**
   * A run of this owner's; empty if there is none.
   *
   * @throws RunLogException if the log can't be read
   */
  Optional<RunState> own(String run, String owner) {
    return log.state(run).filter(state -> state.start().owner().equals(owner));
  }

  /**
   * How a run of this owner's stands; empty if there is none.
   *
   * @throws RefusedException 503 if the log can't be read
   */
  Optional<RunView> view(String run, String owner) {
    try {
      return own(run, owner).map(this::view);
    } catch (RunLogException trouble) {
      if (trouble.kind() == RunLogException.Kind.GONE) {
        return Optional.empty();
      }
      throw new RefusedException(Problems.of(trouble));
    }
  }

  private RunView view(RunState state) {
    RunStart start = state.start();
    Replay replay = Replay.of(start, formats.apply(start));
    Offset last;
    try (RunReader reader = log.read(start.id(), Offset.START)) {
      while (reader.poll()) {
        replay.add(reader, event -> {});
      }
      last = reader.offset();
    }
    return new RunView(
        start.id(),
        Labels.shown(start),
        start.at(),
        replay.ending().map(Ending::kind).orElse("running"),
        last,
        replay.ending().map(Shown.to(start.owner())::ending),
        replay.snapshot(),
        Labels.dialect(start),
        start.request(),
        Labels.asked(start));
  }

  /**
   * The id of this owner's run that was begun last with this label; empty if there is none.
   *
   * @throws RefusedException 503 if the log can't be read
   */
  Optional<String> find(String label, String value, String owner) {
    try {
      return log.find(Labels.of(owner, label, value));
    } catch (RunLogException trouble) {
      throw new RefusedException(Problems.of(trouble));
    }
  }
}
