package dev.sluice.cli;

import dev.sluice.store.Conversation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log rename}: another title. */
final class LogRename implements Command {
  private final Surroundings around;
  private final PositionalParamSpec id =
      LogArguments.id("The conversation, by the beginning of its id.");
  private final PositionalParamSpec title =
      LogArguments.words("TITLE", "1..*", "Its new title; several words are joined by spaces.");

  LogRename(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "rename";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(name(), "Gives a conversation another title, of one line.")
            .addPositional(id)
            .addPositional(title),
        "sluice log rename 01KB6ZQ4T9 On salt");
  }

  @Override
  public int run() {
    String typed = LogArguments.id(id).orElseThrow();
    String words = String.join(" ", LogArguments.words(title)).strip();
    if (words.isEmpty()) {
      throw new UsageException("a TITLE is missing");
    }
    return new LogStore(around)
        .find(
            false,
            store -> {
              Conversation found = KeptNames.conversation(store, typed);
              store.conversations().rename(found.id(), words);
              return ExitCode.COMPLETED;
            });
  }
}
