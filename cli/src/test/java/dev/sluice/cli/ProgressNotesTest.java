package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fake.FakeClock;
import dev.sluice.provider.Progress;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressNotesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeClock clock = new FakeClock();

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
      clock.advance(Duration.ofMillis(100));
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
    clock.advance(Duration.ofSeconds(10));

    assertThat(told()).hasLineCount(4);
  }

  @Test
  void afterTheEndNothingIsTold() {
    ProgressNotes progress = notes(false);

    progress.accept(loading(10, false));
    progress.accept(loading(80_000_000, true));
    clock.advance(Duration.ofMinutes(1));

    assertThat(told()).hasLineCount(2);
  }

  @Test
  void aTerminalHasOneLineThatIsWrittenOver() {
    ProgressNotes progress = notes(true);

    progress.accept(loading(0, false));
    clock.advance(Duration.ofMillis(50));
    progress.accept(loading(1_000_000, false));
    clock.advance(Duration.ofMillis(50));
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
    clock.advance(Duration.ofSeconds(4));
    progress.accept(loading(44_000_000, true));

    assertThat(told()).endsWith("44.0 MB of 80.0 MB, 55 %, 1.0 MB/s\n");
  }

  // What has no bytes to count.

  private static Progress goesOn(String what, boolean finished) {
    return new Progress(what, 0, OptionalLong.empty(), finished);
  }

  /** What a terminal shows in its last line after all that. */
  private String lastLine() {
    StringBuilder line = new StringBuilder();
    int at = 0;
    String all = told().substring(told().lastIndexOf('\n') + 1);
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      if (c == '\r') {
        at = 0;
        continue;
      }
      line.setLength(Math.max(line.length(), at + 1));
      line.setCharAt(at++, c);
    }
    return line.toString().stripTrailing();
  }

  @Test
  void onATerminalALineTellsThatAModelLoadsAndForHowLongUntilTheAnswerComes() {
    ProgressNotes progress = notes(true);

    progress.accept(goesOn("loading x", false));
    clock.advance(Duration.ofMillis(500));
    assertThat(lastLine()).isEqualTo("sluice: loading x");
    clock.advance(Duration.ofSeconds(3));
    assertThat(lastLine()).isEqualTo("sluice: loading x, 3 s");
    progress.accept(goesOn("reading the prompt", false));
    assertThat(lastLine()).isEqualTo("sluice: reading the prompt, 3 s");
    progress.answerComes();
    clock.advance(Duration.ofMinutes(1));

    assertThat(lastLine()).isEmpty();
    assertThat(told()).endsWith("\r").doesNotContain("\n");
  }

  @Test
  void nothingIsWrittenOverAnAnswerThatHasBegun() {
    ProgressNotes progress = notes(true);

    progress.answerComes();
    progress.accept(goesOn("loading x", false));
    clock.advance(Duration.ofMinutes(1));
    assertThat(told()).isEmpty();

    progress.answerEnds();
    progress.accept(goesOn("loading x", false));
    clock.advance(Duration.ofSeconds(1));
    assertThat(lastLine()).isEqualTo("sluice: loading x");
  }

  @Test
  void whatIsOverSoonShowsNothing() {
    ProgressNotes progress = notes(true);

    progress.accept(goesOn("loading x", false));
    clock.advance(Duration.ofMillis(200));
    progress.accept(goesOn("loading x", true));
    clock.advance(Duration.ofMinutes(1));

    assertThat(told()).isEmpty();
  }

  @Test
  void withoutATerminalThereIsOneNoteAndOnlyAfterLong() {
    ProgressNotes progress = notes(false);

    progress.accept(goesOn("loading x", false));
    clock.advance(Duration.ofSeconds(9));
    assertThat(told()).isEmpty();
    clock.advance(Duration.ofMinutes(1));

    assertThat(told()).isEqualTo("sluice: loading x\n");
  }

  @Test
  void aNoteAndAThoughtTakeThePassingLineAway() {
    Notes notes = new Notes(err, false);

    notes.passing("sluice: loading");
    notes.say("told");
    notes.passing("sluice: loading");
    notes.thought("Hm.");
    notes.passing("sluice: loading");

    assertThat(told()).contains(" \rsluice: told\n");
    assertThat(lastLine()).isEqualTo("Hm.");
  }

  @Test
  void aPassingLineIsNeverWiderThanATerminal() {
    ProgressNotes progress = notes(true);

    progress.accept(goesOn("loading " + "x".repeat(200), false));
    clock.advance(Duration.ofSeconds(5));

    assertThat(lastLine()).hasSizeLessThan(80).endsWith("…, 4 s");
  }

  @Test
  void aTerminalThatCannotGoBackIsTreatedAsNone() {
    for (String term : new String[] {"dumb", "xterm"}) {
      Surroundings around =
          new Surroundings(
              Map.of("TERM", term),
              InputStream.nullInputStream(),
              err,
              err,
              Terminals.of("in,out,err"),
              new PressedKeys(),
              clock);

      assertThat(around.overwrites()).isEqualTo(term.equals("xterm"));
    }
  }
}
