package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model thinks comes under many names, and some of it has to go back. */
class ReasoningTest {

  private static String field(Part part, String name) {
    return part.data("openai").flatMap(data -> data.field(name)).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_content", "reasoning", "reasoning_text", "thinking"})
  void thoughtsAreThoughtsUnderEachOfTheirNames(String name) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":"","%1$s":"h"}}]}
            {"choices":[{"delta":{"content":null,"%1$s":"m"}}]}
            {"choices":[{"delta":{"content":"Hi","%1$s":null}}]}
            {"choices":[{"delta":{"content":"","%1$s":""},"finish_reason":"stop"}]}
            """
                .formatted(name));
    assertThat(decoded.parts()).containsExactly("reasoning hm", "text Hi");
    assertThat(
            Decoded.whole(
                    """
                    {"object":"chat.completion","choices":[{"message":{"content":"Hi","%s":"hm"},"finish_reason":"stop"}]}
                    """
                        .formatted(name))
                .parts())
        .containsExactly("reasoning hm", "text Hi");
  }

  /** Servers that mirror one field in the other send both with each chunk. */
  @ParameterizedTest
  @CsvSource({"reasoning,reasoning_content", "reasoning_content,reasoning", "thinking,reasoning"})
  void thoughtsUnderTwoNamesInOneDeltaAreMeantOnce(String one, String other) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"%1$s":"The","%2$s":"The"}}]}
            {"choices":[{"delta":{"%1$s":" end","%2$s":" end"}}]}
            """
                .formatted(one, other));
    assertThat(decoded.reasoning()).isEqualTo("The end");
  }

  @Test
  void theLastThoughtStandsBeforeTheFirstWordOfItsDelta() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":null,"reasoning_content":"so"}}]}
            {"choices":[{"delta":{"content":"Hi","reasoning_content":"."}}]}
            {"choices":[{"delta":{"content":"!"}}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning so.", "text Hi!");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"content\":\"hm\"}",
        "{\"text\":\"hm\",\"tokens\":3}",
        "[\"h\",{\"type\":\"text\",\"text\":\"m\"}]",
        "[{\"summary\":[{\"text\":\"hm\"}]}]"
      })
  void thoughtsMayBeObjectsAndLists(String thoughts) {
    Decoded decoded =
        Decoded.lines("{\"choices\":[{\"delta\":{\"reasoning\":%s}}]}".formatted(thoughts));
    assertThat(decoded.reasoning()).isEqualTo("hm");
  }

  @Test
  void detailsBesideTheThoughtsAreKeptAndNotToldTwice() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":"","reasoning":"Let me","reasoning_details":[{"type":"reasoning.text","text":"Let me","format":"anthropic-claude-v1","index":0}]}}]}
            {"choices":[{"delta":{"role":"assistant","content":"","reasoning":" see.","reasoning_details":[{"type":"reasoning.text","text":" see.","format":"anthropic-claude-v1","index":0}]}}]}
            {"choices":[{"delta":{"role":"assistant","content":"","reasoning_details":[{"type":"reasoning.text","signature":"Et8B","format":"anthropic-claude-v1","index":0}]}}]}
            {"choices":[{"delta":{"role":"assistant","content":"391"}}]}
            {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning Let me see.", "text 391");
    assertThat(field(decoded.reply().parts().getFirst(), "reasoning_details"))
        .as("one signature is of one block, not of its pieces")
        .isEqualTo(
            "[{\"type\":\"reasoning.text\",\"text\":\"Let me see.\",\"format\":\"anthropic-claude-v1\","
                + "\"index\":0,\"signature\":\"Et8B\"}]");
  }

  @Test
  void detailsThatCameWholeAreKeptByteForByteAndInOrder() {
    String details =
        """
        [{"type":"reasoning.summary", "summary":"Sum","format":"openai-responses-v1","index":0},{"type":"reasoning.encrypted","data":"gAAA+/=","id":"rs_1", "format":"openai-responses-v1","index":1},{"type":"reasoning.encrypted","data":"gBBB","id":"rs_2","index":1}]
        """
            .strip();
    Decoded decoded =
        Decoded.whole(
            "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":\"Hi\",\"reasoning\":\"Sum\",\"reasoning_details\":"
                + details
                + "},\"finish_reason\":\"stop\"}]}");
    assertThat(decoded.parts()).containsExactly("reasoning Sum", "text Hi");
    assertThat(field(decoded.reply().parts().getFirst(), "reasoning_details")).isEqualTo(details);
  }

  @Test
  void detailsAloneTellTheThoughts() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":"The user"}]}}]}
            {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":" asks."}]}}]}
            {"choices":[{"delta":{"content":"Fine."},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning The user asks.", "text Fine.");
    assertThat(field(decoded.reply().parts().getFirst(), "reasoning_details"))
        .contains("\"text\":\"The user asks.\"");
  }

  @Test
  void aDetailThatComesBeforeItsThoughtIsNotToldTwiceEither() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","text":"hm","index":0}]}}]}
            {"choices":[{"delta":{"reasoning":"hm"}}]}
            {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","text":"!","index":0}]}}]}
            {"choices":[{"delta":{"reasoning":"!"}}]}
            """);
    assertThat(decoded.reasoning()).isEqualTo("hm!");
  }

  /** As of a model that shows nothing of its thoughts but wants their cipher back with the call. */
  @Test
  void detailsWithoutThoughtsAreAPartOfTheirOwnBeforeTheCall() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"t","function":{"name":"a","arguments":"{}"}}],"reasoning_details":[{"type":"reasoning.encrypted","data":"CiQB","id":"t","format":"google-gemini-v1","index":0}]}}]}
            {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning ", "call t a {}");
    assertThat(field(decoded.reply().parts().getFirst(), "reasoning_details"))
        .isEqualTo(
            "[{\"type\":\"reasoning.encrypted\",\"data\":\"CiQB\",\"id\":\"t\",\"format\":\"google-gemini-v1\",\"index\":0}]");
  }

  @Test
  void aSignatureThatComesBehindTheTextIsJoinedToItsDetailWhenAllGoesBack() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","index":0}]}}]}
            {"choices":[{"delta":{"content":"Hi"}}]}
            {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","signature":"S","index":0}]},"finish_reason":"stop"}]}
            """);
    List<Part> parts = decoded.reply().parts();
    assertThat(decoded.parts()).containsExactly("reasoning hm", "text Hi", "reasoning ");
    assertThat(
            ReasoningDetails.joined(
                List.of(
                    field(parts.get(0), "reasoning_details"),
                    field(parts.get(2), "reasoning_details"))))
        .isEqualTo(
            "[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"index\":0,\"signature\":\"S\"}]");
  }

  @Test
  void whatBreaksOffKeepsTheDetailsThatCame() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}
            """);
    assertThat(decoded.atEnd()).isNull();
    assertThat(field(decoded.reply().parts().getFirst(), "reasoning_details"))
        .isEqualTo("[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]");
  }

  @Test
  void nonsenseInPlaceOfDetailsIsPassedOver() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning_details":[1,null,"x",[{}],{}],"thinking_blocks":{},"reasoning_opaque":7}}]}
            {"choices":[{"delta":{"reasoning_details":{"type":"x"},"content":"Hi"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("Hi");
  }

  @Test
  void aProxysThinkingBlocksAndOpaqueThoughtsAreKeptToo() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning_content":"a","thinking_blocks":[{"type":"thinking","thinking":"a","signature":null}]}}]}
            {"choices":[{"delta":{"reasoning_content":"b","thinking_blocks":[{"type":"thinking","thinking":"b","signature":null}]}}]}
            {"choices":[{"delta":{"reasoning_content":"","thinking_blocks":[{"type":"thinking","thinking":"","signature":"S"}]}}]}
            {"choices":[{"delta":{"reasoning_opaque":"O\\"1"}}]}
            {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning ab", "text Hi");
    Part thoughts = decoded.reply().parts().getFirst();
    assertThat(field(thoughts, "thinking_blocks"))
        .isEqualTo("[{\"type\":\"thinking\",\"thinking\":\"ab\",\"signature\":\"S\"}]");
    assertThat(field(thoughts, "reasoning_opaque")).isEqualTo("\"O\\\"1\"");
  }

  // Signatures of Gemini through endpoints that are compatible.

  @Test
  void aCallKeepsItsThoughtSignature() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","tool_calls":[{"extra_content":{"google":{"thought_signature":"Ej\\"Q"}},"function":{"arguments":"{}","name":"a"},"id":"t-1","type":"function"}]}}]}
            {"choices":[{"delta":{"role":"assistant","tool_calls":[{"extra_content":{"vertex":{"thought_signature":"V"}},"function":{"arguments":"{}","name":"b"},"id":"t-2","type":"function"}]},"finish_reason":"tool_calls"}]}
            """);
    List<Part> parts = decoded.reply().parts();
    assertThat(decoded.parts()).containsExactly("call t-1 a {}", "call t-2 b {}");
    assertThat(field(parts.get(0), "google.thought_signature")).isEqualTo("\"Ej\\\"Q\"");
    assertThat(field(parts.get(1), "vertex.thought_signature")).isEqualTo("\"V\"");
  }

  @Test
  void aSignatureThatComesAfterItsCallBeganIsStillTheCalls() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"a","arguments":""}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"},"extra_content":{"google":{"thought_signature":"S"}}}]}}]}
            {"choices":[{"delta":{},"finish_reason":"stop"}]}
            """);
    assertThat(field(decoded.reply().parts().getFirst(), "google.thought_signature"))
        .isEqualTo("\"S\"");
  }

  @Test
  void aSignatureAloneInADeltaBelongsToTheTextBeforeIt() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"role":"assistant","content":"Hi"}}]}
            {"choices":[{"delta":{"role":"assistant","content":"","extra_content":{"google":{"thought_signature":"S"}}},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("text Hi");
    assertThat(field(decoded.reply().parts().getFirst(), "google.thought_signature"))
        .isEqualTo("\"S\"");
  }

  @Test
  void aSignatureWithoutAnyTextIsAPart() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"extra_content":{"google":{"thought_signature":"S"}}},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("text ");
    assertThat(field(decoded.reply().parts().getFirst(), "google.thought_signature"))
        .isEqualTo("\"S\"");
  }

  // Thoughts in tags.

  private static List<String> chunks(String text, long seed) {
    Random random = new Random(seed);
    List<String> chunks = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int to = Math.min(text.length(), at + 1 + random.nextInt(seed % 2 == 0 ? 2 : 9));
      chunks.add(
          "{\"choices\":[{\"delta\":{\"content\":\""
              + text.substring(at, to).replace("\n", "\\n")
              + "\"}}]}");
      at = to;
    }
    chunks.add("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
    return chunks;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<think>hm</think>Hi | reasoning hm; text Hi",
        "\n <think>a < b </ </thin k></think>Hi </think> <think> | reasoning a < b </ </thin k>; text Hi </think> <think>",
        "<thought>hm</thought>Hi | reasoning hm; text Hi",
        "<thinking>hm</think></thinking>Hi | reasoning hm</think>; text Hi",
        "</think>Hi | text Hi",
        "<thin ice | text <thin ice",
        "Hi <think>no</think> | text Hi <think>no</think>",
        "<think>hm | reasoning hm",
        "<think>hm</thi | reasoning hm</thi",
        "<think></think>Hi | text Hi",
        "<thi | text <thi",
        "<think> | ``"
      })
  void tagsAtTheBeginningOfTheTextTellThoughtsApartHoweverTheyAreCut(String text, String parts) {
    String raw = text.replace("\\n", "\n");
    for (int seed = 0; seed < 60; seed++) {
      Decoded decoded = Decoded.thinking(chunks(raw, seed));
      assertThat(String.join("; ", decoded.parts())).as("seed %d", seed).isEqualTo(parts);
    }
  }

  @Test
  void withoutTheOptionTagsAreText() {
    assertThat(Decoded.payloads(chunks("<think>hm</think>Hi", 3)).parts())
        .containsExactly("text <think>hm</think>Hi");
  }

  @Test
  void whatIsHeldBackOfATagIsToldBeforeACallAndWhenTheStreamBreaks() {
    String open = "{\"choices\":[{\"delta\":{\"content\":\"<thi\"}}]}";
    assertThat(Decoded.thinking(List.of(open)).parts()).containsExactly("text <thi");
    String call =
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]}}]}";
    assertThat(Decoded.thinking(List.of(open, call)).parts())
        .containsExactly("text <thi", "call t a {}");
  }

  @Test
  void blanksWithoutEndAreNoBeginningOfThoughts() {
    String blanks = " ".repeat(300);
    Decoded decoded =
        Decoded.thinking(
            List.of("{\"choices\":[{\"delta\":{\"content\":\"" + blanks + "<think>\"}}]}"));
    assertThat(decoded.all(StreamEvent.ReasoningDelta.class)).isEmpty();
    assertThat(decoded.text()).isEqualTo(blanks + "<think>");
  }
}
