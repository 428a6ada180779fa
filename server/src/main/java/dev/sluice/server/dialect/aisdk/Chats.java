package dev.sluice.server.dialect.aisdk;

import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.RunView;
import java.util.Optional;

/** The run of a chat that goes on, found by the chat's id. */
final class Chats {
  /** What a run is labelled by. */
  static final String LABEL = "chat";

  private static final String RUNNING = "running";

  private Chats() {}

  /** The stream of the answer that comes, from its start; none if none comes. */
  static Inquiry.Outcome resume(String method, Head head, byte[] body, Known known) {
    return running(head, known)
        .<Inquiry.Outcome>map(run -> new Inquiry.Following(run.id(), Mark.START, UiView.RESUMED))
        .orElseGet(Inquiry.Document::none);
  }

  /** Stops it. Whether there was one makes no difference: none goes on afterwards. */
  static Inquiry.Outcome stop(String method, Head head, byte[] body, Known known) {
    running(head, known).ifPresent(run -> known.stop(run.id()));
    return Inquiry.Document.none();
  }

  private static Optional<RunView> running(Head head, Known known) {
    return known
        .find(LABEL, head.named())
        .flatMap(known::run)
        .filter(run -> run.status().equals(RUNNING));
  }
}
