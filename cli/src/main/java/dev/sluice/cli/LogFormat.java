package dev.sluice.cli;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** The option by which a list is one for people or for scripts. */
final class LogFormat {
  private LogFormat() {}

  static OptionSpec option() {
    return Values.option("FORMAT", "--format")
        .defaultValue("text")
        .description("text: for people. json: an object in each line, for scripts. Default: text")
        .build();
  }

  static boolean isJson(OptionSpec format) {
    return Values.choice(format, List.of("text", "json")).equals("json");
  }
}
