package dev.sluice.server.dialect.agui;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.util.Optional;

/** Threads and runs, found by the ids that clients gave them. */
final class Conversations {
  static final String LAST_EVENT_ID = "last-event-id";

  /** What runs are labelled by. */
  static final String RUN = "runId";

  static final String THREAD = "thread";

  private static final String RUNNING = "running";

  private Conversations() {}

  /** A run's events, or how a thread stands. */
  static Inquiry.Outcome look(String method, Head head, byte[] body, Known known) {
    String run = head.parameter(RUN);
    if (!run.isEmpty()) {
      return new Inquiry.Following(found(run, known), after(head), Asked.View.USUAL);
    }
    String thread = head.parameter("threadId");
    if (thread.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field", "say runId to join a run, or threadId to see a thread", "runId"));
    }
    return Inquiry.Document.json(MessagesJson.thread(last(thread, known)));
  }

  private static Optional<RunView> last(String thread, Known known) {
    return known.find(THREAD, thread).flatMap(known::run);
  }

  /** Stops a run. */
  static Inquiry.Outcome stop(String method, Head head, byte[] body, Known known) {
    known.stop(found(head.named(), known));
    return Inquiry.Document.none();
  }

  /** By the client's id for it, or by the gateway's. */
  private static String found(String run, Known known) {
    return known
        .find(RUN, run)
        .or(() -> known.run(run).map(RunView::id))
        .orElseThrow(
            () ->
                new RefusedException(
                    Problem.of(
                        404, "invalid_request_error", "run_not_found", "there is no such run")));
  }

  static boolean isRunning(RunView run) {
    return run.status().equals(RUNNING);
  }

  private static Mark after(Head head) {
    String place = head.header(LAST_EVENT_ID);
    try {
      return place.isEmpty() ? Mark.START : Mark.parse(place);
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Problem.invalid(
              "malformed_offset",
              "a place in a run is what its id: lines say, such as 1.42",
              LAST_EVENT_ID));
    }
  }
}
