package dev.sluice.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What follows the names of commands of the log. */
final class LogArguments {
  private LogArguments() {}

  /** One id, which must be given. */
  static PositionalParamSpec id(String description) {
    return PositionalParamSpec.builder()
        .paramLabel("ID")
        .type(String.class)
        .index("0")
        .arity("1")
        .required(true)
        .description(description)
        .build();
  }

  /** One id, which may be left out. */
  static PositionalParamSpec optionalId(String description) {
    return PositionalParamSpec.builder()
        .paramLabel("ID")
        .type(String.class)
        .arity("0..1")
        .description(description)
        .build();
  }

  /** Words behind it, or several ids. */
  static PositionalParamSpec words(String label, String index, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .type(String[].class)
        .index(index)
        .arity("1..*")
        .required(true)
        .description(description)
        .build();
  }

  /** The id, if one was given. */
  static Optional<String> id(PositionalParamSpec argument) {
    Optional<String> id = Optional.ofNullable(argument.<@Nullable String>getValue());
    if (id.isPresent() && id.get().isBlank()) {
      throw new UsageException("an ID is as sluice log shows it, or the beginning of that");
    }
    return id.map(String::strip);
  }

  /** What was given, word for word. */
  static List<String> words(PositionalParamSpec argument) {
    String @Nullable [] words = argument.getValue();
    return words == null ? List.of() : List.of(words);
  }
}
