package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressNotesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ManualClock clock = new ManualClock();

  private ProgressNotes notes(boolean terminal) {
    return new ProgressNotes(new Notes(err, false), terminal, clock);
  }

  private static Progress loading(long done, boolean finished) {
    return new Progress("downloading x", done, OptionalLong.of(80_000_000), finished);
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalThereIsALineEveryThreeSeconds() {
    ProgressNotes progress = notes(false);

    progress.accept(loading(0, false));
    for (int tenth = 1; tenth <= 40; tenth++) {
      clock.pass(Duration.ofMillis(100));
      progress.accept(loading(tenth * 1_000_000L, false));
    }
    progress.accept(loading(80_000_000, true));

    assertThat(told())
        .isEqualTo(
            """
            sluice: downloading x: 0 B of 80.0 MB, 0 %
            sluice: downloading x: 29.0 MB of 80.0 MB, 36 %, 9.7 MB/s
            sluice: downloading x: 80.0 MB of 80.0 MB, 100 %, 20.0 MB/s
            """);
  }

  @Test
  void aDownloadThatStandsStillIsNotSilent() {
    ProgressNotes progress = notes(false);

    progress.accept(loading(10, false));
    clock.pass(Duration.ofSeconds(10));

    assertThat(told()).hasLineCount(4);
  }

  @Test
  void afterTheEndNothingIsTold() {
    ProgressNotes progress = notes(false);

    progress.accept(loading(10, false));
    progress.accept(loading(80_000_000, true));
    clock.pass(Duration.ofMinutes(1));

    assertThat(told()).hasLineCount(2);
  }

  @Test
  void aTerminalHasOneLineThatIsWrittenOver() {
    ProgressNotes progress = notes(true);

    progress.accept(loading(0, false));
    clock.pass(Duration.ofMillis(50));
    progress.accept(loading(1_000_000, false));
    clock.pass(Duration.ofMillis(50));
    progress.accept(loading(2_000_000, false));
    progress.accept(loading(80_000_000, true));

    assertThat(told())
        .isEqualTo(
            "\rsluice: downloading x: 0 B of 80.0 MB, 0 %"
                + "\rsluice: downloading x: 2.0 MB of 80.0 MB, 2 %, 20.0 MB/s"
                + "\rsluice: downloading x: 80.0 MB of 80.0 MB, 100 %, 800.0 MB/s\n");
  }

  @Test
  void aShorterLineLeavesNothingOfALongerOne() {
    Notes notes = new Notes(err, false);

    notes.replaceLine("longer", 0);
    notes.replaceLine("abc", 6);

    assertThat(told()).isEqualTo("\rlonger\rabc   ");
  }

  @Test
  void anAnswerBeginsOnALineOfItsOwn() {
    Notes notes = new Notes(err, false);

    notes.replaceLine("loading", 0);
    notes.say("done");

    assertThat(told()).isEqualTo("\rloading\nsluice: done\n");
  }

  @Test
  void aDownloadThatIsTakenUpAgainCountsItsSpeedFromThere() {
    ProgressNotes progress = notes(false);

    progress.accept(loading(40_000_000, false));
    clock.pass(Duration.ofSeconds(4));
    progress.accept(loading(44_000_000, true));

    assertThat(told()).endsWith("44.0 MB of 80.0 MB, 55 %, 1.0 MB/s\n");
  }
}
