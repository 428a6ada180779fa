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
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage.Count;
import dev.sluice.testing.Answered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers end, what is told beside them, and answers that are not streamed. */
class MessageEndingsTest {
  @ParameterizedTest
  @CsvSource({
    "end_turn, STOP",
    "stop_sequence, STOP",
    "max_tokens, LENGTH",
    "model_context_window_exceeded, LENGTH",
    "tool_use, TOOL_CALLS",
    "pause_turn, PAUSED",
    "compaction, PAUSED",
    "refusal, REFUSAL",
    "bored, OTHER"
  })
  void everyStopReasonHasItsKind(String raw, Kind kind) {
    Answered answered = Claude.stream(START, text(0, "a"), stopped(0), ended(raw), STOP);
    FinishReason reason = answered.reply().finishReason().orElseThrow();
    assertThat(reason).isEqualTo(new FinishReason(kind, raw));
  }

  @Test
  void theTextThatStoppedItIsNoted() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'message_delta','delta':{'stop_reason':'stop_sequence','stop_sequence':'END',"
                + "'container':{'id':'container_1','expires_at':'2026-01-01T00:00:00Z'}},"
                + "'usage':{'output_tokens':5}}",
            STOP);
    assertThat(answered.reply().data("anthropic").orElseThrow().fields())
        .containsEntry("stop_sequence", "\"END\"")
        .containsEntry(
            "container", "{\"id\":\"container_1\",\"expires_at\":\"2026-01-01T00:00:00Z\"}");
  }

  @Test
  void inputIsAllOfIt() {
    Answered answered =
        Claude.stream(
            "{'type':'message_start','message':{'id':'msg_1','model':'m','content':[],"
                + "'usage':{'input_tokens':10,'cache_creation_input_tokens':300,"
                + "'cache_read_input_tokens':2000,'cache_creation':"
                + "{'ephemeral_5m_input_tokens':100,'ephemeral_1h_input_tokens':200},"
                + "'output_tokens':1,'service_tier':'priority'}}}",
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':"
                + "{'input_tokens':null,'cache_read_input_tokens':0,'output_tokens':50,"
                + "'output_tokens_details':{'thinking_tokens':20},"
                + "'server_tool_use':{'web_search_requests':3,'web_fetch_requests':1}}}",
            STOP);
    var usage = answered.reply().usage();
    assertThat(usage.count(Count.INPUT)).hasValue(2310);
    assertThat(usage.count(Count.CACHED_INPUT)).hasValue(2000);
    assertThat(usage.count(Count.CACHE_WRITE)).hasValue(300);
    assertThat(usage.count(Count.CACHE_WRITE_5_MINUTES)).hasValue(100);
    assertThat(usage.count(Count.CACHE_WRITE_1_HOUR)).hasValue(200);
    assertThat(usage.count(Count.OUTPUT)).hasValue(50);
    assertThat(usage.count(Count.REASONING)).hasValue(20);
    assertThat(usage.count(Count.SEARCHES)).hasValue(3);
    assertThat(answered.reply().data("anthropic").orElseThrow().field("service_tier"))
        .hasValue("\"priority\"");
  }

  @Test
  void countsThatCannotBeTrueAreNone() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':"
                + "{'input_tokens':-1,'output_tokens':99999999999999999999}}",
            STOP);
    assertThat(answered.reply().usage().count(Count.INPUT)).hasValue(10);
    assertThat(answered.reply().usage().count(Count.OUTPUT)).hasValue(1);
  }

  @Test
  void aStopWithoutItsReasonIsNoGoodEnd() {
    Answered answered = Claude.stream(START, text(0, "a"), stopped(0), STOP);
    assertThat(answered.ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause())
                    .isEqualTo(
                        new Cause.Truncated(
                            new Failure.EndedEarly(
                                "localhost", "a stop_reason although it sent message_stop"))));
  }

  @Test
  void nothingThatFollowsTheStopReasonUndoesIt() {
    String failed = "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}";
    for (String after :
        List.of(
            failed,
            "no json at all",
            "[DONE]",
            "{'type':'message_start','message':{'id':'msg_2'}}")) {
      Answered answered = Claude.stream(START, text(0, "a"), stopped(0), ended("end_turn"), after);
      assertThat(answered.ending()).as(after).isInstanceOf(Ending.Completed.class);
      assertThat(answered.reply().text()).isEqualTo("a");
    }
  }

  @Test
  void aNullReasonIsNone() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'message_delta','delta':{'stop_reason':null},'usage':{'output_tokens':3}}",
            text(0, "a"),
            stopped(0));
    assertThat(answered.ending()).isInstanceOf(Ending.Incomplete.class);
    assertThat(answered.reply().usage().count(Count.OUTPUT)).hasValue(3);
  }

  @Test
  void aDocumentIsTheSameAnswerAsItsStream() {
    Answered whole =
        Claude.document(
            "{'id':'msg_1','type':'message','role':'assistant','model':'claude-sonnet-4-5',"
                + "'content':[{'type':'thinking','thinking':'Hm','signature':'sig'},"
                + "{'type':'text','text':'Hi','citations':[{'type':'char_location',"
                + "'cited_text':'Q','document_title':'T'}]},"
                + "{'type':'tool_use','id':'toolu_1','name':'a','input':{'x':1}},"
                + "{'type':'tool_use','id':'toolu_2','name':'b','input':{}}],"
                + "'stop_reason':'tool_use','stop_sequence':null,"
                + "'usage':{'input_tokens':10,'output_tokens':7}}");
    Answered streamed =
        Claude.stream(
            START,
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'thinking','thinking':'','signature':''}}",
            delta(0, "'type':'thinking_delta','thinking':'Hm'"),
            delta(0, "'type':'signature_delta','signature':'sig'"),
            stopped(0),
            text(1, ""),
            delta(1, "'type':'text_delta','text':'Hi'"),
            delta(
                1,
                "'type':'citations_delta','citation':{'type':'char_location',"
                    + "'cited_text':'Q','document_title':'T'}"),
            stopped(1),
            call(2, "toolu_1", "a"),
            json(2, "{\\\"x\\\":1}"),
            stopped(2),
            call(3, "toolu_2", "b"),
            stopped(3),
            "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},"
                + "'usage':{'input_tokens':10,'output_tokens':7}}",
            STOP);
    assertThat(whole.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(whole.reply().parts()).isEqualTo(streamed.reply().parts()).hasSize(4);
    assertThat(whole.reply().started()).isEqualTo(streamed.reply().started());
    assertThat(whole.reply().usage().toBuilder().raw("").build())
        .isEqualTo(streamed.reply().usage().toBuilder().raw("").build());
    assertThat(whole.reply().finishReason()).isEqualTo(streamed.reply().finishReason());
  }

  /** Some servers write members in the order of the alphabet. */
  @Test
  void theMembersOfADocumentComeInAnyOrder() {
    Answered whole =
        Claude.document(
            "{'content':[{'text':'Hi','type':'text'}],'id':'msg_1','model':'m',"
                + "'stop_reason':'end_turn','type':'message','usage':{'output_tokens':1}}");
    assertThat(whole.events().getFirst()).isEqualTo(new StreamEvent.Started("msg_1", "m", "req_1"));
    assertThat(whole.reply().parts()).containsExactly(Part.text("Hi"));
  }

  @Test
  void aDocumentWithoutAStopReasonIsNotWhole() {
    Answered whole = Claude.document("{'type':'message','content':[{'type':'text','text':'Hi'}]}");
    assertThat(whole.ending()).isInstanceOf(Ending.Incomplete.class);
  }

  @Test
  void aSeedIsLeftOutAndThatIsSaid() {
    List<String> events =
        List.of(START, ended("end_turn"), STOP).stream().map(Claude::quoted).toList();
    ChatRequest seeded = Claude.REQUEST.toBuilder().seed(7).build();
    Answered answered = Answered.of(Claude.FORMAT, seeded, Claude.STREAM, Claude.framed(events));
    assertThat(answered.reply().warnings())
        .containsExactly("the seed was left out: Anthropic's messages have none");
  }

  /** From a server that answers every path in one format. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "[DONE]"})
  void anotherFormatsAnswerIsNamedWithAnExcerpt(String end) {
    Answered answered =
        Claude.stream(
            "{'object':'chat.completion.chunk','choices':[{'delta':{'content':'Hi'}}]}", end);
    assertThat(((Ending.Incomplete) answered.ending()).cause().message())
        .startsWith("the answer is none of Anthropic's: {\"object\":\"chat.completion.chunk\"");
  }
}
