package dev.sluice.cli;

import dev.sluice.store.Conversation;
import dev.sluice.store.Store;
import java.util.Optional;
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
          for (String typed : LogArguments.words(ids)) {
            log.notes().say("deleted: " + Visible.inOneLine(delete(store, typed)));
          }
          return ExitCode.COMPLETED;
        });
  }

  /** Deletes what is called so, and tells what that was. */
  private static String delete(Store store, String typed) {
    Optional<Conversation> conversation = store.conversations().find(typed);
    if (conversation.isPresent()) {
      store.conversations().delete(conversation.get().id());
      return conversation.get().title().isEmpty()
          ? conversation.get().id()
          : conversation.get().title();
    }
    String run = KeptNames.run(store, typed);
    store.kept().delete(run);
    return run;
  }
}
