package dev.sluice.provider.openai.chat;

import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text, reasoning, refusals, usage, and who answers. */
class ChunkDecoderTest {
  static final Outcome STOP = new Outcome.Finished(FinishReason.STOP);

  @Test
  void textComesAsItArrivesAfterWhoAnswers() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":"c-1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
            {"id":"c-1","model":"m-1","choices":[{"index":0,"delta":{"content":"Hel"}}]}
            {"id":"c-1","model":"m-1","choices":[{"index":0,"delta":{"content":"lo"}}]}
            {"id":"c-1","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
            [DONE]
            """);
    assertThat(decoded.events())
        .containsExactly(
            new StreamEvent.Started("c-1", "m-1", "req-1"),
            textStarts(0),
            new TextDelta(0, "Hel"),
            new TextDelta(0, "lo"),
            textEnds(0));
    assertThat(decoded.inStream()).isEqualTo(STOP);
  }

  @Test
  void whoAnswersIsKnownEvenIfItStandsAfterTheText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"hi"}}],"model":"m-1","id":"c-1"}
            """);
    assertThat(decoded.events())
        .containsExactly(
            new StreamEvent.Started("c-1", "m-1", "req-1"), textStarts(0), new TextDelta(0, "hi"));
  }

  @Test
  void aServerWithoutNamesStillBegins() {
    Decoded decoded = Decoded.lines("{\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}");
    assertThat(decoded.started()).isEqualTo(new StreamEvent.Started("", "", "req-1"));
  }

  @Test
  void theBeginningIsToldOnceEvenIfNamesChange() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":"c-1","model":"m-1","choices":[{"delta":{"content":"a"}}]}
            {"id":"c-2","model":"m-2","choices":[{"delta":{"content":"b"}}]}
            """);
    assertThat(decoded.started().id()).isEqualTo("c-1");
    assertThat(decoded.text()).isEqualTo("ab");
  }

  @Test
  void chunksWithoutAnythingNewAreNoEvents() {
    Decoded decoded =
        Decoded.lines(
            """
            {}
            {"choices":[]}
            {"choices":null}
            {"choices":[{}]}
            {"choices":[{"delta":null}]}
            {"choices":[{"delta":{"content":null}}]}
            {"choices":["odd", 1, null]}
            """);
    assertThat(decoded.events()).isEmpty();
    assertThat(decoded.inStream()).isNull();
  }

  @Test
  void reasoningAndTextAreToldApart() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}
            {"choices":[{"delta":{"reasoning":"m"}}]}
            {"choices":[{"delta":{"content":"yes","reasoning_content":null}}]}
            """);
    assertThat(decoded.reasoning()).isEqualTo("hmm");
    assertThat(decoded.text()).isEqualTo("yes");
  }

  @Test
  void reasoningUnderBothItsNamesCountsOnce() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"reasoning":"hm","reasoning_content":"hm"}}]}
            {"choices":[{"delta":{"reasoning_content":"","reasoning":"!"}}]}
            """);
    assertThat(decoded.all(ReasoningDelta.class).map(ReasoningDelta::text))
        .containsExactly("hm", "!");
  }

  @Test
  void aRefusalIsToldApartFromText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":null,"refusal":"I'm "}}]}
            {"choices":[{"delta":{"refusal":"sorry"}}]}
            {"choices":[{"delta":{},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.refusal()).isEqualTo("I'm sorry");
    assertThat(decoded.text()).isEmpty();
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void contentMayBeAListOfParts() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"odd"},7]}}]}
            """);
    assertThat(decoded.text()).isEqualTo("ab");
  }

  @Test
  void onlyTheFirstChoiceIsTheAnswer() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"X"}}]}
            {"choices":[{"delta":{"content":"b"}},{"delta":{"content":"X"}}]}
            """);
    assertThat(decoded.text()).isEqualTo("ab");
  }

  @Test
  void anotherChoiceInAChunkOfItsOwnIsPassedOverToo() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
            {"choices":[{"index":0,"delta":{"content":"a"}}]}
            {"choices":[{"index":1,"delta":{"content":"X","tool_calls":[{"index":0,"id":"x","function":{"name":"no"}}]}}]}
            {"choices":[{"delta":{"content":"X"},"index":1}]}
            {"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}
            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"y","function":{"name":"yes"}}]}}]}
            """);
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.calls()).isEqualTo(Map.of(1, new Decoded.Call("y", "yes", "")));
    assertThat(decoded.atEnd()).as("the first choice has not finished").isNull();
  }

  @Test
  void unknownMembersArePassedOverEverywhere() {
    Decoded decoded =
        Decoded.lines(
            """
            {"x":{"choices":[{"delta":{"content":"no"}}],"finish_reason":"no"},"choices":[{"x":[[{"y":1}]],"delta":{"x":{"content":"no"},"content":"yes","y":[1,{"content":"no"}]},"logprobs":{"content":[{"token":"no"}]}}],"error_code":5,"z":null}
            """);
    assertThat(decoded.text()).isEqualTo("yes");
    assertThat(decoded.atEnd()).isNull();
  }

  @Test
  void annotationsOfAnyShapeDoNotBreakTheStream() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a","annotations":["x","{",null,5,[1],{"url_citation":null},{"url_citation":{"url":5,"start_index":9e99}}]},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
    assertThat(decoded.all(StreamEvent.Cited.class)).hasSize(2);
  }

  @Test
  void numbersWhereStringsAreWantedAreTheirText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":17,"model":4.5,"choices":[{"delta":{"content":5,"refusal":true},"finish_reason":null}]}
            {"choices":[{"delta":{"content":"ok"}}],"usage":{"prompt_tokens":"many"}}
            """);
    assertThat(decoded.started()).isEqualTo(new StreamEvent.Started("17", "4.5", "req-1"));
    assertThat(decoded.text()).isEqualTo("5ok");
    assertThat(decoded.refusal()).isEqualTo("true");
  }

  @Test
  void escapesAreCharacters() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"\\u00e9\\u20ac\\ud83d\\ude00\\n\\t\\"\\\\\\/\\u0000"}}]}
            {"choices":[{"delta":{"content":"é€😀"}}]}
            """);
    assertThat(decoded.text()).isEqualTo("é€😀\n\t\"\\/\0é€😀");
  }

  @Test
  void aSurrogatePairSplitOverTwoChunksIsOneCharacterAgain() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a\\ud83d"}}]}
            {"choices":[{"delta":{"content":"\\ude00b"}}]}
            """);
    assertThat(decoded.text()).isEqualTo("a😀b");
  }

  @Test
  void aLoneSurrogateStaysWhatItIs() {
    Decoded decoded = Decoded.lines("{\"choices\":[{\"delta\":{\"content\":\"a\\ud83dz\"}}]}");
    assertThat(decoded.text()).isEqualTo("a\ud83dz");
  }

  @Test
  void usageAfterTheFinishReasonIsReported() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a"}}],"usage":null}
            {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":null}
            {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8,"prompt_tokens_details":{"audio_tokens":9,"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":4}}}
            [DONE]
            """);
    assertThat(decoded.usages())
        .containsExactly(
            Usage.builder()
                .count(Usage.Count.INPUT, 3)
                .count(Usage.Count.OUTPUT, 5)
                .count(Usage.Count.CACHED_INPUT, 2)
                .count(Usage.Count.REASONING, 4)
                .count(Usage.Count.AUDIO_INPUT, 9)
                .build());
    assertThat(decoded.inStream()).isEqualTo(STOP);
  }

  @Test
  void usageOnEachChunkIsReportedWheneverItChanges() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}
            {"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}
            {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}
            """);
    assertThat(decoded.usages()).containsExactly(Usage.of(3, 1), Usage.of(3, 2));
  }

  @Test
  void usageThatSaysNothingUsefulIsUnknownAndNotZero() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[],"usage":{"prompt_tokens":-1,"completion_tokens":null,"prompt_tokens_details":null,"completion_tokens_details":{}}}
            {"choices":[],"usage":{"completion_tokens":7.0,"prompt_tokens":99999999999999999999}}
            """);
    assertThat(decoded.usages())
        .containsExactly(Usage.builder().count(Usage.Count.OUTPUT, 7).build());
  }

  @Test
  void aWholeCompletionIsOneAnswer() {
    Decoded decoded =
        Decoded.whole(
            """
            {
              "id": "c-1", "object": "chat.completion", "model": "m-1",
              "choices": [{
                "index": 0,
                "message": {
                  "role": "assistant", "content": "Hello", "refusal": null,
                  "reasoning_content": "hm",
                  "tool_calls": [
                    {"id": "t-1", "type": "function", "function": {"name": "a", "arguments": "{}"}},
                    {"id": "t-2", "type": "function", "function": {"name": "b", "arguments": "[]"}}
                  ]
                },
                "finish_reason": "tool_calls"
              }],
              "usage": {"prompt_tokens": 3, "completion_tokens": 5}
            }
            """);
    assertThat(decoded.started()).isEqualTo(new StreamEvent.Started("c-1", "m-1", "req-1"));
    assertThat(decoded.text()).isEqualTo("Hello");
    assertThat(decoded.reasoning()).isEqualTo("hm");
    assertThat(decoded.calls())
        .as("after the text and the thoughts, which are parts too")
        .containsOnlyKeys(2, 3)
        .containsEntry(2, new Decoded.Call("t-1", "a", "{}"))
        .containsEntry(3, new Decoded.Call("t-2", "b", "[]"));
    assertThat(decoded.usages()).containsExactly(Usage.of(3, 5));
    assertThat(decoded.inStream())
        .isEqualTo(
            new Outcome.Finished(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls")));
  }
}
