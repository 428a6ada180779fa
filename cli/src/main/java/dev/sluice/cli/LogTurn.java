package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sluice log on} and {@code off}: whether new answers are kept. */
final class LogTurn implements Command {
  private final Surroundings around;
  private final boolean on;

  LogTurn(Surroundings around, boolean on) {
    this.around = around;
    this.on = on;
  }

  @Override
  public String name() {
    return on ? "on" : "off";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
            name(),
            on
                ? "Keeps answers from now on, unless --no-log is given."
                : "Keeps no answers from now on. What is kept stays: see delete, and path."),
        "sluice log " + name());
  }

  @Override
  public int run() {
    Notes notes = Notes.of(around);
    try {
      Path file = LogSwitch.set(around.environment(), on);
      notes.say("answers are " + (on ? "kept" : "no longer kept") + ": written into " + file);
    } catch (IOException cannot) {
      notes.say("cannot write the file of settings: " + Reason.of(cannot));
      return ExitCode.FAILED;
    }
    Optional<Boolean> said = LogSettings.said(around.environment());
    if (said.isPresent() && said.get() != on) {
      notes.say(
          LogSettings.SETTING
              + "="
              + around.environment().get(LogSettings.SETTING)
              + " in the environment goes before it");
    }
    return ExitCode.COMPLETED;
  }
}
