package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  @TempDir Path folder;

  private Talks talks;

  @BeforeEach
  void open() {
    talks = Talks.in(folder);
  }

  @AfterEach
  void close() {
    talks.close();
  }

  private List<String> found(String text) {
    return talks.conversations.search(text, 10).stream().map(Hit::conversation).toList();
  }

  private static String marked(Hit hit) {
    return hit.snippet().substring(hit.from(), hit.to());
  }

  @Test
  void wordsAreFoundInQuestionsAndAnswersTheNewestFirst() {
    String one = talks.said("where does the quetzal live?", "in cloud forests");
    String two = talks.said("and birds?", "The Quetzal is one");
    List<Hit> hits = talks.conversations.search("quetzal", 10);
    assertThat(hits.stream().map(Hit::conversation)).containsExactly(two, one);
    assertThat(hits.stream().map(Hit::role)).containsExactly("assistant", "user");
    assertThat(hits.stream().map(SearchTest::marked)).containsExactly("Quetzal", "quetzal");
    assertThat(hits.getLast().title()).isEqualTo("where does the quetzal live?");
    assertThat(talks.conversations.messages(one).getFirst().id())
        .isEqualTo(hits.getLast().message().orElseThrow());
  }

  @Test
  void allWordsMustStandInOneMessageAndMayBePartsOfOthers() {
    String one = talks.said("alpha beta gamma", "x");
    talks.said("alpha", "gamma");
    assertThat(found("gam alph")).containsExactly(one);
    assertThat(found("alpha delta")).isEmpty();
  }

  @Test
  void textWithoutBlanksIsFoundAnywhere() {
    String chinese = talks.said("我们的世界很大", "是的");
    String japanese = talks.said("東京都の天気は?", "晴れ");
    assertThat(found("我们的世")).containsExactly(chinese);
    assertThat(found("世界")).containsExactly(chinese);
    assertThat(found("京")).containsExactly(japanese);
    assertThat(found("晴れ")).containsExactly(japanese);
    assertThat(marked(talks.conversations.search("世界", 1).getFirst())).isEqualTo("世界");
  }

  @Test
  void shortWordsAreFoundToo() {
    String one = talks.said("is Go good?", "so-so");
    String quoted = talks.said("say \"q\" \\ %", "yes_");
    assertThat(found("go")).containsExactly(one);
    assertThat(found("GO")).containsExactly(one);
    assertThat(found("go good")).containsExactly(one);
    assertThat(found("go bad")).isEmpty();
    assertThat(found("\"q")).containsExactly(quoted);
    assertThat(found("\\")).containsExactly(quoted);
    assertThat(found("%")).containsExactly(quoted);
    assertThat(found("_")).containsExactly(quoted);
  }

  @Test
  void shortWordsWithOtherLettersAreFoundWithoutRegardToCapitals() {
    String one = talks.said("Über alles", "ja");
    assertThat(found("üb")).containsExactly(one);
    assertThat(found("ÜBER")).containsExactly(one);
  }

  @Test
  void namesOfTheFormAreNotFound() {
    talks.said("one", "two");
    assertThat(found("k\"")).isEmpty();
    assertThat(found("us")).isEmpty();
    assertThat(found("assistant")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\"\"\"",
        "a\"b",
        "NEAR(alpha beta)",
        "alpha OR beta",
        "alpha*",
        "text:alpha",
        "{text}:alpha",
        "-alpha",
        "^alpha",
        "(",
        ")",
        "alpha AND",
        "NOT alpha",
        "'; DROP TABLE run",
        "alpha + beta",
        "\\",
        "%",
        "alpha\u0000beta",
        "\ud83d",
        "alpha\ud83d",
        ":",
        "a:b:c",
        "???",
        "?1",
        "--",
        "/* x",
        "\u202ealpha"
      })
  void whatSomebodySearchesIsNoLanguage(String text) {
    talks.said("nothing of that", "is here");
    assertThat(talks.conversations.search(text, 10)).isEmpty();
    String said = talks.said("before " + text.replace('\u0000', ' ') + " after", "x");
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      assertThat(found(text)).containsExactly(said);
    }
  }

  @Test
  void nothingAndBlanksFindNothingAndTooMuchIsCutOff() {
    talks.said("one", "two");
    assertThat(found("")).isEmpty();
    assertThat(found(" \t\n\u0000\u3000")).isEmpty();
    assertThat(found("x ".repeat(100_000))).isEmpty();
    assertThat(found("one ".repeat(200))).hasSize(1);
    assertThat(found("y".repeat(100_000))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> talks.conversations.search("one", 0));
    assertThatIllegalArgumentException().isThrownBy(() -> talks.conversations.search("one", 1001));
  }

  @Test
  void aMessageThatIsDamagedIsNotFoundAndHidesNoOther() {
    String one = talks.said("where does the quetzal live?", "in cloud forests");
    talks.said("another quetzal", "x");
    talks.database.write(
        session ->
            session.update(
                "UPDATE message SET form = x'00' WHERE number = (SELECT max(number) - 1 FROM"
                    + " message)"));
    assertThat(found("quetzal")).containsExactly(one);
    assertThat(found("q")).containsExactly(one);
  }

  @Test
  void noMoreHitsAreGivenThanWanted() {
    for (int i = 0; i < 5; i++) {
      talks.said("the same words", "no " + i);
    }
    assertThat(talks.conversations.search("same", 3)).hasSize(3);
    assertThat(talks.conversations.search("sa", 3)).hasSize(3);
  }

  @Test
  void aTitleThatSomebodyGaveIsFoundBehindTheMessages() {
    String renamed = talks.said("one", "two");
    String said = talks.said("about holidays", "nice");
    talks.conversations.rename(renamed, "Holidays in 2027");
    List<Hit> hits = talks.conversations.search("holidays", 10);
    assertThat(hits.stream().map(Hit::conversation)).containsExactly(said, renamed);
    assertThat(hits.getLast().message()).isEqualTo(Optional.empty());
    assertThat(marked(hits.getLast())).isEqualTo("Holidays");
    assertThat(found("2027 holidays")).containsExactly(renamed);
    assertThat(found("ho 20")).containsExactly(renamed);
  }

  @Test
  void aSnippetIsOneLineAroundTheWord() {
    talks.said("first line\n" + "a".repeat(200) + " NEEDLE\tand\r\nmore " + "b".repeat(300), "x");
    Hit hit = talks.conversations.search("needle", 1).getFirst();
    assertThat(marked(hit)).isEqualTo("NEEDLE");
    assertThat(hit.snippet()).startsWith("…aaa").endsWith("b…").contains("NEEDLE and  more");
    assertThat(hit.snippet()).doesNotContain("\n", "\r", "\t");
    assertThat(hit.snippet().length()).isLessThan(160);
  }

  @Test
  void aSnippetDoesNotPartPairsAndKeepsControlCharactersAsData() {
    talks.said("😀".repeat(50) + "needle" + "😀".repeat(100) + "\u001b[31m", "\u001b[2J red");
    Hit hit = talks.conversations.search("needle", 1).getFirst();
    assertThat(hit.snippet().codePoints().filter(c -> c >= 0xd800 && c <= 0xdfff)).isEmpty();
    assertThat(talks.conversations.search("red", 1).getFirst().snippet()).contains("\u001b[2J");
  }

  @Test
  void argumentsThoughtsAndPicturesAreNotSearchedButResultsAre() {
    String run = "R1";
    Turn turn =
        talks.conversations.ask(
            Optional.empty(),
            Optional.empty(),
            List.of(
                Message.user(Part.image("image/png", new byte[300])),
                Message.toolResult(new Part.ToolCall("c", "tool", "{}"), "result xylophone")),
            talks.start(run));
    talks.begin(run);
    talks.end(
        run,
        new Ending.Completed(
            Talks.reply(
                new Part.Reasoning("thinking zeppelin"),
                new Part.ToolCall("c2", "tool", "{\"a\":\"zeppelin\"}")),
            FinishReason.STOP));
    assertThat(found("zeppelin")).isEmpty();
    assertThat(found("AAAA")).isEmpty();
    assertThat(found("xylophone")).containsExactly(turn.conversation());
  }
}
