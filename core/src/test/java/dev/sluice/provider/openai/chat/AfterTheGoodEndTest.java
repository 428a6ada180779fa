package dev.sluice.provider.openai.chat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that is whole is not undone by what follows it, and is not waited for. */
class AfterTheGoodEndTest {
  private static final String TEXT = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}";
  private static final String FINISH =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}";
  private static final Outcome STOPPED = new Outcome.Finished(FinishReason.STOP);

  private final FakeClock clock = new FakeClock();
  private final OneExchange exchange = new OneExchange();
  private final Recorder sink = new Recorder();

  private void ask(Policy... policies) {
    StreamSource source =
        new HttpSource(
            new ChatCompletions(
                Account.of("openai", URI.create("https://host/v1")), Quirks.NONE, "m"),
            () -> exchange,
            clock);
    for (Policy policy : policies) {
      for (Policy.Layer layer : policy.layers()) {
        source = policy.around(layer, source, "openai/m");
      }
    }
    source.open(ChatRequest.of("hi"), sink);
    exchange.listener().onHead(new ResponseHead(200, Map.of("content-type", "text/event-stream")));
  }

  private void data(String payload) {
    bytes("data: " + payload + "\n\n");
  }

  private void bytes(String text) {
    exchange.listener().onBytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void answered() {
    ask();
    data(TEXT);
    data(FINISH);
  }

  @Test
  void silenceIsItsEndAfterASecond() {
    answered();
    clock.advance(ofMillis(999));
    assertThat(sink.outcome()).isNull();
    clock.advance(ofMillis(1));
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.text()).isEqualTo("a");
    assertThat(exchange.isReleased()).isTrue();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void whatSaysSomethingIsToldAndCountsAnew() {
    answered();
    clock.advance(ofMillis(900));
    data(TEXT);
    clock.advance(ofMillis(900));
    data(USAGE);
    clock.advance(ofMillis(900));
    assertThat(sink.outcome()).isNull();
    clock.advance(ofMillis(100));
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.text()).isEqualTo("aa");
    assertThat(sink.events(StreamEvent.UsageReported.class)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": ping\n\n",
        "data:\n\n",
        "event: ping\ndata: {\"type\":\"ping\"}\n\n",
        "data: {}\n\n",
        "data: {\"choices\":[]}\n\n",
        "data: oops\n\n",
        "data: {\"choices\":[{]}\n\n",
        "data: {\"error\":{\"message\":\"cannot count\"}}\n\n",
        "event: error\ndata: odd\n\n",
        "<html>bye</html>\n"
      })
  void whatSaysNothingOfItNeitherUndoesNorProlongsIt(String noise) {
    answered();
    for (int i = 0; i < 10; i++) {
      bytes(noise);
      clock.advance(ofMillis(100));
    }
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.text()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DONE",
        "[DONE]",
        " [DONE] ",
        "[DONE]\t",
        "\"[DONE]\"",
        "'[DONE]'",
        "[done]",
        "\"DONE\""
      })
  void doneInAnyFormIsItsEndAtOnce(String done) {
    answered();
    data(done);
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(clock.waiting()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = TransportFailure.Kind.class,
      names = {"LOST", "PROTOCOL"})
  void aConnectionThatBreaksIsItsEnd(TransportFailure.Kind kind) {
    answered();
    exchange.listener().onFailure(new TransportFailure(kind, "it broke", new IOException("broke")));
    assertThat(sink.end()).isEqualTo(STOPPED);
  }

  @Test
  void aLineWithoutEndIsItsEnd() {
    answered();
    String long1 = "x".repeat(1 << 20);
    bytes("data: ");
    for (int i = 0; i < 9 && sink.outcome() == null; i++) {
      bytes(long1);
    }
    assertThat(sink.end()).isEqualTo(STOPPED);
  }

  @Test
  void anErrorBehindItIsAWarning() {
    answered();
    data("{\"error\":{\"message\":\"cannot count\"}}");
    data("{\"error\":{\"message\":\"cannot count\"}}");
    assertThat(sink.events(StreamEvent.Warned.class))
        .extracting(StreamEvent.Warned::message)
        .hasSize(1)
        .first()
        .asString()
        .contains("after the end of the answer")
        .contains("cannot count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "total"})
  void noTimeoutOfThatSecondEndsItOtherwise(String which) {
    Timeouts off = Timeouts.off().by(clock);
    Timeouts timeouts = which.equals("idle") ? off.idle(ofMillis(300)) : off.total(ofMillis(300));
    ask(timeouts, Retry.upTo(2).by(clock), OnCut.resume().by(clock));
    data(TEXT);
    data(FINISH);
    clock.advance(ofMillis(300));
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.events(StreamEvent.FurtherAttempt.class)).isEmpty();
  }

  @Test
  void whoeverCancelsInThatSecondHearsNothingMore() {
    answered();
    sink.control().cancel();
    clock.advance(ofSeconds(5));
    assertThat(sink.outcome()).isNull();
    assertThat(clock.waiting()).isZero();
  }

  /** What is still unread in the socket is not silence. */
  @Test
  void aReaderThatPausesHasItsUsageAllTheSame() {
    answered();
    sink.ready(false);
    clock.advance(ofSeconds(60));
    assertThat(sink.outcome()).isNull();
    sink.ready(true);
    sink.control().resume();
    clock.advance(ofMillis(500));
    data(USAGE);
    clock.advance(ofSeconds(1));
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.events(StreamEvent.UsageReported.class)).hasSize(1);
  }

  /** Then it says nothing of the end: what stalls in the middle stays an answer that stalls. */
  @Test
  void aFinishReasonWithEachChunkIsNoGoodEndToRelyOn() {
    ask();
    String each = "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
    data(each);
    data(each);
    clock.advance(ofSeconds(5));
    assertThat(sink.outcome()).isNull();
    exchange.listener().onEnd();
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(sink.text()).isEqualTo("aa");
  }

  @Test
  void anAnswerThatIsNotWholeIsWaitedFor() {
    ask();
    data(TEXT);
    clock.advance(ofSeconds(60));
    assertThat(sink.outcome()).isNull();
  }

  /** A server that counts on and on would have its answer never end. */
  @Test
  void whatOnlyCountsProlongsItForFiveSecondsAtMost() {
    answered();
    data(USAGE); // Which ends the part, as what follows the text does.
    for (int i = 1; i <= 5; i++) {
      clock.advance(ofMillis(900));
      assertThat(sink.outcome()).isNull();
      data("{\"choices\":[],\"usage\":{\"completion_tokens\":1" + i + "}}");
    }
    clock.advance(ofMillis(499));
    assertThat(sink.outcome()).isNull();
    clock.advance(ofMillis(1));
    assertThat(sink.end()).isEqualTo(STOPPED);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void textCountsTheseFiveSecondsAnew() {
    answered();
    for (int i = 0; i < 20; i++) {
      clock.advance(ofMillis(900));
      data(i % 4 == 0 ? TEXT : "{\"choices\":[],\"usage\":{\"completion_tokens\":" + i + "}}");
    }
    assertThat(sink.outcome()).isNull();
    assertThat(sink.text()).isEqualTo("aaaaaa");
  }

  /** What is passed over is passed over for ever, and would grow without a bound. */
  @Test
  void whatWouldOutgrowABoundIsItsEnd() {
    answered();
    String unnamed = "{\"index\":0,\"function\":{\"arguments\":\"" + "x".repeat(2_000_000) + "\"}}";
    data("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + unnamed + "]}}]}");
    assertThat(sink.end()).isInstanceOf(Outcome.Finished.class);
  }
}
