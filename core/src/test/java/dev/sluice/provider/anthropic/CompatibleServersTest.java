package dev.sluice.provider.anthropic;

import static dev.sluice.provider.anthropic.MessageDecoderTest.START;
import static dev.sluice.provider.anthropic.MessageDecoderTest.STOP;
import static dev.sluice.provider.anthropic.MessageDecoderTest.call;
import static dev.sluice.provider.anthropic.MessageDecoderTest.delta;
import static dev.sluice.provider.anthropic.MessageDecoderTest.ended;
import static dev.sluice.provider.anthropic.MessageDecoderTest.json;
import static dev.sluice.provider.anthropic.MessageDecoderTest.stopped;
import static dev.sluice.provider.anthropic.MessageDecoderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage.Count;
import dev.sluice.testing.Answered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers of the format send otherwise than the API; each was reported of one of them. */
class CompatibleServersTest {

  @Test
  void anAnswerMayEndWithItsStopReasonAlone() {
    Answered answered = Claude.stream(START, text(0, "Hi"), stopped(0), ended("end_turn"));
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.reply().text()).isEqualTo("Hi");
  }

  @Test
  void blocksThatAreNeverStoppedEndWithTheAnswer() {
    Answered answered =
        Claude.stream(
            START, text(0, "Hi"), call(1, "t", "a"), json(1, "{}"), ended("tool_use"), STOP);
    assertThat(answered.reply().parts())
        .containsExactly(Part.text("Hi"), new Part.ToolCall("t", "a", "{}"));
    assertThat(answered.all(StreamEvent.PartEnded.class)).hasSize(2);
  }

  @Test
  void numbersMayBeMissing() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'content_block_start','content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','delta':{'type':'text_delta','text':'Hi'}}",
            "{'type':'content_block_stop'}",
            "{'type':'content_block_start','content_block':"
                + "{'type':'tool_use','id':'t','name':'a','input':{}}}",
            "{'type':'content_block_delta','delta':"
                + "{'type':'input_json_delta','partial_json':'{\\\"x\\\":1}'}}",
            "{'type':'content_block_stop'}",
            ended("tool_use"),
            STOP);
    assertThat(answered.reply().parts())
        .containsExactly(Part.text("Hi"), new Part.ToolCall("t", "a", "{\"x\":1}"));
  }

  @Test
  void startsMayBeMissing() {
    Answered answered =
        Claude.stream(
            delta(0, "'type':'thinking_delta','thinking':'Hm'"),
            delta(1, "'type':'text_delta','text':'H'"),
            delta(1, "'type':'text_delta','text':'i'"),
            ended("end_turn"));
    assertThat(answered.events().getFirst()).isEqualTo(new StreamEvent.Started("", "", "req_1"));
    assertThat(answered.reply().parts()).containsExactly(new Part.Reasoning("Hm"), Part.text("Hi"));
  }

  @ParameterizedTest
  @CsvSource({"end_turn, TOOL_CALLS", "stop, TOOL_CALLS", "max_tokens, LENGTH"})
  void theReasonMayBeThatTheModelHasStoppedThoughItCalls(String raw, FinishReason.Kind kind) {
    FinishReason reason = new FinishReason(kind, raw);
    Answered called =
        Claude.stream(START, call(0, "t", "a"), json(0, "{}"), stopped(0), ended(raw), STOP);
    assertThat(called.reply().finishReason()).contains(reason);

    Answered cut = Claude.stream(START, call(0, "t", "a"), json(0, "{}"), stopped(0), ended(raw));
    assertThat(cut.reply().finishReason()).contains(reason);
  }

  @Test
  void aToolThatTheServerRunsIsNoReasonToWait() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{}}}",
            stopped(0),
            text(1, "Hi"),
            stopped(1),
            ended("end_turn"),
            STOP);
    assertThat(answered.reply().finishReason())
        .contains(new FinishReason(FinishReason.Kind.STOP, "end_turn"));
  }

  /** As llama.cpp did: each token with a start of its own, and the token in it. */
  @Test
  void aBlockMayBeginWithEachPiece() {
    Answered answered =
        Claude.stream(
            START, text(0, "H"), text(0, "i"), text(0, ""), stopped(0), ended("end_turn"), STOP);
    assertThat(answered.reply().parts()).containsExactly(Part.text("Hi"));
  }

  @Test
  void aCallMayBeginTwice() {
    Answered answered =
        Claude.stream(
            START,
            call(0, "t", "a"),
            call(0, "t", "a"),
            json(0, "{}"),
            stopped(0),
            ended("tool_use"),
            STOP);
    assertThat(answered.reply().parts()).containsExactly(new Part.ToolCall("t", "a", "{}"));
  }

  @Test
  void twoCallsWithOneNumberAreTwo() {
    Answered answered =
        Claude.stream(
            START,
            call(0, "t", "a"),
            json(0, "{\\\"x\\\":1}"),
            call(0, "u", "b"),
            json(0, "{\\\"x\\\":2}"),
            ended("tool_use"),
            STOP);
    assertThat(answered.reply().parts())
        .containsExactly(
            new Part.ToolCall("t", "a", "{\"x\":1}"), new Part.ToolCall("u", "b", "{\"x\":2}"));
  }

  /** As LiteLLM: a text begins, and thoughts come in it. */
  @Test
  void aPieceOfAnotherKindIsAPartOfItsOwn() {
    Answered answered =
        Claude.stream(
            START,
            text(0, ""),
            delta(0, "'type':'thinking_delta','thinking':'Hm'"),
            delta(0, "'type':'text_delta','text':'Hi'"),
            stopped(0),
            ended("end_turn"),
            STOP);
    assertThat(answered.reply().parts()).containsExactly(Part.text("Hi"), new Part.Reasoning("Hm"));
  }

  @Test
  void aCallMayHaveItsArgumentsAtOnce() {
    for (String input : List.of("{'x':1}", "'{\\\"x\\\":1}'")) {
      Answered answered =
          Claude.stream(
              START,
              "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use',"
                  + "'id':'t','name':'a','input':"
                  + input
                  + "}}",
              json(0, "{\\\"x\\\":1}"),
              stopped(0),
              ended("tool_use"),
              STOP);
      assertThat(answered.reply().parts())
          .as("said twice, it is said once: %s", input)
          .containsExactly(new Part.ToolCall("t", "a", "{\"x\":1}"));
    }
  }

  @Test
  void anEmptySignatureIsNone() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'content_block_start','index':0,"
                + "'content_block':{'type':'thinking','thinking':''}}",
            delta(0, "'type':'thinking_delta','thinking':'Hm'"),
            delta(0, "'type':'signature_delta','signature':''"),
            stopped(0),
            ended("end_turn"),
            STOP);
    assertThat(answered.reply().parts()).containsExactly(new Part.Reasoning("Hm"));
  }

  @Test
  void usageMayComeWithTheLastEventAlone() {
    Answered answered =
        Claude.stream(
            "{'type':'message_start','message':{'id':'m','model':'x','content':null,"
                + "'usage':null}}",
            text(0, "Hi"),
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
                + "'usage':{'input_tokens':5,'output_tokens':2}}",
            STOP);
    assertThat(answered.reply().usage().count(Count.INPUT)).hasValue(5);
    assertThat(answered.reply().usage().count(Count.OUTPUT)).hasValue(2);
  }

  @Test
  void otherFormatsReasonsAreUnderstood() {
    Answered answered = Claude.stream(START, text(0, "Hi"), ended("length"), "[DONE]");
    assertThat(answered.reply().finishReason().orElseThrow().cutsOff()).isTrue();
    assertThat(Claude.stream(START, text(0, "Hi"), "[DONE]").ending())
        .isInstanceOf(Ending.Incomplete.class);
  }

  @Test
  void argumentsWithoutACallAreNamed() {
    Answered answered = Claude.stream(START, json(0, "{}"), ended("tool_use"), STOP);
    assertThat(answered.ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            broken ->
                assertThat(((Cause.Failed) broken.cause()).why())
                    .isInstanceOfSatisfying(
                        Failure.Malformed.class,
                        why ->
                            assertThat(why.what()).isEqualTo("arguments come without their call")));
  }

  @Test
  void openBlocksHaveABound() {
    String[] events = new String[300];
    events[0] = START;
    for (int i = 1; i < events.length; i++) {
      events[i] = text(i, "");
    }
    Answered answered = Claude.stream(events);
    assertThat(((Ending.Incomplete) answered.ending()).cause())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded("the list of open content blocks", 256, "blocks")));
  }

  @Test
  void whatIsNoJsonIsNamedWithAnExcerpt() {
    Answered answered = Claude.stream(START, "upstream gone");
    assertThat(((Ending.Incomplete) answered.ending()).cause())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed ->
                assertThat(failed.why().message())
                    .startsWith("an event is not JSON (")
                    .endsWith("): upstream gone")
                    .doesNotContain("\n"));
  }
}
