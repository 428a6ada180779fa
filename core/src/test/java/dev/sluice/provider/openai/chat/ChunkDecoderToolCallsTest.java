package dev.sluice.provider.openai.chat;

import static dev.sluice.testing.Parts.callEnds;
import static dev.sluice.testing.Parts.callStarts;
import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import dev.sluice.json.JsonReaders;
import dev.sluice.provider.openai.chat.Decoded.Call;
import dev.sluice.testing.Recorder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls come in deltas by index, in many manners. */
class ChunkDecoderToolCallsTest {

  @Test
  void callsMayInterleave() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","type":"function","function":{"name":"a","arguments":""}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"t-1","type":"function","function":{"name":"b","arguments":"["}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"x\\":"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"]"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1)
        .containsEntry(0, new Call("t-0", "a", "{\"x\":1}"))
        .containsEntry(1, new Call("t-1", "b", "[]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "content_filter"})
  void aCallInWhoseMidstTheAnswerStopsIsNotEnded(String reason) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{}"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"t-1","function":{"name":"b","arguments":"{}"}}]}}]}
            {"choices":[{"delta":{},"finish_reason":"%s"}]}
            {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}
            """
                .formatted(reason));
    assertThat(decoded.all(StreamEvent.PartEnded.class))
        .containsExactly(new StreamEvent.PartEnded(0, new Part.ToolCall("t-0", "a", "")));
  }

  @Test
  void aCallThatIsCutOffStaysSoWhateverReasonFollows() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{"}}]}}]}
            {"choices":[{"delta":{},"finish_reason":"length"}]}
            {"choices":[{"delta":{},"finish_reason":"stop"}]}
            """);
    assertThat(decoded.all(StreamEvent.PartEnded.class)).isEmpty();
    assertThat(decoded.atEnd()).isEqualTo(new Outcome.Finished(FinishReason.LENGTH));
  }

