package dev.sluice.provider.bedrock;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A transport without a network, which answers each call at once. */
final class Answering implements Transport {
  /** What is answered. */
  record Answer(int status, String body) {}

  private final Function<HttpCall, Answer> answers;
  private final List<HttpCall> calls = new CopyOnWriteArrayList<>();

  Answering(Function<HttpCall, Answer> answers) {
    this.answers = answers;
  }

  /** What was asked, in order. */
  List<HttpCall> calls() {
    return calls;
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    calls.add(call);
    listener.onOpen(
        new Exchange() {
          @Override
          public void resume() {}

          @Override
          public void cancel() {}

          @Override
          public void release() {}
        });
    Answer answer = answers.apply(call);
    listener.onHead(new ResponseHead(answer.status(), Map.of("content-type", "application/json")));
    listener.onBytes(ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)));
    listener.onEnd();
  }

  @Override
  public void close() {}
}
