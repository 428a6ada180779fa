package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What an exchange said: the status and body, or the kind of failure and its reason. */
class Heard implements ExchangeListener {
  final CompletableFuture<String> over = new CompletableFuture<>();
  final CompletableFuture<Integer> head = new CompletableFuture<>();
  final AtomicLong bytes = new AtomicLong();
  volatile boolean ready = true;
  private volatile @Nullable Exchange exchange;
  private final StringBuilder text = new StringBuilder();

  @Override
  public void onOpen(Exchange opened) {
    exchange = opened;
  }

  /** The hand on the exchange, which is there as soon as it is open. */
  Exchange exchange() {
    Exchange opened = exchange;
    if (opened == null) {
      throw new AssertionError("not opened");
    }
    return opened;
  }

  @Override
  public void onHead(ResponseHead said) {
    text.append(said.status()).append(' ');
    head.complete(said.status());
  }

  @Override
  public void onBytes(ByteBuffer more) {
    bytes.addAndGet(more.remaining());
    text.append(StandardCharsets.US_ASCII.decode(more));
  }

  @Override
  public void onEnd() {
    over.complete(text.toString());
  }

  @Override
  public void onFailure(TransportFailure failure) {
    over.complete(failure.kind() + " " + failure.reason());
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  String outcome() throws Exception {
    return over.get(60, TimeUnit.SECONDS);
  }
}
