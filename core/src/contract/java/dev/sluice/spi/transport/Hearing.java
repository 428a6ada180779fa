package dev.sluice.spi.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange said, and whether it kept the rules of saying it: one call at a time, a head
 * before bytes, one end and nothing after it.
 */
public class Hearing implements ExchangeListener {
  private static final int SOON_SECONDS = 60;

  public final CompletableFuture<ResponseHead> head = new CompletableFuture<>();
  public final AtomicLong bytes = new AtomicLong();
  public volatile boolean ready = true;

  private final CompletableFuture<String> over = new CompletableFuture<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> breaches = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private volatile @Nullable Exchange exchange;
  private volatile boolean silenced;

  /** One that is ready for more. */
  public Hearing() {}

  @Override
  public final void onOpen(Exchange opened) {
    exchange = opened;
    opened(opened);
  }

  @Override
  public final void onHead(ResponseHead said) {
    call(
        "a head",
        () -> {
          check(!head.isDone(), "two heads");
          text.append(said.status()).append(' ');
          head.complete(said);
          headHeard(said);
        });
  }

  @Override
  public final void onBytes(ByteBuffer more) {
    call(
        "bytes",
        () -> {
          check(head.isDone(), "bytes before the head");
          bytes.addAndGet(more.remaining());
          text.append(StandardCharsets.ISO_8859_1.decode(more));
          bytesHeard();
        });
  }

  @Override
  public final void onSentAgain(TransportFailure why) {
    call("another attempt", () -> check(!head.isDone(), "another attempt after the head"));
  }

  @Override
  public final void onEnd() {
    call("an end", () -> end(text.toString()));
  }

  @Override
  public final void onFailure(TransportFailure failure) {
    call("a failure", () -> end(failure.kind() + " " + failure.reason()));
  }

  @Override
  public final boolean isReady() {
    return readyAsked();
  }

  private void call(String what, Runnable then) {
    check(calls.incrementAndGet() == 1, what + " during another call");
    check(!over.isDone(), what + " after the end");
    check(!silenced, what + " after it was to be silent");
    try {
      then.run();
    } finally {
      calls.decrementAndGet();
    }
  }

  private void end(String said) {
    over.complete(said);
    endHeard();
  }

  private void check(boolean kept, String breach) {
    if (!kept) {
      breaches.add(breach);
    }
  }

  // For tests that do something in a call.

  /** In {@link #onOpen}. */
  protected void opened(Exchange given) {}

  /** In {@link #onHead}. */
  protected void headHeard(ResponseHead said) {}

  /** In {@link #onBytes}. */
  protected void bytesHeard() {}

  /** In {@link #onEnd} and {@link #onFailure}. */
  protected void endHeard() {}

  /** In {@link #isReady}. */
  protected boolean readyAsked() {
    return ready;
  }

  // For the test.

  /** The hand on the exchange. */
  public final Exchange exchange() {
    Exchange opened = exchange;
    if (opened == null) {
      throw new AssertionError("not opened");
    }
    return opened;
  }

  /** From now on each call is a breach. */
  public final void mustBeSilent() {
    silenced = true;
  }

  /** The status and body, or the kind of failure and its reason. */
  public final String outcome() throws Exception {
    return over.get(SOON_SECONDS, TimeUnit.SECONDS);
  }

  public final boolean isOver() {
    return over.isDone();
  }

  /** The body as it has come by now; only on the thread that hears, or after the end. */
  public final String text() {
    return text.toString();
  }

  /** The rules that were broken. */
  public final List<String> breaches() {
    return breaches;
  }
}