  @Test
  void anIdThatIsRepeatedBeginsNoSecondCall() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"}"}}]}}]}
            """);
    assertThat(decoded.calls()).containsOnlyKeys(0).containsEntry(0, new Call("t-0", "a", "{}"));
  }

  @Test
  void anIdMayBeOmittedNullOrEmpty() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"a","arguments":"1"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":null,"function":{"name":null,"arguments":"2"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"","arguments":"3"}}]}}]}
            """);
    assertThat(decoded.calls()).containsOnlyKeys(0).containsEntry(0, new Call("", "a", "123"));
  }

  @Test
  void theWholeArgumentsMayComeAtOnce() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{\\"x\\":{}}"}}]}}]}
            """);
    assertThat(decoded.events())
        .endsWith(callStarts(0, "t-0", "a"), new ToolCallDelta(0, "{\"x\":{}}"));
  }

  @Test
  void severalCallsMayComeInOneChunk() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"0"}},{"index":2,"id":"t-2","function":{"name":"c","arguments":"2"}},{"index":1,"id":"t-1","function":{"name":"b","arguments":"1"}}]}}]}
            """);
    assertThat(decoded.calls())
        .as("in the order in which they begin")
        .containsOnlyKeys(0, 1, 2)
        .containsEntry(1, new Call("t-2", "c", "2"))
        .containsEntry(2, new Call("t-1", "b", "1"));
  }

  @Test
  void callsThatGrowInTurnsKeepTheirPieces() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a"}},{"index":1,"id":"t-1","function":{"name":"b"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"["}},{"index":0,"function":{"arguments":"{"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}},{"index":1,"function":{"arguments":"]"}}]},"finish_reason":"tool_calls"}]}
            """);
    assertThat(decoded.events().subList(1, 9))
        .containsExactly(
            callStarts(0, "t-0", "a"),
            callStarts(1, "t-1", "b"),
            new ToolCallDelta(1, "["),
            new ToolCallDelta(0, "{"),
            new ToolCallDelta(0, "}"),
            new ToolCallDelta(1, "]"),
            callEnds(0, "t-0", "a"),
            callEnds(1, "t-1", "b"));
  }

  /** There are servers that send one with each chunk: a tool must not be run with half a call. */
  @Test
  void aFinishReasonWithEachChunkEndsACallOnce() {
    Recorder sink = new Recorder();
    ChunkDecoder decoder = new ChunkDecoder(new JsonReaders(), "req-1");
    for (String chunk :
        List.of(
            "{'tool_calls':[{'index':0,'id':'t','function':{'name':'a','arguments':'{'}}]}",
            "{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}")) {
      String payload = "{'choices':[{'delta':" + chunk + ",'finish_reason':'tool_calls'}]}";
      byte[] bytes = payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      assertThat(decoder.onFrame("message", bytes, 0, bytes.length, sink)).isNull();
    }
    assertThat(decoder.onEndOfInput()).isInstanceOf(Outcome.Finished.class);
    assertThat(sink.events())
        .endsWith(new ToolCallDelta(0, "{"), new ToolCallDelta(0, "}"), callEnds(0, "t", "a"));
  }

  @Test
  void withoutAnIndexThePlaceInTheListIsTheIndex() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"id":"t-0","function":{"name":"a","arguments":"0"}},{"id":"t-1","index":null,"function":{"name":"b","arguments":"1"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1)
        .containsEntry(0, new Call("t-0", "a", "0"))
        .containsEntry(1, new Call("t-1", "b", "1"));
  }

  @Test
  void anotherIdAtTheSameIndexBeginsAnotherCall() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{\\"x\\":"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-1","function":{"name":"b","arguments":"{"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-2","function":{"name":"a","arguments":"[]"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1, 2)
        .containsEntry(0, new Call("t-0", "a", "{\"x\":1}"))
        .containsEntry(1, new Call("t-1", "b", "{}"))
        .containsEntry(2, new Call("t-2", "a", "[]"));
  }

  @Test
  void callsThatShareAnIndexMayComeInOneChunkAndInterleaveByTheirIds() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"0"}},{"index":0,"id":"t-1","function":{"name":"b","arguments":"1"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"00"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-1","function":{"arguments":"11"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1)
        .containsEntry(0, new Call("t-0", "a", "000"))
        .containsEntry(1, new Call("t-1", "b", "111"));
  }

  @Test
  void callsWithoutAnIndexAreToldApartByTheirIds() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"id":"t-0","function":{"name":"a","arguments":"0"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"id":"t-1","function":{"name":"b","arguments":"1"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"2"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1)
        .containsEntry(0, new Call("t-0", "a", "0"))
        .containsEntry(1, new Call("t-1", "b", "12"));
  }

  @Test
  void anIndexThatAnotherCallHasTakenIsPutBehindAll() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"0"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-1","function":{"name":"b","arguments":"1"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"t-2","function":{"name":"c","arguments":"2"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"3"}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1, 2)
        .containsEntry(0, new Call("t-0", "a", "0"))
        .containsEntry(1, new Call("t-1", "b", "1"))
        .containsEntry(2, new Call("t-2", "c", "23"));
  }

  /** Seen where the server makes a new id for each fragment that it sends. */
  @Test
  void anotherIdWithoutANameIsAFragmentOfTheSameCall() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{"}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-9","function":{"arguments":"}"}}]}}]}
            """);
    assertThat(decoded.calls()).containsOnlyKeys(0).containsEntry(0, new Call("t-0", "a", "{}"));
  }

  /** Its spaces go, and a number may be written in another way; its value is the same. */
  @Test
  void argumentsMayBeAnObjectAndAreKeptAsItsText() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":{"x": {"y": [1, 2.50, 1e400, null, true, "q\\"é😀"]}, "x": {}}}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"t-1","function":{"name":"b","arguments":[]}}]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":2,"id":"t-2","function":{"name":"c","arguments":{}}}]}}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0, 1, 2)
        .containsEntry(
            0,
            new Call("t-0", "a", "{\"x\":{\"y\":[1,2.50,1E+400,null,true,\"q\\\"é😀\"]},\"x\":{}}"))
        .containsEntry(1, new Call("t-1", "b", "[]"))
        .containsEntry(2, new Call("t-2", "c", "{}"));
  }

  @Test
  void argumentsOfAWholeAnswerMayBeAnObjectToo() {
    Decoded decoded =
        Decoded.whole(
            """
            {"object":"chat.completion","choices":[{"message":{"tool_calls":[{"id":"t-0","function":{"name":"a","arguments":{"x":1}}}]},"finish_reason":"tool_calls"}]}
            """);
    assertThat(decoded.calls())
        .containsOnlyKeys(0)
        .containsEntry(0, new Call("t-0", "a", "{\"x\":1}"));
  }

  @Test
  void theCallsOfAnotherChoiceTakeNoPlace() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a"}}]}},{"index":1,"delta":{"tool_calls":[{"index":0,"id":"o-0","function":{"name":"o"}}]}}]}
            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t-1","function":{"name":"b"}}]}}]}
            """);
    assertThat(decoded.calls()).containsOnlyKeys(0, 1).containsEntry(1, new Call("t-1", "b", ""));
  }

  @Test
  void moreCallsAtOneIndexThanThereAreIndexesFailTheStream() {
    StringBuilder payloads = new StringBuilder();
    for (int i = 0; i <= 4096; i++) {
      payloads.append(
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"t%d\",\"function\":{\"name\":\"a\"}}]}}]}\n"
              .formatted(i));
    }
    Decoded decoded = Decoded.prefix(payloads.toString().lines().toList());
    assertThat(decoded.calls()).hasSize(4096);
    assertThat(decoded.inStream())
        .isEqualTo(
            new Cause.Failed(new Failure.LimitExceeded("the list of tool calls", 4096, "calls")));
  }

  @Test
  void textMayFollowToolCalls() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"before"}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t-0","function":{"name":"a","arguments":"{}"}}]}}]}
            {"choices":[{"delta":{"content":"after"}}]}
            """);
    assertThat(decoded.events().subList(1, 8))
        .as("the call is not ended: more of it may come")
        .containsExactly(
            textStarts(0),
            new TextDelta(0, "before"),
            textEnds(0),
            callStarts(1, "t-0", "a"),
            new ToolCallDelta(1, "{}"),
            textStarts(2),
            new TextDelta(2, "after"));
  }

  @Test
  void oddShapesOfAToolCallDoNotBreakTheStream() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":null}}]}
            {"choices":[{"delta":{"tool_calls":{}}}]}
            {"choices":[{"delta":{"tool_calls":[null,1,"x"]}}]}
            {"choices":[{"delta":{"tool_calls":[{"index":0,"id":7,"function":null,"extra":{"index":9}}]}}]}
            """);
    assertThat(decoded.calls()).containsOnlyKeys(0).containsEntry(0, new Call("7", "", ""));
    assertThat(decoded.inStream()).isNull();
  }

  /** The last would be 0 if it was cut to 32 bits. */
  @ParameterizedTest
  @ValueSource(longs = {4096, Integer.MAX_VALUE, 1L << 32})
  void anIndexOutOfAllBoundsFailsTheStreamAndLosesNoCallInSilence(long index) {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":%d,"id":"t","function":{"name":"a","arguments":"{}"}}]}}]}
            {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}
            [DONE]
            """
                .formatted(index));
    assertThat(decoded.calls()).isEmpty();
    assertThat(decoded.inStream())
        .isEqualTo(
            new Cause.Failed(new Failure.LimitExceeded("the list of tool calls", 4096, "calls")));
  }

  @Test
  void theLargestIndexIsStillACall() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"tool_calls":[{"index":4095,"id":"t","function":{"name":"a"}}]}}]}
            """);
    assertThat(decoded.calls()).isEqualTo(Map.of(0, new Call("t", "a", "")));
  }
}
