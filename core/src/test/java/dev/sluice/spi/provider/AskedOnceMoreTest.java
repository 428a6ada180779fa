package dev.sluice.spi.provider;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.policy.Retry;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.Connected;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.Recorder;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is refused for what its format has added is made once more, without it. */
class AskedOnceMoreTest {
  private final FakeClock clock = new FakeClock();
  private final List<Open> opened = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Recorder sink =
      new Recorder() {
        @Override
        public AttemptReport report() {
          return new Report();
        }
      };

  private final class Report implements AttemptReport {
    @Override
    public void connected(ConnectionReport connection) {}

    @Override
    public void requestSent() {}

    @Override
    public void responseHead(int status, String requestId) {
      heard.add("status " + status);
    }
  }

  /** An exchange, of which the test is the peer. */
  private static final class Open implements Exchange {
    final HttpCall call;
    final ExchangeListener listener;
    boolean cancelled;
    boolean released;

    Open(HttpCall call, ExchangeListener listener) {
      this.call = call;
      this.listener = listener;
    }

    void answer(int status, String body) {
      listener.onHead(new ResponseHead(status, Map.of()));
      listener.onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
      listener.onEnd();
    }

    @Override
    public void resume() {}

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public void release() {
      released = true;
    }
  }

  private final Transport transport =
      new Transport() {
        @Override
        public void open(HttpCall call, ExchangeListener listener) {
          Open open = new Open(call, listener);
          opened.add(open);
          listener.onOpen(open);
        }

        @Override
        public void close() {}
      };

  /** Adds a word to each request, and leaves it out where that word is refused. */
  private record Adding(String word, LetterFormat letters) implements WireFormat {
    Adding(String word) {
      this(word, new LetterFormat(Framing.sse()));
    }

    @Override
    public String target() {
      return letters.target();
    }

    @Override
    public String model() {
      return letters.model();
    }

    @Override
    public HttpCall call(ChatRequest request) {
      return HttpCall.post(URI.create("http://letters/" + word), "");
    }

    @Override
    public AnswerDecoder decoder(ChatRequest request, ResponseHead head) {
      return letters.decoder(request, head);
    }

    @Override
    public Failure refusal(ResponseHead head, String body) {
      return letters.refusal(head, body);
    }

    @Override
    public Optional<WireFormat> without(ChatRequest request, Failure.Refused refusal) {
      if (refusal.detail().equals("a bug")) {
        throw new IllegalStateException("a bug");
      }
      if (refusal.detail().equals("no memory")) {
        throw new OutOfMemoryError("played");
      }
      return !word.isEmpty() && refusal.detail().contains("no extras")
          ? Optional.of(new Adding(word.substring(1)))
          : Optional.empty();
    }

    @Override
    public String redact(String text) {
      return text;
    }
  }

  private void ask(@Nullable Policy policy) {
    StreamSource source = new HttpSource(new Adding("xy"), () -> transport, clock);
    if (policy != null) {
      source = policy.around(Policy.Layer.RETRY, source, "test/letters");
    }
    source.open(ChatRequest.of("hi"), sink);
  }

  private Open last() {
    clock.advance();
    return opened.getLast();
  }

  @Test
  void theSameStreamGoesOnWithTheAnswerToTheOtherRequest() {
    ask(null);
    Open first = last();
    first.answer(400, "no extras, please");
    assertThat(sink.outcome()).isNull();
    assertThat(first.released).isTrue();
    Open second = last();
    assertThat(second.call.uri()).hasPath("/y");
    second.answer(200, "data: {a}\n\ndata: {.}\n\n");
    assertThat(sink.end()).isInstanceOf(Outcome.Finished.class);
    assertThat(sink.text()).isEqualTo("a");
    assertThat(heard).containsExactly("status 400", "status 200");
    assertThat(opened).hasSize(2);
  }

  @Test
  void noRetryIsUsedUpAndNoneIsTold() {
    ask(Retry.upTo(1).by(clock));
    last().answer(400, "no extras, please");
    last().answer(500, "broken");
    clock.advance(java.time.Duration.ofSeconds(10));
    assertThat(opened).hasSize(3);
    last().answer(200, "data: {a}\n\ndata: {.}\n\n");
    assertThat(sink.events(StreamEvent.Retrying.class)).hasSize(1);
    assertThat(sink.text()).isEqualTo("a");
  }

  @Test
  void itIsAskedOnceMoreOnly() {
    ask(null);
    last().answer(400, "no extras, please");
    last().answer(400, "no extras, please");
    clock.advance();
    assertThat(opened).hasSize(2);
    assertThat(sink.end())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why()).isInstanceOf(Failure.Refused.class));
  }

  @Test
  void whatTheFormatHasNotAddedIsARefusal() {
    ask(null);
    last().answer(400, "no such model");
    clock.advance();
    assertThat(opened).hasSize(1);
    assertThat(sink.end()).isInstanceOf(Cause.Failed.class);
  }

  @Test
  void whoeverCancelsBetweenTheTwoIsHeard() {
    ask(null);
    last().answer(400, "no extras, please");
    sink.control().cancel();
    clock.advance();
    assertThat(opened).hasSize(1);
    assertThat(sink.outcome()).isNull();
  }

  @Test
  void whoeverCancelsLaterStopsTheSecond() {
    ask(null);
    last().answer(400, "no extras, please");
    Open second = last();
    sink.control().cancel();
    assertThat(second.cancelled).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a bug", "no memory"})
  void whatAFormatThrowsEndsTheAnswer(String said) {
    ask(null);
    last().answer(400, said);
    assertThat(sink.end())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why()).isInstanceOf(Failure.Defect.class));
  }

  @Test
  void thereIsOneTimeToConnectForBoth() {
    new HttpSource(new Adding("xy"), () -> transport, clock)
        .connectingWithin(ofSeconds(10))
        .open(ChatRequest.of("hi"), sink);
    Open first = last();
    assertThat(first.call.connectTimeout()).isEqualTo(ofSeconds(10));
    assertThat(first.listener.wantsTimes()).isTrue();
    clock.advance(ofSeconds(7));
    first.listener.onConnected(Connected.UNKNOWN);
    clock.advance(ofSeconds(60)); // To answer is not to connect.
    first.answer(400, "no extras, please");
    assertThat(last().call.connectTimeout()).isEqualTo(ofSeconds(3));
  }
}
