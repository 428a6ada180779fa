package dev.sluice.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of a command line that the parser refused what is wrong, where, and what to do. */
final class Misuse {
  private static final String AFTER_DASHES = "a prompt that begins with - goes after --";

  private Misuse() {}

  /** One line. */
  static String of(ParameterException refused) {
    CommandSpec command = refused.getCommandLine().getCommandSpec();
    return switch (refused) {
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          missing(missing.getMissing().getFirst());
      case OverwrittenOptionException twice ->
          name(twice.getOverwritten()) + " is given twice; leave one out";
      case UnmatchedArgumentException unmatched -> unmatched(unmatched.getUnmatched(), command);
      default ->
          refused.getArgSpec() instanceof OptionSpec option && option.arity().max() == 0
              ? option.longestName() + " takes no value"
              : String.valueOf(refused.getMessage());
    };
  }

  /**
   * An option of several letters after a single dash, which the parser would take for an option of
   * one letter and its value: {@code -model x} for a model called {@code odel}.
   */
  static Optional<String> singleDash(String[] arguments, CommandLine top) {
    CommandSpec command = top.getCommandSpec();
    for (String argument : arguments) {
      if (argument.equals("--")) {
        return Optional.empty();
      }
      CommandLine named = command.subcommands().get(argument);
      if (named != null) {
        command = named.getCommandSpec();
      }
      String name = withoutValue(argument);
      if (name.length() > 2 && name.charAt(0) == '-' && name.charAt(1) != '-') {
        String meant = "-" + name;
        if (command.findOption(meant) != null) {
          return Optional.of("there is no option " + name + "; did you mean " + meant + "?");
        }
      }
    }
    return Optional.empty();
  }

  private static String missing(ArgSpec missing) {
    return missing instanceof OptionSpec option
        ? option.longestName()
            + " needs a value: "
            + option.longestName()
            + "="
            + option.paramLabel()
        : (missing.paramLabel().startsWith("I") ? "an " : "a ")
            + missing.paramLabel()
            + " is missing";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** What is said of arguments that nothing takes. */
  static String unmatched(List<String> unmatched, CommandSpec command) {
    String first = unmatched.getFirst();
    if (first.startsWith("-") && first.length() > 1) {
      String name = withoutValue(first);
      return "there is no option " + Values.quoted(name) + option(name, command);
    }
    if (!command.subcommands().isEmpty()) {
      String above = command.parent() == null ? "" : command.name() + " ";
      return "there is no command "
          + Values.quoted(above + first)
          + "; "
          + command(unmatched, command);
    }
    String takes =
        command.positionalParameters().isEmpty()
            ? "no argument"
            : "one " + command.positionalParameters().getFirst().paramLabel();
    String instead =
        command.name().equals("chat")
            ? "; it reads its questions line by line. To ask that: sluice ask "
                + shellWords(String.join(" ", unmatched))
            : "";
    return command.name() + " takes " + takes + ", and got " + Values.quoted(first) + instead;
  }

  private static String withoutValue(String option) {
    int end = option.indexOf('=');
    return end < 0 ? option : option.substring(0, end);
  }

  /** What may have been meant by an option that there is not. */
  private static String option(String name, CommandSpec command) {
    List<String> ours = command.options().stream().map(OptionSpec::longestName).toList();
    boolean letter = name.length() == 2;
    List<String> similar = letter ? List.of() : Similar.to(name, ours);
    String meant =
        Habits.option(name, ours)
            .or(() -> similar.isEmpty() ? Optional.empty() : Optional.of(didYouMean("", similar)))
            .map(advice -> "; " + advice)
            .orElseGet(() -> elsewhere(name, command));
    boolean question = !command.positionalParameters().isEmpty() && (letter || meant.isEmpty());
    return question && command.name().equals("ask") ? meant + " (" + AFTER_DASHES + ")" : meant;
  }

  private static String elsewhere(String name, CommandSpec command) {
    boolean isAbove = !command.subcommands().isEmpty();
    CommandSpec above = isAbove ? command : command.root();
    String others =
        above.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(other -> other.findOption(name) != null)
            .map(CommandSpec::name)
            .collect(Collectors.joining(" or "));
    if (others.isEmpty()) {
      return "";
    }
    return isAbove
        ? " here: options of " + others + " go after that word"
        : " of " + command.name() + ": " + others + " has it";
  }

  private static String command(List<String> words, CommandSpec top) {
    if (top.parent() != null) {
      List<String> similar = Similar.to(words.getFirst(), top.subcommands().keySet());
      return similar.isEmpty()
          ? "those that there are: " + String.join(", ", top.subcommands().keySet())
          : didYouMean(top.qualifiedName() + " ", similar);
    }
    Optional<String> habit = Habits.command(words.getFirst());
    if (habit.isPresent()) {
      return didYouMean("sluice ", List.of(habit.get()));
    }
    List<String> similar = Similar.to(words.getFirst(), top.subcommands().keySet());
    if (!similar.isEmpty()) {
      return didYouMean("sluice ", similar);
    }
    return "to ask that: sluice ask " + shellWords(String.join(" ", words));
  }

  /** What can be copied into a shell and means these words there, or dots. */
  private static String shellWords(String words) {
    if (words.matches("[\\w ,.:-]{1,60}")) {
      return words;
    }
    return words.matches("[^\"$`\\\\!\\p{Cntrl}]{1,60}") ? "\"" + words + "\"" : "\"…\"";
  }

  private static String didYouMean(String before, List<String> words) {
    return "did you mean " + before + String.join(" or ", words) + "?";
  }
}
