package dev.sluice.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code sluice log pin} and {@code unpin}: whether a conversation is kept for good. */
final class LogPin implements Command {
  private final Surroundings around;
  private final boolean pins;
  private final PositionalParamSpec ids =
      LogArguments.words("ID", "0..*", "Conversations, by the beginnings of their ids.");

  LogPin(Surroundings around, boolean pins) {
    this.around = around;
    this.pins = pins;
  }

  @Override
  public String name() {
    return pins ? "pin" : "unpin";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
                name(),
                pins
                    ? "Keeps conversations however old they get."
                    : "Lets conversations go again once they are old.")
            .addPositional(ids),
        "sluice log " + name() + " 01KB6ZQ4T9");
  }

  @Override
  public int run() {
    return new LogStore(around)
        .find(
            false,
            store -> {
              // All of them are found before anything is changed.
              Set<String> found = new LinkedHashSet<>();
              for (String typed : LogArguments.words(ids)) {
                found.add(KeptNames.conversation(store, typed).id());
              }
              found.forEach(id -> store.conversations().pin(id, pins));
              return ExitCode.COMPLETED;
            });
  }
}
