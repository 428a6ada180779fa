package dev.sluice.cli;

import dev.sluice.provider.ModelUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs one command line. The options are described by picocli's programmatic interface: reading
 * annotations would cost more at start-up than everything else here.
 */
final class Cli {
  private final Surroundings around;
  private final Notes notes;

  Cli(Surroundings around) {
    this.around = around;
    this.notes = Notes.of(around);
  }

  /** Runs it and returns the exit code; throws nothing. */
  int run(String... arguments) {
    List<Command> commands =
        List.of(
            new AskCommand(around),
            new ChatCommand(around),
            new ModelsCommand(around),
            new SimulateCommand(around));
    CommandLine line = line(commands);
    try {
      return execute(line.parseArgs(arguments), commands);
    } catch (ParameterException wrong) {
      return usage(wrong.getMessage() + hint(wrong), wrong.getCommandLine());
    } catch (UsageException | ModelUnavailableException wrong) {
      notes.say(String.valueOf(wrong.getMessage()));
      return ExitCode.USAGE;
    } catch (RuntimeException defect) {
      StringWriter trace = new StringWriter();
      defect.printStackTrace(new PrintWriter(trace));
      notes.say("a defect, please report it:\n" + trace);
      return ExitCode.FAILED;
    }
  }

  private static CommandLine line(List<Command> commands) {
    CommandSpec top =
        Help.command(
            "sluice", "Streams the answers of language models, hosted or on this machine.");
    top.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Shows the version.")
            .build());
    top.usageMessage().commandListHeading("%nCommands:%n").synopsisSubcommandLabel("COMMAND");
    for (Command command : commands) {
      top.addSubcommand(command.name(), command.spec());
    }
    Help.examples(
        top,
        "sluice ask \"Write one sentence about the sea.\"",
        "sluice chat --system \"You are terse.\"",
        "sluice models");
    // A prompt may begin with an @, which is no file of arguments.
    return new CommandLine(top).setExpandAtFiles(false).setUsageHelpLongOptionsMaxWidth(24);
  }

  private int execute(ParseResult parsed, List<Command> commands) {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    CommandLine line = last.commandSpec().commandLine();
    if (last.isUsageHelpRequested()) {
      return print(line.getUsageMessage(Ansi.OFF));
    }
    if (last.isVersionHelpRequested()) {
      return print("sluice " + version() + "\n");
    }
    for (Command command : commands) {
      if (command.name().equals(last.commandSpec().name())) {
        return command.run();
      }
    }
    return usage("a command is missing", line);
  }

  private int usage(String message, CommandLine line) {
    notes.say(message);
    notes.say("see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static String hint(ParameterException wrong) {
    if (wrong.getCommandLine().getParent() == null
        && wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      return " (no such command; to ask that: sluice ask "
          + String.join(" ", unmatched.getUnmatched())
          + ")";
    }
    return wrong instanceof UnmatchedArgumentException unmatched
            && unmatched.isUnknownOption()
            && wrong.getCommandLine().getCommandName().equals("ask")
        ? " (a prompt that begins with - goes after --)"
        : "";
  }

  private int print(String text) {
    try {
      around.out().write(text.getBytes(StandardCharsets.UTF_8));
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  private static String version() {
    try (InputStream text = Cli.class.getResourceAsStream("version.txt")) {
      return text == null
          ? "(unknown version)"
          : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
