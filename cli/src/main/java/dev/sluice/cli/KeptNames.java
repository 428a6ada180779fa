package dev.sluice.cli;

import dev.sluice.store.Conversation;
import dev.sluice.store.KeptMessage;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Store;
import java.util.List;
import java.util.Optional;

/** Finds what is kept by what was typed: an id, or as much of its beginning as tells it apart. */
final class KeptNames {
  private KeptNames() {}

  /**
   * A conversation.
   *
   * @throws UsageException if none is called so, or several begin so
   */
  static Conversation conversation(Store store, String typed) {
    return store
        .conversations()
        .find(typed)
        .orElseThrow(
            () ->
                new UsageException(
                    "no conversation has the id "
                        + Values.quoted(Visible.inOneLine(typed))
                        + "; sluice log shows them"));
  }

  /**
   * The id of a run: named by itself, or by the conversation whose last answer it is.
   *
   * @throws UsageException if none is called so, or several begin so
   */
  static String run(Store store, String typed) {
    Optional<KeptRun> run = store.kept().find(typed);
    if (run.isPresent()) {
      return run.get().id();
    }
    Optional<Conversation> conversation = store.conversations().find(typed);
    if (conversation.isEmpty()) {
      throw new UsageException(
          "no answer and no conversation has the id "
              + Values.quoted(Visible.inOneLine(typed))
              + "; sluice log shows them");
    }
    List<KeptMessage> path = store.conversations().messages(conversation.get().id());
    return path.reversed().stream()
        .flatMap(message -> message.run().stream())
        .findFirst()
        .orElseThrow(() -> new UsageException("nothing was answered in that conversation"));
  }

  /** That an answer is no more. */
  static UsageException gone(String run) {
    return new UsageException("the answer " + run + " is not kept any more");
  }
}
