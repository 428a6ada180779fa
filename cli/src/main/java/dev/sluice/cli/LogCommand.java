package dev.sluice.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sluice log}: what is kept of questions and answers. */
final class LogCommand implements Command {
  private final List<Command> commands;

  LogCommand(Surroundings around) {
    this.commands =
        List.of(
            new LogList(around),
            new LogShow(around),
            new LogSearch(around),
            new LogFollow(around),
            new LogResume(around),
            new LogExport(around),
            new LogImport(around),
            new LogRename(around),
            new LogPin(around, true),
            new LogPin(around, false),
            new LogDelete(around),
            new LogPath(around),
            new LogTurn(around, true),
            new LogTurn(around, false));
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public List<Command> commands() {
    return commands;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Help.command(
            name(),
            "Shows and changes what is kept of questions and answers, on this machine alone."
                + " Without a command: list.");
    spec.usageMessage().commandListHeading("%nCommands:%n").synopsisSubcommandLabel("[COMMAND]");
    return Help.examples(
        spec,
        "sluice log",
        "sluice log show",
        "sluice log search \"salt water\"",
        "sluice log off");
  }

  /** Lists, as most often. */
  @Override
  public int run() {
    LogList list = (LogList) commands.getFirst();
    return list.list(LogList.USUAL, false, false);
  }
}
