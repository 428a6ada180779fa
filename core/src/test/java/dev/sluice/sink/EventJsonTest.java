package dev.sluice.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines that programs in other languages read: a change here breaks them. */
class EventJsonTest {
  private static final Reply NOTHING = Reply.builder().build();
  private static final String NOTHING_JSON =
      "'finish_reason':null,'text':'','usage':{'input_tokens':null,'output_tokens':null,"
          + "'cached_input_tokens':null,'reasoning_tokens':null},'timings':{'ttft_ms':null,"
          + "'last_token_ms':null,'total_ms':0.0,'tpot_ms':null,"
          + "'output_tokens_per_second':null},'id':'','model':'','request_id':'',";

  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final String CUT_JSON =
      "'cause':'cut','failure':{'kind':'connection_lost',"
          + "'message':'the connection to host was lost: reset'}";
  private static final String ATTEMPT_JSON =
      CUT_JSON
          + ",'used':{'input_tokens':null,'output_tokens':null,'cached_input_tokens':null,"
          + "'reasoning_tokens':null}";

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(
            new StreamEvent.Started("c-1", "m-1", "r-1"),
            "{'type':'started','id':'c-1','model':'m-1','request_id':'r-1'}"),
        Arguments.of(new StreamEvent.TextDelta(0, "hé"), "{'type':'text','part':0,'text':'hé'}"),
        Arguments.of(
            new StreamEvent.TextDelta(0, "a\nb\t\0"),
            "{'type':'text','part':0,'text':'a\\nb\\t\\u0000'}"),
        Arguments.of(
            new StreamEvent.ReasoningDelta(0, "hm"), "{'type':'reasoning','part':0,'text':'hm'}"),
        Arguments.of(
            new StreamEvent.RefusalDelta(0, "no"), "{'type':'refusal','part':0,'text':'no'}"),
        Arguments.of(
            new StreamEvent.PartStarted(2, new Part.ToolCall("t-1", "weather", "")),
            "{'type':'tool_call','index':0,'part':2,'id':'t-1','name':'weather'}"),
        Arguments.of(
            new StreamEvent.ToolCallDelta(2, "{"),
            "{'type':'tool_call_delta','index':0,'part':2,'arguments':'{'}"),
        Arguments.of(
            new StreamEvent.UsageReported(Usage.of(3, 5)),
            "{'type':'usage','input_tokens':3,'output_tokens':5,'cached_input_tokens':null,"
                + "'reasoning_tokens':null}"),
        Arguments.of(
            new StreamEvent.UsageReported(Usage.estimate(7)),
            "{'type':'usage','input_tokens':null,'output_tokens':7,'cached_input_tokens':null,"
                + "'reasoning_tokens':null,'estimated':true}"),
        Arguments.of(
            new StreamEvent.Retrying(2, "a/b", CUT, Duration.ofMillis(1500), Usage.unknown()),
            "{'type':'retrying','attempt':2,'model':'a/b','wait_ms':1500.0," + ATTEMPT_JSON + "}"),
        Arguments.of(
            new StreamEvent.Restarted(2, "a/b", CUT, Usage.unknown()),
            "{'type':'restarted','attempt':2,'model':'a/b'," + ATTEMPT_JSON + "}"),
        Arguments.of(
            new StreamEvent.Continued(3, "a/b", 0, 17, CUT, Usage.unknown()),
            "{'type':'continued','attempt':3,'model':'a/b','position':17,'part':0,"
                + ATTEMPT_JSON
                + "}"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventIsOneLine(StreamEvent event, String json) {
    assertThat(new EventJson().of(event)).isEqualTo(json.replace('\'', '"')).doesNotContain("\n");
  }

  @Test
  void aCompletedStreamTellsEverything() {
    Reply reply =
        Reply.builder()
            .part(new Part.Reasoning("hm"))
            .part(new Part.Text("Hello"))
            .part(new Part.Refusal("no"))
            .part(new Part.ToolCall("t-1", "a", "{}"))
            .part(new Part.ToolCall("", "b", ""))
            .usage(
                Usage.of(3, 5).toBuilder()
                    .count(Usage.Count.CACHED_INPUT, 1)
                    .count(Usage.Count.REASONING, 2)
                    .build())
            .timings(
                Timings.of(Duration.ofMillis(510))
                    .tokens(Duration.ofNanos(100_456_789), Duration.ofMillis(500)))
            .started(new StreamEvent.Started("c-1", "m-1", "r-1"))
            .earlier(new Reply.Attempt(CUT, Usage.of(3, 2)))
            .build();
    StreamEvent event =
        new StreamEvent.Ended(
            new Ending.Completed(
                reply, new FinishReason(FinishReason.Kind.OTHER, "eos").explained("so")));
    assertThat(new EventJson().of(event))
        .isEqualTo(
            ("{'type':'ended','ending':'completed','finish_reason':'eos','finish_detail':'so',"
                    + "'text':'Hello',"
                    + "'reasoning':'hm','refusal':'no','tool_calls':[{'id':'t-1','name':'a',"
                    + "'arguments':'{}'},{'id':'','name':'b','arguments':''}],"
                    + "'usage':{'input_tokens':3,'output_tokens':5,'cached_input_tokens':1,"
                    + "'reasoning_tokens':2},'timings':{'ttft_ms':100.46,'last_token_ms':500.0,"
                    + "'total_ms':510.0,'tpot_ms':99.89,'output_tokens_per_second':9.8},"
                    + "'id':'c-1','model':'m-1','request_id':'r-1',"
                    + "'earlier_attempts':[{"
                    + CUT_JSON
                    + ",'used':{'input_tokens':3,'output_tokens':2,'cached_input_tokens':null,"
                    + "'reasoning_tokens':null}}]}")
                .replace('\'', '"'));
  }

  static Stream<Arguments> incomplete() {
    Throwable below = new java.io.IOException("reset");
    return Stream.of(
        Arguments.of(new Cause.Cancelled(), "cancelled", "null"),
        Arguments.of(
            new Cause.Truncated(new Failure.EndedEarly("host", "a finish_reason")),
            "truncated",
            "{'kind':'ended_early','message':'the stream from host ended without a finish_reason:"
                + " the answer is not whole'}"),
        Arguments.of(
            new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.of(below))),
            "cut",
            "{'kind':'connection_lost','message':'the connection to host was lost: reset'}"),
        Arguments.of(
            new Cause.Interrupted(new Failure.ProcessEnded("ask 4711")),
            "interrupted",
            "{'kind':'process_ended','message':'the process that received the answer ended before"
                + " it was whole: ask 4711'}"),
        Arguments.of(
            new Cause.OverBudget(new Failure.BudgetSpent("500 tokens", true)),
            "over_budget",
            "{'kind':'budget_spent','message':'stopped at its budget of 500 tokens (estimated)',"
                + "'budget':'500 tokens','estimated':true}"),
        timedOut(Phase.CONNECT, "connect", "no connection within 1.5 s (connect timeout)"),
        timedOut(Phase.FIRST_TOKEN, "first-token", "no token within 1.5 s (first-token timeout)"),
        timedOut(Phase.IDLE, "idle", "no further token for 1.5 s (idle timeout)"),
        timedOut(Phase.TOTAL, "total", "not finished within 1.5 s (total timeout)"),
        failed(
            new Failure.Unreachable("host", "refused", Optional.of(below)),
            "'kind':'unreachable','message':'cannot reach host: refused'"),
        failed(
            new Failure.Refused("host", 401, "no", "t", "c", "r-1", Failure.RetryAdvice.NONE),
            "'kind':'refused','message':'host answered 401: no (request r-1); check the API key',"
                + "'status':401,'reason':'unknown','field':'','error_type':'t','error_code':'c','request_id':'r-1'"),
        failed(
            new Failure.Refused("host", 404, "", "", "", "", Failure.RetryAdvice.NONE),
            "'kind':'refused','message':'host answered 404; check the model\u2019s name"
                + " and the base URL','status':404,'reason':'unknown','field':'','error_type':'','error_code':'',"
                + "'request_id':''"),
        failed(
            new Failure.ErrorInStream("busy", "server_error", "7"),
            "'kind':'error_in_stream','message':'the provider reported an error: busy"
                + " (server_error)','reason':'unknown','field':'','error_type':'server_error',"
                + "'error_code':'7'"),
        failed(
            new Failure.ErrorInStream("busy", "", "")
                .because(Failure.Reason.OVERLOADED)
                .about("model")
                .advised(
                    new Failure.RetryAdvice(
                        Optional.of(Duration.ofMillis(1500)), Optional.empty())),
            "'kind':'error_in_stream','message':'the provider reported an error: busy (model)',"
                + "'reason':'overloaded','field':'model','error_type':'','error_code':'',"
                + "'retry_after_ms':1500"),
        failed(
            new Failure.NotAStream("host", 200, "text/event-stream; charset=utf-8", "<p>"),
            "'kind':'not_a_stream','message':'host answered 200 and calls its body"
                + " text/event-stream; charset=utf-8, which it is not: <p>','status':200"),
        failed(
            new Failure.NotAStream("host", 200, "text/html", ""),
            "'kind':'not_a_stream','message':'host answered 200 with text/html instead of a stream:"
                + " the body is empty','status':200"),
        failed(
            new Failure.NotAStream("host", 200, "", "{}"),
            "'kind':'not_a_stream','message':'host answered 200 with no content type instead of a"
                + " stream: {}','status':200"),
        failed(
            new Failure.Malformed("a chunk is no JSON object", "[]"),
            "'kind':'malformed','message':'a chunk is no JSON object: []'"),
        failed(
            new Failure.LimitExceeded("a line", 8, "bytes"),
            "'kind':'limit_exceeded','message':'a line is longer than the limit of 8 bytes',"
                + "'limit':8"),
        failed(
            new Failure.InvalidRequest("too long"),
            "'kind':'invalid_request','message':'too long'"),
        failed(
            new Failure.Unavailable("no model here", Optional.empty()),
            "'kind':'unavailable','message':'no model here'"),
        failed(
            new Failure.Defect(new IllegalStateException("oops")),
            "'kind':'defect','message':'a defect, please report it:"
                + " java.lang.IllegalStateException: oops'"));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void everyFailureHasItsLine(Cause cause, String ending, String failure) {
    StreamEvent event = new StreamEvent.Ended(new Ending.Incomplete(NOTHING, cause));
    String expected =
        "{'type':'ended','ending':'" + ending + "'," + NOTHING_JSON + "'failure':" + failure + "}";
    assertThat(new EventJson().of(event))
        .isEqualTo(expected.replace('\'', '"').replace('\u2019', '\''));
  }

  private static Arguments timedOut(Phase phase, String name, String message) {
    return Arguments.of(
        new Cause.TimedOut(new Failure.Timeout(phase, Duration.ofMillis(1500))),
        "timed_out",
        "{'kind':'timeout','message':'" + message + "','timeout':'" + name + "','after_ms':1500}");
  }

  private static Arguments failed(Failure failure, String members) {
    return Arguments.of(new Cause.Failed(failure), "failed", "{" + members + "}");
  }
}
