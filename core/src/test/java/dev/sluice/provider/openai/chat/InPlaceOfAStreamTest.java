package dev.sluice.provider.openai.chat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers and proxies send in place of a stream, from the start or in its midst. */
class InPlaceOfAStreamTest {
  private static final String TEXT = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
  private static final String WHOLE =
      """
      {
        "id": "c-1", "object": "chat.completion", "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello é"},
                     "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2}
      }
      """;

  private final ChatCompletions format =
      new ChatCompletions(Account.of("openai", URI.create("https://host/v1")), Quirks.NONE, "m");

  private Answered answered(String type, String body) {
    return Answered.of(format, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private Failure failure(String type, String body) {
    return ((Ending.Incomplete) answered(type, body).ending()).cause().failure().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/event-stream", ""})
  void aWholeCompletionIsACompletedAnswer(String type) {
    Answered answered = answered(type, WHOLE);
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.reply().text()).isEqualTo("Hello é");
    assertThat(answered.reply().usage().outputTokens()).hasValue(2);
  }

  @Test
  void soIsOneBehindAByteOrderMarkOrInOneEventOrInALineOfItsOwn() {
    String line = WHOLE.replace("\n", "");
    assertThat(answered("application/json", "\uFEFF" + WHOLE).ending().kind())
        .isEqualTo("completed");
    assertThat(answered("text/event-stream", "data: " + line + "\n\n").ending().kind())
        .isEqualTo("completed");
    assertThat(answered("text/event-stream", ": hello\n\n" + line + "\n").reply().text())
        .isEqualTo("Hello é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: [DONE]\n\n"})
  void whoeverEndsEarlyIsNamed(String end) {
    assertThat(failure("text/event-stream", TEXT + end).message())
        .startsWith("the stream from host ended without ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"status\":\"ok\"}", "[1,2]", "{\"choices\":[", "{}", "{\"id\":\"x\"}"})
  void jsonWithoutAnAnswerIsNamedWithItself(String body) {
    assertThat(failure("application/json", body))
        .isEqualTo(new Failure.NotAStream("host", 200, "application/json", body));
  }

  @Test
  void anErrorInsideOfItIsThatError() {
    String body = "{\"error\":{\"message\":\"Rate limit\",\"code\":429}}";
    assertThat(failure("application/json", body))
        .isInstanceOfSatisfying(
            Failure.ErrorInStream.class,
            error -> assertThat(error.reason()).isEqualTo(Failure.Reason.RATE_LIMITED));
    assertThat(failure("text/event-stream", TEXT + body))
        .isInstanceOfSatisfying(
            Failure.ErrorInStream.class,
            error -> assertThat(error.reason()).isEqualTo(Failure.Reason.RATE_LIMITED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upstream connect error or disconnect/reset before headers. reset reason: overflow",
        "Unauthorized",
        "no healthy upstream\n",
        "Error 17: sorry"
      })
  void textIsNamedWithItself(String body) {
    assertThat(failure("text/plain", body))
        .isEqualTo(new Failure.NotAStream("host", 200, "text/plain", body.strip()));
    assertThat(failure("text/event-stream", body).message()).contains(body.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n",
        "<html><title>502 Bad Gateway</title></html>",
        "upstream closed: 502 Bad Gateway is what we have",
        "{\"oops\":\"502 Bad Gateway\"}"
      })
  void whatFollowsSomeDeltasIsNamedToo(String appended) {
    Answered answered = answered("text/event-stream", TEXT + appended);
    assertThat(answered.reply().text()).isEqualTo("a");
    assertThat(((Ending.Incomplete) answered.ending()).cause().failure().orElseThrow())
        .isInstanceOf(Failure.Malformed.class)
        .extracting(Failure::message)
        .asString()
        .contains("502 Bad Gateway")
        .doesNotContain("\n");
  }

  @Test
  void linesThatAreNoneOfAStreamsAreNothingWhereItGoesOn() {
    Answered answered =
        answered(
            "text/event-stream",
            TEXT
                + "INFO 12:00 some log of the server's\nx-custom: 1\n"
                + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    assertThat(answered.ending().kind()).isEqualTo("completed");
  }

  /** Old servers of llama.cpp send their errors so. */
  @Test
  void aFieldThatIsCalledErrorIsAnError() {
    assertThat(
            failure(
                "text/event-stream",
                TEXT + "error: {\"code\":500,\"message\":\"boom\",\"type\":\"server_error\"}\n\n"))
        .isEqualTo(
            new Failure.ErrorInStream("boom", "server_error", "500")
                .because(Failure.Reason.SERVER_ERROR));
  }

  // What is not waited out.

  private final FakeClock clock = new FakeClock();
  private final OneExchange exchange = new OneExchange();
  private final Recorder sink = new Recorder();

  private void open(boolean streamed, String type, String body) {
    ChatRequest request = ChatRequest.of("hi").toBuilder().streamed(streamed).build();
    new HttpSource(format, () -> exchange, clock).open(request, sink);
    exchange.listener().onHead(new ResponseHead(200, Map.of("content-type", type)));
    exchange.listener().onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aWholeDocumentOnAConnectionThatStaysOpenIsTheAnswer(boolean streamed) {
    open(streamed, "application/json", WHOLE);
    clock.advance(ofMillis(999));
    assertThat(sink.outcome()).isNull();
    clock.advance(ofMillis(1));
    assertThat(sink.end()).isEqualTo(new Outcome.Finished(FinishReason.STOP));
  }

  @Test
  void aDocumentThatIsNotWholeIsWaitedFor() {
    open(true, "application/json", WHOLE.substring(0, WHOLE.length() - 10));
    clock.advance(ofSeconds(60));
    assertThat(sink.outcome()).isNull();
    exchange
        .listener()
        .onBytes(
            ByteBuffer.wrap(WHOLE.substring(WHOLE.length() - 10).getBytes(StandardCharsets.UTF_8)));
    clock.advance(ofSeconds(1));
    assertThat(sink.end()).isEqualTo(new Outcome.Finished(FinishReason.STOP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>log in", "please log in here", "{\"status\":\"ok\"}"})
  void whatIsNoAnswerIsNamedAfterASecond(String body) {
    open(true, "text/plain", body);
    clock.advance(ofSeconds(1));
    assertThat(sink.end())
        .isEqualTo(new Cause.Failed(new Failure.NotAStream("host", 200, "text/plain", body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>502", "<html>\n502\n", "{\"error\":{\"message\":\"502\"}}"})
  void inMidStreamToo(String body) {
    open(true, "text/event-stream", TEXT + body);
    clock.advance(ofSeconds(1));
    assertThat(((Cause) sink.end()).message()).contains("502");
    assertThat(sink.text()).isEqualTo("a");
  }

  @Test
  void aPauseInAStreamIsNothingOfTheKind() {
    open(true, "text/event-stream", TEXT + "x-custom: 1\nping\n: hello\nda");
    clock.advance(ofSeconds(60));
    assertThat(sink.outcome()).isNull();
  }

  /** From a server that answers every path in one format. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[]}}",
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}",
        "{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}"
      })
  void anotherFormatsAnswerIsNamedWithAnExcerpt(String event) {
    for (String end : new String[] {"", "data: [DONE]\n\n"}) {
      assertThat(failure("text/event-stream", "data: " + event + "\n\n" + end).message())
          .isEqualTo("the answer is no chat completion: " + event);
    }
  }
}
