package dev.sluice.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of every command that asks a model: what it goes on with, and what is kept. */
final class LogOptions {
  private final OptionSpec goOn =
      flag("Go on with the last conversation that is kept.", "-c", "--continue");
  private final OptionSpec resume =
      Values.option("ID", "--resume")
          .description("Go on with this conversation; the beginning of its id is enough.")
          .build();
  private final OptionSpec noLog =
      flag("Keep nothing of this. Default: $" + LogSettings.SETTING, "--no-log");

  /** Which conversation is gone on with. */
  sealed interface Before {
    /** None: a new one begins. */
    record Nothing() implements Before {}

    /** The last one. */
    record Last() implements Before {}

    /**
     * A certain one.
     *
     * @param id or the beginning of it
     */
    record Named(String id) implements Before {}
  }

  void addTo(CommandSpec command) {
    command.addOption(goOn).addOption(resume).addOption(noLog);
  }

  /**
   * Which conversation is gone on with.
   *
   * @throws UsageException if that cannot be meant
   */
  Before before() {
    Optional<String> id = Optional.ofNullable(resume.<@Nullable String>getValue());
    boolean last = goOn.<Boolean>getValue();
    if (last && id.isPresent()) {
      throw new UsageException(
          "--continue is for the last conversation and --resume for a certain one; leave one out");
    }
    if (id.isPresent()) {
      if (id.get().isBlank()) {
        throw Values.wrong(resume, "the id of a conversation; sluice log shows them", id.get());
      }
      return new Before.Named(id.get().strip());
    }
    return last ? new Before.Last() : new Before.Nothing();
  }

  /** Whether nothing of this is kept, whatever is configured. */
  boolean noLog() {
    return noLog.<Boolean>getValue();
  }

  /** An option without a value. */
  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .type(boolean.class)
        .defaultValue("false")
        .description(description)
        .build();
  }
}
