package dev.sluice.server.run;

import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Stands in for the one to come. */
public final class Runs {
  private Runs() {}

  public static Runs of(
      RunLog log,
      Function<RunStart, Replay.Formats> formats,
      Clock clock,
      RunSettings settings,
      RunObserver observer) {
    return new Runs();
  }

  public Follower start(Order order, Outlet outlet) {
    throw new RefusedException(Problem.of(501, "server_error", "not_yet", "not yet"));
  }

  public Follower follow(
      String run, String owner, Offset after, Dialect dialect, Asked.View view, Outlet outlet) {
    throw new RefusedException(
        Problem.of(404, "invalid_request_error", "run_not_found", "there is no run " + run));
  }

  public Optional<RunView> look(String run, String owner) {
    return Optional.empty();
  }

  public boolean stop(String run, String owner) {
    return false;
  }

  public int streams() {
    return 0;
  }

  public CompletableFuture<Void> drain(Duration patience) {
    return CompletableFuture.completedFuture(null);
  }
}
