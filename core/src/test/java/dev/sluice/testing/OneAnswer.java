package dev.sluice.testing;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A transport without a network that answers at once, the same whatever is asked. */
public final class OneAnswer implements Transport {
  private final int status;
  private final String body;
  private final CompletableFuture<HttpCall> call = new CompletableFuture<>();

  public OneAnswer(int status, String body) {
    this.status = status;
    this.body = body;
  }

  @Override
  public void open(HttpCall toMake, ExchangeListener hearing) {
    call.complete(toMake);
    hearing.onOpen(
        new Exchange() {
          @Override
          public void resume() {}

          @Override
          public void cancel() {}

          @Override
          public void release() {}
        });
    hearing.onHead(new ResponseHead(status, Map.of("content-type", "application/json")));
    hearing.onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    hearing.onEnd();
  }

  /** What was asked first, waited for if it has not been yet. */
  public HttpCall call() {
    return call.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
