package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of {@code sluice log}. */
final class LogCommandTest {
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\w{26})\"");

  private final Simulator provider = Simulator.start("answer \"It is blue.\"");

  @TempDir Path data;
  @TempDir Path folder;

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun command() {
    return CommandRun.against(provider).with("SLUICE_DATA", data.toString());
  }

  private CommandRun.Result run(String... arguments) {
    return command().run(arguments);
  }

  private String out(String... arguments) {
    CommandRun.Result result = run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  /** Asks, and gives the conversation's id. */
  private String asked(String question) {
    run("ask", question);
    return id("log", "list", "--format", "json");
  }

  private String id(String... arguments) {
    Matcher id = ID.matcher(out(arguments));
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  // Lists.

  @Test
  void conversationsAreListedTheLastOneFirst() {
    String one = asked("One?");
    String two = asked("Two?");

    List<String> lines = out("log").lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("ID +LAST +MESSAGES +STATE +TITLE");
    assertThat(lines.get(1))
        .matches(
            two.substring(0, 10)
                + "\\w* +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +2 +completed +Two\\?");
    assertThat(lines.get(2)).startsWith(one.substring(0, 10)).endsWith("One?");
    assertThat(out("log", "list", "-n", "1")).contains("Two?").doesNotContain("One?");
  }

  @Test
  void aScriptGetsAnObjectALine() {
    String id = asked("One \"quoted\" \u001b[31m\u2028?");

    assertThat(out("log", "list", "--format", "json"))
        .hasLineCount(1)
        .startsWith("{\"id\":\"" + id + "\",\"title\":\"One \\\"quoted\\\" \\u001b[31m")
        .contains(
            "\"messages\":2,\"pinned\":false,\"model\":\"openai/m\",\"state\":\"completed\"}");
    assertThat(out("log", "list", "--answers", "--format", "json"))
        .contains("\"conversation\":\"" + id + "\"", "\"input_tokens\":", "\"begun\":\"20");
    assertThat(out("log", "show", "--format", "json").lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("\"role\":\"user\",\"text\":\"One \\\"quoted\\\" \\u001b[31m\\u2028?\"");
  }

  @Test
  void singleAnswersAreListedToo() {
    asked("One?");

    assertThat(out("log", "list", "--answers"))
        .hasLineCount(2)
        .containsPattern("completed +\\d+ \\+ \\d+ +openai/m\n");
  }

  @Test
  void whereNothingIsKeptAListIsEmptyAndSaysSo() {
    CommandRun.Result result = run("log");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("sluice: nothing is kept in " + data + "\n");
  }

  // What somebody wrote cannot move the cursor.

  @Test
  void titlesAndTextsCannotMoveTheCursorOfATerminal() {
    provider.script("answer \"\\u001b]0;own\\u0007 \\u202egnp.exe \\u009b2J\"");
    run("ask", "Red \u001b[31m \u202eabc \u009b2J\nsecond");

    for (String[] arguments :
        new String[][] {
          {"log"},
          {"log", "show"},
          {"log", "show", "--format", "json"},
          {"log", "search", "Red"},
          {"log", "search", "--format", "json", "Red"},
          {"log", "export", "--format", "markdown"},
          {"log", "follow"},
          {"log", "follow", "--format", "events"},
          {"log", "follow", "--format", "json"}
        }) {
      String shown = command().terminals("in,out,err").run(arguments).out();
      assertThat(shown)
          .as(String.join(" ", arguments))
          .isNotEmpty()
          .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }
    assertThat(command().terminals("out").run("log", "show").out()).contains("␛]0;own␇");
    assertThat(out("log", "show")).contains("\u001b]0;own\u0007 \u202egnp.exe \u009b2J");
    assertThat(out("log")).as("a list keeps its lines anywhere").doesNotContain("\u001b");
  }

  // Search.

  @Test
  void whatWasSaidIsFoundInAnyScriptAndNoCharacterMeansAnything() {
    provider.script("answer \"漢字かな交じり文\"");
    asked("100% \"NEAR\" OR (x) AND -y*");

    assertThat(out("log", "search", "漢字かな")).contains("100%");
    assertThat(out("log", "search", "near\" OR (")).contains("100%");
    assertThat(out("log", "search", "字か")).contains("漢字");
    assertThat(run("log", "search", "nothing such").code()).isEqualTo(1);
    assertThat(out("log", "search", "--format", "json", "漢字かな"))
        .contains("\"role\":\"assistant\"", "\"snippet\":\"漢字かな交じり文\",\"from\":0,\"to\":4}");
  }

  // Changes.

  @Test
  void aConversationIsRenamedPinnedAndDeleted() {
    String id = asked("One?");

    out("log", "rename", id, "On", "salt");
    out("log", "pin", id);
    assertThat(out("log")).contains("On salt", "(pinned)");
    out("log", "unpin", id);
    assertThat(out("log")).doesNotContain("(pinned)");
    assertThat(run("log", "delete", id).err()).isEqualTo("sluice: deleted: On salt\n");
    assertThat(out("log")).hasLineCount(1);
    assertThat(out("log", "list", "--answers")).hasLineCount(1);
    assertThat(run("log", "search", "One").code()).isEqualTo(1);
  }

  @Test
  void ofSeveralNothingIsChangedIfOneIsNotThere() {
    String one = asked("One?");
    String two = asked("Two?");
    String[] changes = {"pin", "delete"};
    for (String change : changes) {
      CommandRun.Result result = run("log", change, one, "nope", two);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("the id 'nope'").hasLineCount(1);
    }
    assertThat(out("log")).contains("One?", "Two?").doesNotContain("(pinned)");

    CommandRun.Result twice = run("log", "delete", one, two, one.substring(0, 20));
    assertThat(twice.code()).isZero();
    assertThat(twice.err()).isEqualTo("sluice: deleted: One?\nsluice: deleted: Two?\n");
  }

  @Test
  void whatIsExportedIsImportedUnderAnotherId() throws IOException {
    String id = asked("One?");
    Path file = folder.resolve("one.json");
    out("log", "export", "-o", file.toString());
    assertThat(Files.readString(file)).isEqualTo(out("log", "export", id));

    String made = out("log", "import", file.toString()).strip();

    assertThat(made).matches("\\w{26}").isNotEqualTo(id);
    assertThat(out("log", "show", made)).contains("One?", "It is blue.");
    assertThat(command().stdin(Files.newInputStream(file)).run("log", "import", "-").code())
        .isZero();
    assertThat(out("log")).hasLineCount(4);
    assertThat(run("ask", "--resume", made, "And?").code()).isZero();
  }

  @Test
  void markdownIsForPeople() {
    asked("One?");

    assertThat(out("log", "export", "--format", "markdown")).contains("One?", "It is blue.");
  }

  @Test
  void markdownAndOtherProgramsJsonAreToldFromAnExport() throws IOException {
    asked("One?");
    Path markdown = folder.resolve("one.md");
    out("log", "export", "--format", "markdown", "-o", markdown.toString());
    assertThat(run("log", "import", markdown.toString()).err())
        .startsWith("sluice: " + markdown + ": it is not JSON, and nothing else is imported: ")
        .hasLineCount(1);

    Path other = Files.writeString(folder.resolve("chats.json"), "[{\"title\":\"Hi\"}]");
    assertThat(run("log", "import", other.toString()).err())
        .isEqualTo(
            "sluice: "
                + other
                + ": it is no conversation that was exported: it is not an object of JSON\n");
  }

  @Test
  void whatIsNoConversationIsNotImported() throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{\"a\":1}");

    CommandRun.Result result = run("log", "import", file.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("sluice: " + file + ": ").hasLineCount(1);
    assertThat(run("log", "import", folder.resolve("none").toString()).err())
        .contains("there is no such file");
  }

  // Names.

  @Test
  void anAnswerIsShownByItsOwnId() {
    asked("One?");
    String answer = id("log", "list", "--answers", "--format", "json");

    assertThat(out("log", "show", answer)).isEqualTo("It is blue.\n");
    assertThat(out("log", "follow", answer)).isEqualTo("It is blue.\n");
    assertThat(out("log", "follow")).isEqualTo("It is blue.\n");
    assertThat(out("log", "follow", "--from", "now", answer)).isEmpty();
    assertThat(out("log", "follow", "--format", "events", answer).lines().toList().getLast())
        .startsWith("{\"type\":\"ended\",\"ending\":\"completed\"")
        .contains("It is blue.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log shwo            | did you mean sluice log show?",
        "log xyzzy           | those that there are: list, show, search",
        "log --limit 3       | here: options of list or search go after that word",
        "log rename          | an ID is missing",
        "log rename x        | a TITLE is missing",
        "log delete          | an ID is missing",
        "log import          | a FILE is missing",
        "log search          | a WORD is missing",
        "log list -n 0       | --limit must be a whole number from 1 to 1,000, not '0'",
        "log show --format x | --format must be text or json, not 'x'",
        "log follow --from x | --from must be start or now, not 'x'",
        "log show nothing    | no answer and no conversation has the id 'nothing'; sluice log shows",
        "log rename nope a   | no conversation has the id 'nope'; sluice log shows them",
        "log delete nope     | no answer and no conversation has the id 'nope'",
        "log resume nope     | no answer and no conversation has the id 'nope'",
        "log resume          | no answer that is kept broke off",
        "logs                | did you mean sluice log?",
        "history             | did you mean sluice log?",
        "resume              | did you mean sluice log resume?"
      })
  void whatCannotBeMeantIsTwoAndSaysWhatToDo(String arguments, String told) {
    asked("One?");

    CommandRun.Result result = run(arguments.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(told);
    assertThat(result.err().lines().toList()).hasSizeBetween(1, 2);
  }

  @Test
  void theBeginningOfSeveralIdsIsNotGuessed() {
    asked("One?");
    asked("Two?");

    CommandRun.Result result = run("log", "show", "0");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("several ids begin with 0");
  }

  @Test
  void whereItIsIsPrinted() {
    assertThat(out("log", "path")).isEqualTo(data.resolve("sluice.db") + "\n");
    asked("One?");
    assertThat(Path.of(out("log", "path").strip())).isRegularFile();
  }

  @Test
  void whereNoFolderCanBeIsSaidInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path export = Files.writeString(folder.resolve("x.json"), "{}");

    for (String place : List.of("file", "file/below", "file/far/below")) {
      String told =
          command()
              .with("SLUICE_DATA", folder.resolve(place).toString())
              .run("log", "import", export.toString())
              .err();
      assertThat(told)
          .startsWith("sluice: " + folder.resolve(place) + " cannot be used to keep answers: ")
          .containsPattern("(is not a folder|Not a directory); name another folder")
          .hasLineCount(1);
    }
    assertThat(file).isEmptyFile();
  }

  // Going on with an answer.

  @Test
  void anAnswerThatBrokeOffGoesOnAtItsSeamAndIsKeptWhole() {
    provider.script("text \"Once upon\"\nend\n---\nanswer \"upon a time.\"");
    assertThat(run("ask", "Tell.").code()).isEqualTo(3);

    CommandRun.Result result = run("log", "resume");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Once upon a time.\n");
    assertThat(provider.requests().getLast().body()).contains("Tell.", "Once upon");
    assertThat(out("log", "show")).contains("Once upon a time.\n").doesNotContain("running");
    assertThat(out("log", "list", "--answers")).contains("completed", "truncated");
    assertThat(run("log", "resume", id("log", "list", "--format", "json")).err())
        .contains("that answer is whole");
    provider.script("answer \"Good.\"");
    run("ask", "-c", "And?");
    assertThat(provider.requests().getLast().body())
        .contains("{\"role\":\"assistant\",\"content\":\"Once upon a time.\"}")
        .doesNotContain("\"content\":\"Once upon\"}");
  }

  @Test
  void theWholeAnswerTakesThePlaceOfTheOneThatBrokeOff() {
    provider.script("text \"Once upon\"\nend\n---\nanswer \" a time.\"");
    run("ask", "Tell.");
    run("log", "resume");

    assertThat(out("log", "show").lines())
        .filteredOn(line -> line.startsWith("Once"))
        .containsExactly("Once upon a time.");
    assertThat(out("log", "export", "--format", "markdown")).containsOnlyOnce("Once upon");
  }

  @Test
  void whatWentOnSinceIsNotGoneOnWithUnlessItIsNamed() {
    provider.script("text \"Once upon\"\nend\n---\nanswer \" a time.\"");
    run("ask", "Tell.");
    String broken = id("log", "list", "--answers", "--format", "json");
    run("log", "resume");

    CommandRun.Result again = run("log", "resume");

    assertThat(again.code()).isEqualTo(2);
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).contains("no answer that is kept broke off").hasLineCount(1);
    assertThat(out("log", "resume", broken)).isEqualTo("Once upon a time.\n");
  }

  @Test
  void itMayBreakOffAgainWithTheExitCodeOfAsk() {
    provider.script("text \"Once upon\"\nend\n---\ntext \" a\"\nend");
    run("ask", "Tell.");

    CommandRun.Result result = run("log", "resume");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("Once upon a\n");
    assertThat(result.err()).contains("continues after 9 characters");
  }

  @Test
  void everyEventOfWhatIsKeptAndWhatComesIsShownIfItIsWanted() {
    provider.script("text \"Once upon\"\nend\n---\nanswer \" a time.\"");
    run("ask", "Tell.");

    List<String> lines = out("log", "resume", "--format", "events").lines().toList();

    assertThat(lines.getLast()).contains("\"type\":\"ended\"", "Once upon a time.");
    assertThat(lines.stream().filter(line -> line.contains("\"type\":\"ended\""))).hasSize(1);
    assertThat(lines).anyMatch(line -> line.contains("\"type\":\"continued\""));
  }
}
