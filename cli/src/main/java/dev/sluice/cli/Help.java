package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What all commands' help has in common. */
final class Help {
  private Help() {}

  /** A command with a help option and this text above its options. */
  static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
    spec.usageMessage()
        .description(description)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%n")
        .sortOptions(false)
        .abbreviateSynopsis(true);
    return spec;
  }

  /** Adds examples below the options. */
  static CommandSpec examples(CommandSpec spec, String... examples) {
    List<String> lines = new ArrayList<>();
    for (String example : examples) {
      lines.add("  " + example.replace("%", "%%"));
    }
    spec.usageMessage().footerHeading("%nExamples:%n").footer(lines.toArray(String[]::new));
    return spec;
  }
}
