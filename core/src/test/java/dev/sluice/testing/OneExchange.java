package dev.sluice.testing;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Transport;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A transport without a network: keeps the last call, and the test is the peer. */
public final class OneExchange implements Transport {
  private @Nullable HttpCall call;
  private @Nullable ExchangeListener listener;
  private final AtomicInteger askings = new AtomicInteger();
  private boolean closed;
  private boolean released;

  @Override
  public void open(HttpCall toMake, ExchangeListener hearing) {
    call = toMake;
    listener = hearing;
    askings.incrementAndGet();
    hearing.onOpen(
        new Exchange() {
          @Override
          public void resume() {}

          @Override
          public void cancel() {}

          @Override
          public void release() {
            released = true;
          }
        });
  }

  /** What was asked. */
  public HttpCall call() {
    if (call == null) {
      throw new AssertionError("nothing was asked");
    }
    return call;
  }

  /** How often was asked. */
  public int askings() {
    return askings.get();
  }

  /** Hears what the test answers. */
  public ExchangeListener listener() {
    if (listener == null) {
      throw new AssertionError("nothing was asked");
    }
    return listener;
  }

  /** Whether the last exchange is done with. */
  public boolean isReleased() {
    return released;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
