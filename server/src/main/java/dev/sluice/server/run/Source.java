package dev.sluice.server.run;

import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a client's run is read.
 *
 * @param run it, if it goes on here; else null
 * @param done called once the client has left, or has its end
 */
record Source(
    RunLog log,
    RunStart start,
    Function<RunStart, Replay.Formats> formats,
    @Nullable Run run,
    Runnable done) {

  Pull pull(Feed feed, String wireFormat, Offset from) {
    return new Pull(log.read(start.id(), from), feed, wireFormat, formats.apply(start), run);
  }
}
