package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptErrorTest {

  @Test
  void anUnknownStepIsNamedWithItsLineAndWhatIsAllowed() {
    assertThatThrownBy(() -> Script.parse("text \"a\"\n\n  txet \"b\"\n"))
        .isInstanceOf(ScriptException.class)
        .hasMessageStartingWith(
            "line 3: `txet \"b\"`: there is no step `txet`; allowed: answer, args,")
        .hasMessageContaining("text, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text => missing: a text in double quotes; allowed: text \"TEXT\"",
        "text \"a\" b => `b` is too much; allowed: text \"TEXT\"",
        "text \"a => the string that starts at column 6 is no JSON string",
        "text \"\\q\" => the string that starts at column 6 is no JSON string",
        "text \"\\u12\" => the string that starts at column 6 is no JSON string",
        "wait 50 => `50` is no time such as 50ms (units: us, ms, s, m); allowed: wait TIME",
        "wait => missing: a time; allowed: wait TIME",
        "pace 0/s => `0/s` is no rate such as 20/s",
        "pace 5/s jitter 10 => `10` is no share such as 10%",
        "status 99 => `99` is no whole number from 200 to 599; allowed: status CODE",
        "status abc => `abc` is no whole number from 200 to 599",
        "header Retry-After 1 => a header is a name, a colon and a value",
        "framing quick => there is no framing `quick`; allowed: framing chunked",
        "raw \\q => there is no escape `\\q`",
        "raw \\x1 => there is no escape `\\x1`",
        "raw a\\ => there is no escape `\\`",
        "split 0 => `0` is no size from 1 to 1048576 bytes",
        "split at 0 => `0` is no offset in the body, from 1",
        "split random 3 => `3` is no range of sizes such as 1-20",
        "eol lfcr => there is no end of line `lfcr`; allowed: eol lf",
        "huge 1GB => `1GB` is no size from 1 to",
        "tool x call_1 weather => `x` is no whole number from 0 to 1000",
        "file nowhere.jsonl => there is no file",
        "when maybe => there is no condition `maybe`; allowed: when [not]",
        "when body has \"x\" => missing: contains",
        "repeat 0 text \"a\" => `0` is no whole number from 1",
        "repeat 2 => allowed: repeat N STEP",
        "repeat 2 { text \"a\" } => allowed: repeat N STEP",
        "repeat 2 end => an ending cannot be repeated",
        "} => there is no open repeat",
        "--- => a response has at least one step",
        "body => missing: what to send",
        "times 0 => `0` is no whole number from 1",
      })
  void aBadArgumentIsNamedWithItsLineAndWhatIsAllowed(String lineAndProblem) {
    int arrow = lineAndProblem.indexOf(" => ");
    String line = lineAndProblem.substring(0, arrow);
    String problem = lineAndProblem.substring(arrow + 4);
    var thrown =
        catchThrowableOfType(ScriptException.class, () -> Script.parse("# first\n" + line));
    assertThat(thrown).hasMessageStartingWith("line 2: `" + line + "`: ");
    assertThat(thrown.getMessage()).contains(problem);
    assertThat(thrown.line()).isEqualTo(2);
  }

  @Test
  void whatStandsInTheWrongPlaceIsNamed() {
    assertThatThrownBy(() -> Script.parse("text \"a\"\nstatus 429"))
        .hasMessageStartingWith("line 2: `status 429`: it stands before the first step");
    assertThatThrownBy(() -> Script.parse("end\ntext \"a\""))
        .hasMessageStartingWith("line 2: `text \"a\"`: nothing can follow the end");
    assertThatThrownBy(() -> Script.parse("answer \"a\"\nhold"))
        .hasMessageStartingWith("line 2: `hold`: nothing can follow the end");
    assertThatThrownBy(() -> Script.parse("repeat forever text \"a\"\ndone"))
        .hasMessageStartingWith("line 2: `done`: nothing can follow the end");
    assertThatThrownBy(() -> Script.parse("text \"a\"\nbody {}"))
        .hasMessageStartingWith("line 2: `body {}`: a response has either one body");
    assertThatThrownBy(() -> Script.parse("body {}\ntext \"a\""))
        .hasMessageStartingWith("line 2: `text \"a\"`: a response has either one body");
    assertThatThrownBy(() -> Script.parse("text \"a\"\ndrop"))
        .hasMessageStartingWith("line 2: `drop`: it takes the place of the headers");
    assertThatThrownBy(() -> Script.parse("repeat 2 {\ntext \"a\""))
        .hasMessageStartingWith("line 1: `repeat 2 {`: its closing } is missing");
    assertThatThrownBy(() -> Script.parse("repeat 2 {\n}"))
        .hasMessageStartingWith("line 2: `}`: there is nothing to repeat");
    assertThatThrownBy(() -> Script.parse("repeat 2 {\ntext \"a\"\n---"))
        .hasMessageStartingWith("line 3: `---`: the repeat of line 1 is not closed");
    assertThatThrownBy(() -> Script.parse("framing length\nrepeat forever text \"a\""))
        .hasMessageStartingWith("line 2: `repeat forever text \"a\"`: ");
    assertThatThrownBy(() -> Script.parse("# nothing")).hasMessageStartingWith("line 1: ");
  }

  @Test
  void windowsLineEndsAndByteOrderMarksAreNoPartOfTheScript() {
    assertThat(Script.parse("\uFEFF# note\r\nraw a\r\n---\r\nraw b\r\n").responses())
        .extracting(response -> response.steps().getFirst())
        .containsExactly(new Step.Raw(Octets.utf8("a")), new Step.Raw(Octets.utf8("b")));
  }

  @Test
  void aBigScriptIsRead() {
    var text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append("text \"word ").append(i).append("\"\n");
    }
    assertThat(Script.parse(text.toString()).responses().getFirst().steps()).hasSize(50_001);
  }

  @Test
  void filesAreTakenRelativeToTheScript(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("two.jsonl"), "{\"a\":1}\n\n{\"b\":2}\n");
    Path script = Files.writeString(folder.resolve("script.txt"), "file two.jsonl\ndone");
    assertThat(Script.load(script).responses().getFirst().steps())
        .containsExactly(
            new Step.Payload(Octets.utf8("{\"a\":1}")),
            new Step.Payload(Octets.utf8("{\"b\":2}")),
            new Step.Done(),
            new Step.End());
  }
}
