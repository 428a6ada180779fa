package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers put where the text belongs. */
class OddContentTest {

  /** The same content in a delta and in a message. */
  private static List<String> parts(String content) {
    List<String> streamed =
        Decoded.lines("{\"choices\":[{\"delta\":{\"content\":%s}}]}".formatted(content)).parts();
    assertThat(
            Decoded.whole(
                    "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":%s}}]}"
                        .formatted(content))
                .parts())
        .isEqualTo(streamed);
    return streamed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5 | 5",
        "-2.50 | -2.50",
        "true | true",
        "false | false",
        "\"a\" | a",
        "[\"a\",\"b\"] | ab",
        "[\"a\",{\"type\":\"text\",\"text\":\"b\"}] | ab",
        "{\"type\":\"text\",\"text\":\"a\"} | a",
        "{\"text\":\"a\",\"type\":\"text\"} | a",
        "{\"type\":\"output_text\",\"text\":\"a\"} | a",
        "{\"type\":\"text\",\"text\":{\"value\":\"a\",\"annotations\":[]}} | a",
        "{\"content\":[{\"text\":\"a\"},[\"b\"]]} | ab"
      })
  void whateverItsShapeTextIsText(String content, String text) {
    assertThat(parts(content)).containsExactly("text " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"null", "[]", "{}", "[null,7,true]", "\"\"", "[\"\",{\"type\":\"text\"}]"})
  void whatSaysNothingIsNothing(String content) {
    assertThat(parts(content)).isEmpty();
  }

  @Test
  void numbersThatFollowEachOtherAreOneText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"1"}}]}
            {"choices":[{"delta":{"content":2}}]}
            {"choices":[{"delta":{"content":{"type":"text","text":"3"}}}]}
            """);
    assertThat(decoded.parts()).containsExactly("text 123");
  }

  @Test
  void thoughtsAmongThePartsKeepTheirPlace() {
    assertThat(
            parts(
                """
                [{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"closed":true},{"type":"text","text":"c"},{"type":"thinking","thinking":"d"},{"type":"text","text":"e"}]
                """
                    .strip()))
        .containsExactly("reasoning ab", "text c", "reasoning d", "text e");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"thinking\",\"thinking\":\"a\"}",
        "{\"type\":\"thinking\",\"text\":\"a\"}",
        "{\"text\":\"a\",\"type\":\"reasoning\"}",
        "[{\"type\":\"reasoning\",\"reasoning\":\"a\"}]",
        "[{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"a\"}]}]"
      })
  void thoughtsHaveManyShapes(String content) {
    assertThat(parts(content)).containsExactly("reasoning a");
  }

  @Test
  void imagesAndRefusalsAmongThePartsAreParts() {
    String parts =
        """
        [{"type":"text","text":"Here:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":"https://example.org/b.png"},{"type":"refusal","refusal":"No more."}]
        """;
    Decoded decoded =
        Decoded.lines("{\"choices\":[{\"delta\":{\"content\":" + parts.strip() + "}}]}");
    assertThat(decoded.reply().parts())
        .usingRecursiveComparison()
        .ignoringFields("marks")
        .isEqualTo(
            List.of(
                Part.text("Here:"),
                new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA")),
                Part.image(URI.create("https://example.org/b.png")),
                new Part.Refusal("No more.")));
  }

  @Test
  void aReferenceSaysWhereTheTextComesFrom() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"Paris"}}]}
            {"choices":[{"delta":{"content":[{"type":"reference","reference_ids":[1,2]}]}}]}
            {"choices":[{"delta":{"content":[{"type":"tool_reference","tool":"web_search","title":"T","url":"https://example.org"},{"type":"text","text":"."}]}}]}
            """);
    assertThat(decoded.text()).isEqualTo("Paris.");
    List<StreamEvent.Cited> cited = decoded.all(StreamEvent.Cited.class).toList();
    assertThat(cited).hasSize(2);
    assertThat(cited.getFirst().citation().raw())
        .isEqualTo("{\"type\":\"reference\",\"reference_ids\":[1,2]}");
    assertThat(cited.getLast().citation().url()).isEqualTo("https://example.org");
    assertThat(cited.getLast().citation().title()).isEqualTo("T");
  }

  @Test
  void aPartOfAnUnknownKindIsKeptAsItIs() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":[{"type":"chart","points":[1,2.50],"label":"x"}]}}]}
            """);
    assertThat(decoded.reply().parts())
        .containsExactly(
            new Part.Native(
                "openai", "chart", "{\"type\":\"chart\",\"points\":[1,2.50],\"label\":\"x\"}"));
  }

  @Test
  void textBeforeItsCallsStandsBeforeThemWhereverTheServerWritesIt() {
    String message =
        "{\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}],"
            + "\"content\":\"Let me see.\",\"reasoning_content\":\"hm\"}";
    List<String> inOrder = List.of("reasoning hm", "text Let me see.", "call t a {}");
    assertThat(Decoded.lines("{\"choices\":[{\"delta\":" + message + "}]}").parts())
        .isEqualTo(inOrder);
    assertThat(
            Decoded.whole(
                    "{\"object\":\"chat.completion\",\"choices\":[{\"message\":" + message + "}]}")
                .parts())
        .isEqualTo(inOrder);
  }

  @Test
  void logProbabilitiesMayStandBeforeTheTextThatTheyAreOf() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"logprobs":{"content":[{"token":"Hi","logprob":-0.5}]},"delta":{"content":"Hi"}}]}
            """);
    assertThat(decoded.all(StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(0, List.of(new StreamEvent.LogProb("Hi", -0.5, List.of()))));
  }

  /** As the older completions say it; a server that says it beside a delta means it once. */
  @Test
  void theTextOfAChoiceWithoutADeltaIsTheAnswer() {
    Decoded bare =
        Decoded.lines(
            """
            {"choices":[{"index":0,"text":"a"}]}
            {"choices":[{"index":0,"text":"b","finish_reason":"stop"}]}
            """);
    assertThat(bare.parts()).containsExactly("text ab");
    Decoded beside =
        Decoded.lines(
            """
            {"choices":[{"text":"a","delta":{"content":"a"}}]}
            {"choices":[{"delta":{"content":"b"},"text":"b"}]}
            """);
    assertThat(beside.parts()).containsExactly("text ab");
  }
}
