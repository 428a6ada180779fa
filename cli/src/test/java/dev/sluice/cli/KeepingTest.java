package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of questions and answers, and what is gone on with. */
final class KeepingTest {
  private final Simulator provider = Simulator.start("answer \"It is blue.\"");

  @TempDir Path data;

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun command() {
    return CommandRun.against(provider).with("SLUICE_DATA", data.toString());
  }

  private String shown(String... arguments) {
    CommandRun.Result result = command().run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private String sent() {
    return provider.requests().getLast().body();
  }

  @Test
  void theFirstAnswerSaysInOneLineThatItIsKeptAndWhereAndHowToStopThat() {
    CommandRun.Result first = command().run("ask", "Of what colour is the sea?");
    CommandRun.Result second = command().run("ask", "And the sky?");

    assertThat(first.code()).isZero();
    assertThat(first.out()).isEqualTo("It is blue.\n");
    assertThat(first.err()).hasLineCount(1).contains(data.toString(), "sluice log off", "--no-log");
    assertThat(second).isEqualTo(new CommandRun.Result(0, "It is blue.\n", ""));
  }

  @Test
  void aQuestionAndItsAnswerAreListedShownAndFound() {
    command().run("ask", "-s", "Be brief.", "Of what colour is the sea?");

    assertThat(shown("log"))
        .hasLineCount(2)
        .contains("ID", "TITLE", "completed", "Of what colour is the sea?");
    assertThat(shown("log", "show"))
        .contains("## system", "Be brief.")
        .contains("## user", "Of what colour is the sea?")
        .contains("## assistant", "openai/m", "It is blue.");
    assertThat(shown("log", "search", "COLOUR", "sea")).contains("Of what colour is the sea?");
  }

  @Test
  void withNoLogNothingIsKeptAndNothingIsMade() throws IOException {
    assertThat(command().run("ask", "--no-log", "Hello"))
        .isEqualTo(new CommandRun.Result(0, "It is blue.\n", ""));
    assertThat(command().with("SLUICE_LOG", "off").run("ask", "Hello"))
        .isEqualTo(new CommandRun.Result(0, "It is blue.\n", ""));
    assertThat(command().with("SLUICE_LOG", "off").stdin("Hello\n").run("chat").err())
        .doesNotContain("kept");
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void helpAndVersionOpenNothing() throws IOException {
    for (String words : List.of("--version", "--help", "log --help", "log show --help", "ask -h")) {
      assertThat(command().run(words.split(" ")).code()).isZero();
    }
    command().run("log", "path");
    command().run("log");
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void noKeyIsInAnyFileThatIsKept() throws IOException {
    String key = "sk-secret-0123456789";
    provider.script("status 401\nbody {\"error\":{\"message\":\"Incorrect key " + key + "\"}}");
    command().with("OPENAI_API_KEY", key).run("ask", "Hello there");
    provider.script("answer \"Yes.\"");
    command().with("OPENAI_API_KEY", key).run("ask", "Hello there");

    assertThat(provider.requests().getLast().headers().first("authorization"))
        .hasValue("Bearer " + key);
    boolean prompt = false;
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(key, "Bearer");
        prompt |= bytes.contains("Hello there");
      }
    }
    assertThat(prompt).isTrue();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nobodyElseMayReadIt() throws IOException {
    Path folder = data.resolve("new");
    command().with("SLUICE_DATA", folder.toString()).run("ask", "Hello");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(StoreKeeper.FILE))))
        .isEqualTo("rw-------");
  }

  // Going on.

  @Test
  void theLastConversationGoesOnWithAllThatWasSaid() {
    command().run("ask", "-s", "Be brief.", "-m", "openai/other", "One?");
    provider.script("answer \"Two.\"");

    assertThat(command().run("ask", "-c", "And?"))
        .isEqualTo(new CommandRun.Result(0, "Two.\n", ""));

    assertThat(sent())
        .contains("\"model\":\"other\"")
        .contains(
            "[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"One?\"},"
                + "{\"role\":\"assistant\",\"content\":\"It is blue.\"},"
                + "{\"role\":\"user\",\"content\":\"And?\"}]");
    assertThat(shown("log")).hasLineCount(2);
    assertThat(shown("log", "show")).contains("One?", "It is blue.", "And?", "Two.");
  }

  @Test
  void anotherInstructionTakesThePlaceOfTheOneThatIsKept() {
    command().run("ask", "-s", "Be brief.", "One?");
    command().run("ask", "-c", "-s", "Be long.", "And?");

    assertThat(sent()).contains("Be long.").doesNotContain("Be brief.");
  }

  @Test
  void anyConversationGoesOnByTheBeginningOfItsId() {
    command().run("ask", "One?");
    String listed = shown("log", "list", "--format", "json");
    String beginning = listed.substring(listed.indexOf("01"), listed.indexOf("01") + 12);
    command().run("ask", "Other?");

    assertThat(command().run("ask", "--resume", beginning.toLowerCase(Locale.ROOT), "And?").code())
        .isZero();

    assertThat(sent()).contains("One?", "And?").doesNotContain("Other?");
  }

  @Test
  void aChatIsOneConversationAndGoesOn() {
    command().stdin("One?\nTwo?\n").run("chat");
    assertThat(shown("log")).hasLineCount(2).contains("One?");

    command().stdin("Three?\n").run("chat", "-c");

    assertThat(sent()).contains("One?", "Two?", "Three?");
    assertThat(shown("log")).hasLineCount(2);
    assertThat(shown("log", "show")).contains("One?", "Two?", "Three?");
  }

  @Test
  void aQuestionThatGotNoAnswerDoesNotGoBack() {
    provider.script("status 500\n---\nanswer \"Yes.\"\n---\nanswer \"Two.\"");
    command().stdin("One?\nTwo?\n").run("chat", "-s", "Be brief.");
    command().run("ask", "-c", "Three?");

    assertThat(sent())
        .contains(
            "[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Two?\"},"
                + "{\"role\":\"assistant\",\"content\":\"Yes.\"},"
                + "{\"role\":\"user\",\"content\":\"Three?\"}]");
  }

  @Test
  void whatIsNotThereIsNotGoneOnWithAndNothingIsSent() {
    for (String[] arguments :
        new String[][] {
          {"ask", "-c", "And?"}, {"chat", "-c"}, {"ask", "--resume", "01ABC", "And?"}
        }) {
      CommandRun.Result result = command().run(arguments);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("nothing is kept in " + data).hasLineCount(1);
    }
    command().run("ask", "One?");
    CommandRun.Result result = command().run("ask", "--resume", "nothing", "And?");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("no conversation has the id 'nothing'");
    assertThat(command().run("ask", "-c", "--resume", "01", "And?").err())
        .contains("leave one out");
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void withNoLogAConversationIsReadAndNotAddedTo() {
    command().run("ask", "One?");
    command().run("ask", "-c", "--no-log", "And?");

    assertThat(sent()).contains("One?", "And?");
    assertThat(shown("log", "show")).doesNotContain("And?");
  }

  // Trouble.

  @Test
  void whereNothingCanBeKeptTheAnswerIsTheSameAndOneLineSaysSo() throws IOException {
    Path file = Files.writeString(data.resolve("file"), "");

    CommandRun.Result result =
        command().with("SLUICE_DATA", file.resolve("below").toString()).run("ask", "Hello");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("It is blue.\n");
    assertThat(result.err().lines().filter(line -> line.contains("is not kept"))).hasSize(1);
  }

  @Test
  void aFileThatIsNoDatabaseIsNamedAndTheAnswerStreamsOn() throws IOException {
    Files.writeString(data.resolve(StoreKeeper.FILE), "this is no database, but text ".repeat(99));

    CommandRun.Result result = command().run("ask", "Hello");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("It is blue.\n");
    assertThat(result.err()).hasLineCount(1).contains("not kept", data.toString());
    assertThat(command().run("log").code()).isEqualTo(1);
  }

  @Test
  void aChatSaysOnceThatNothingIsKept() throws IOException {
    Files.writeString(data.resolve(StoreKeeper.FILE), "this is no database, but text ".repeat(99));

    CommandRun.Result result = command().stdin("One?\nTwo?\n").run("chat");

    assertThat(result.code()).isZero();
    assertThat(result.err().lines().filter(line -> line.contains("not kept"))).hasSize(1);
  }

  @Test
  void anAnswerThatBreaksOffIsKeptWithHowItDid() {
    provider.script("text \"Once upon\"\nend");

    assertThat(command().run("ask", "Tell.").code()).isEqualTo(3);

    assertThat(shown("log", "show")).contains("Once upon\n[truncated]");
  }
}
