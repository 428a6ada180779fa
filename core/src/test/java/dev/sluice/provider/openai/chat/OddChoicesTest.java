package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers number the one choice in manners of their own, and send messages among deltas. */
class OddChoicesTest {
  private static final Outcome STOP = new Outcome.Finished(FinishReason.STOP);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, -1})
  void aLoneChoiceIsTheAnswerWhateverItsNumber(int index) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":%1$d,"delta":{"role":"assistant","content":"Hel"}}]}
            {"choices":[{"index":%1$d,"delta":{"content":"lo"}}]}
            {"choices":[{"index":%1$d,"delta":{},"finish_reason":"stop"}]}
            """
                .formatted(index));
    assertThat(decoded.text()).isEqualTo("Hello");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  /** As a server that takes the number of the choice for that of the token. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aLoneChoiceMayCountItsChunks(int first) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":%d,"delta":{"content":"a"}}]}
            {"choices":[{"index":%d,"delta":{"content":"b"}}]}
            {"choices":[{"index":%d,"delta":{"content":"c"}}]}
            {"choices":[{"index":%d,"delta":{"content":""},"finish_reason":"stop"}]}
            """
                .formatted(first, first + 1, first + 2, first + 4));
    assertThat(decoded.text()).isEqualTo("abc");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void ofSeveralChoicesInOneChunkTheFirstNumberIsTheAnswerWhereverItStands() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":1,"delta":{"content":"X","tool_calls":[{"index":0,"id":"x","function":{"name":"no"}}]},"finish_reason":"length"},{"index":0,"delta":{"content":"a"}}]}
            {"choices":[{"index":1,"delta":{"content":"X"}}]}
            {"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.parts()).containsExactly("text ab");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void whatIsNoChoiceTakesNothingBack() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":3,"delta":{"content":"a","refusal":"b"}}]}
            {"choices":["odd",{"index":0,"delta":{"refusal":"c"}}]}
            {"choices":["odd",1,null,"odd"]}
            """);
    assertThat(decoded.parts()).containsExactly("text a", "refusal bc");
  }

  @Test
  void anErrorOfTheChoiceIsTheStreams() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"content":"a"},"error":null}]}
            {"choices":[{"index":0,"delta":{"content":""},"error":{"message":"gone","code":502}}]}
            """);
    assertThat(decoded.inStream())
        .isInstanceOfSatisfying(
            Cause.Failed.class, failed -> assertThat(failed.why().message()).contains("gone"));
  }

  @Test
  void aChoiceMayStandWithoutItsList() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}}
            """);
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  /** As a local server of desktop models does, whose choices count besides. */
  @Test
  void aMessageBesideEachDeltaIsTheSameOnceMore() {
    Decoded decoded =
        Decoded.lines(
            """
            {"object":"chat.completion.chunk","choices":[{"delta":{"role":"assistant","content":"Wh","tool_calls":[]},"message":{"role":"assistant","content":"Wh","tool_calls":[]},"index":0,"finish_reason":null}]}
            {"object":"chat.completion.chunk","choices":[{"message":{"role":"assistant","content":"at"},"delta":{"role":"assistant","content":"at"},"index":1,"finish_reason":null}]}
            {"object":"chat.completion.chunk","choices":[{"delta":{"content":""},"message":{"content":"What"},"index":2,"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("What");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void aMessageInPlaceOfDeltasIsTheAnswerPieceByPiece() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"Hel"}}]}
            {"choices":[{"index":0,"message":{"content":"lo"},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.text()).isEqualTo("Hello");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void aLastMessageThatSumsUpTheDeltasSaysOnlyWhatTheyHaveNot() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"hm"}}]}
            {"choices":[{"index":0,"delta":{"content":"Hello"}}]}
            {"choices":[{"index":0,"message":{"role":"assistant","content":"Hello","reasoning_content":"hm","tool_calls":[{"id":"t","function":{"name":"a","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
            """);
    assertThat(decoded.parts()).containsExactly("reasoning hm", "text Hello", "call t a {}");
  }

  @Test
  void aWholeCompletionSentAsOneEventIsACompletedAnswer() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
            """);
    assertThat(decoded.parts()).containsExactly("text Hello");
    assertThat(decoded.usages()).containsExactly(Usage.of(3, 1));
    assertThat(decoded.inStream()).as("nothing else follows").isEqualTo(STOP);
  }

  @Test
  void chunksThatCallThemselvesCompletionsMayBeFollowedByTheirUsage() {
    Decoded decoded =
        Decoded.lines(
            """
            {"object":"chat.completion","choices":[{"index":0,"delta":{"content":"Hello"}}]}
            {"object":"chat.completion","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
            {"object":"chat.completion","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}
            [DONE]
            """);
    assertThat(decoded.text()).isEqualTo("Hello");
    assertThat(decoded.usages()).containsExactly(Usage.of(3, 1));
    assertThat(decoded.inStream()).isEqualTo(STOP);
  }

  @Test
  void whatTheServerSaysOfTheWholeAnswerIsNotedOnce() {
    Decoded decoded =
        Decoded.lines(
            """
            {"id":"c","system_fingerprint":null,"provider":"Azure","choices":[{"delta":{"content":"a"}}]}
            {"id":"c","system_fingerprint":"fp_1","service_tier":"default","provider":"Azure","choices":[{"delta":{"content":"b"}}]}
            {"id":"c","system_fingerprint":"fp_1","service_tier":"default","provider":"Azure","choices":[{"delta":{},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.reply().data("openai").orElseThrow().fields())
        .containsExactly(
            Map.entry("provider", "\"Azure\""),
            Map.entry("system_fingerprint", "\"fp_1\""),
            Map.entry("service_tier", "\"default\""));
    assertThat(decoded.all(StreamEvent.Noted.class)).hasSize(2);
  }

  @Test
  void aStopAfterCallsMeansThatTheirResultsAreWaitedFor() {
    String calls =
        "\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]";
    Outcome waits = new Outcome.Finished(new FinishReason(FinishReason.Kind.TOOL_CALLS, "stop"));
    assertThat(
            Decoded.lines("{\"choices\":[{\"delta\":{" + calls + "},\"finish_reason\":\"stop\"}]}")
                .atEnd())
        .isEqualTo(waits);
    assertThat(
            Decoded.whole(
                    "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{"
                        + calls
                        + "},\"finish_reason\":\"stop\"}]}")
                .inStream())
        .isEqualTo(waits);
  }
}
