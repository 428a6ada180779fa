package dev.sluice.cli;

import dev.sluice.provider.ModelUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
            new LogCommand(around),
            new ServeCommand(around),
            new SimulateCommand(around));
    CommandLine line = line(commands);
    try {
      Optional<String> misread = Misuse.singleDash(arguments, line);
      if (misread.isPresent()) {
        throw new UsageException(misread.get());
      }
      return execute(line.parseArgs(wordsAsOptions(arguments)), commands);
    } catch (ParameterException wrong) {
      return usage(Misuse.of(wrong), wrong.getCommandLine());
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
    add(commands, top);
    Help.examples(
        top,
        "sluice ask \"Write one sentence about the sea.\"",
        "sluice chat --system \"You are terse.\"",
        "sluice models");
    // A prompt may begin with an @, which is no file of arguments.
    return new CommandLine(top).setExpandAtFiles(false).setUsageHelpLongOptionsMaxWidth(24);
  }

  private static void add(List<Command> commands, CommandSpec above) {
    for (Command command : commands) {
      CommandSpec spec = command.spec();
      add(command.commands(), spec);
      above.addSubcommand(command.name(), spec);
    }
  }

  /** What other programs have commands for: {@code sluice help ask}, {@code sluice version}. */
  private static String[] wordsAsOptions(String[] arguments) {
    if (List.of(arguments).equals(List.of("help", "help"))) {
      return new String[] {"--help"};
    }
    if (arguments.length > 0 && List.of("help", "version").contains(arguments[0])) {
      String[] options = arguments.clone();
      options[0] = "--" + arguments[0];
      return options;
    }
    return arguments;
  }

  private int execute(ParseResult parsed, List<Command> commands) {
    List<ParseResult> words = new ArrayList<>(List.of(parsed));
    while (words.getLast().hasSubcommand()) {
      words.add(words.getLast().subcommand());
    }
    ParseResult last = words.getLast();
    CommandLine line = last.commandSpec().commandLine();
    // Before a command or after it: who wants to read does not want to ask.
    if (words.stream().anyMatch(ParseResult::isUsageHelpRequested)) {
      // Of what is not there, there is nothing to read.
      if (!line.getSubcommands().isEmpty() && !last.unmatched().isEmpty()) {
        return usage(Misuse.unmatched(last.unmatched(), line.getCommandSpec()), line);
      }
      return print(line.getUsageMessage(Ansi.OFF));
    }
    if (parsed.isVersionHelpRequested()) {
      return print("sluice " + version() + "\n");
    }
    Optional<Command> named = Optional.empty();
    List<Command> known = commands;
    for (ParseResult word : words.subList(1, words.size())) {
      named = named(known, word.commandSpec().name());
      known = named.map(Command::commands).orElse(List.of());
    }
    return named.isPresent() ? named.get().run() : usage("a command is missing", line);
  }

  private static Optional<Command> named(List<Command> commands, String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  private int usage(String message, CommandLine line) {
    notes.say(message);
    notes.say("see " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
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
