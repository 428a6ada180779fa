package dev.sluice.cli;

import dev.sluice.log.RunLogException;
import dev.sluice.store.Conversation;
import dev.sluice.store.Store;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log delete}: takes conversations or answers away for good. */
final class LogDelete implements Command {
  private final Surroundings around;
  private final PositionalParamSpec ids =
      LogArguments.words(
          "ID", "0..*", "Conversations, or answers of none, by the beginnings of their ids.");

  LogDelete(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "delete";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                "Deletes conversations with all their answers, at once and for good. One that is"
                    + " being answered stays.")
            .addPositional(ids),
        "sluice log delete 01KB6ZQ4T9",
        "sluice log search --format json secret | jq -r .conversation | sort -u |",
        "  xargs sluice log delete");
  }

  @Override
  public int run() {
    LogStore log = new LogStore(around);
    return log.find(
        true,
        store -> {
          // All of them are found before anything is deleted.
          Set<Named> found = new LinkedHashSet<>();
          for (String typed : LogArguments.words(ids)) {
            found.add(named(store, typed));
          }
          int code = ExitCode.COMPLETED;
          for (Named one : found) {
            code = Math.max(code, delete(store, one, log.notes()));
          }
          return code;
        });
  }

  /** Something that can be deleted: a conversation, or an answer of none. */
  private record Named(String id, String title, boolean isConversation) {}

  private static Named named(Store store, String typed) {
    Optional<Conversation> conversation = store.conversations().find(typed);
    if (conversation.isEmpty()) {
      String run = KeptNames.run(store, typed);
      return new Named(run, run, false);
    }
    String id = conversation.get().id();
    String title = conversation.get().title();
    return new Named(id, title.isEmpty() ? id : title, true);
  }

  /** Deletes it; one that is in use stays, and does not keep the others. */
  private static int delete(Store store, Named one, Notes notes) {
    try {
      if (one.isConversation()) {
        store.conversations().delete(one.id());
      } else {
        store.kept().delete(one.id());
      }
    } catch (RunLogException stays) {
      if (stays.kind() != RunLogException.Kind.BUSY && stays.kind() != RunLogException.Kind.GONE) {
        throw stays;
      }
      notes.say(Visible.inOneLine(String.valueOf(stays.getMessage())));
      return ExitCode.USAGE;
    }
    notes.say("deleted: " + Visible.inOneLine(one.title()));
    return ExitCode.COMPLETED;
  }
}
