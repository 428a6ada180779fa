package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.RequestHeader;
import dev.sluice.spi.transport.Transport;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model behind HTTP: joins a transport, the framing and a wire format's decoder, the same for all
 * of them. Thread-safe.
 */
public final class HttpSource implements StreamSource {
  private final WireFormat format;
  private final Supplier<Transport> transport;
  private final Clock clock;
  private final Duration connectTimeout;

  /** A place to copy bytes to that came in a buffer without an array; at most one is kept. */
  private final AtomicReference<byte @Nullable []> scratch = new AtomicReference<>(new byte[0]);

  /**
   * A model, whose time to connect has no bound until {@link #connectingWithin} gives it one.
   *
   * @param clock by which times are counted: in which a key is waited for, and for which an answer
   *     is listened to that may be over
   */
  public HttpSource(WireFormat format, Supplier<Transport> transport, Clock clock) {
    this(format, transport, clock, Duration.ZERO);
  }

  private HttpSource(
      WireFormat format, Supplier<Transport> transport, Clock clock, Duration connectTimeout) {
    this.format = format;
    this.transport = transport;
    this.clock = clock;
    this.connectTimeout = connectTimeout;
  }

  @Override
  public StreamSource connectingWithin(Duration timeout) {
    return new HttpSource(format, transport, clock, timeout);
  }

  @Override
  public boolean prefills() {
    return format.prefills();
  }

  @Override
  public boolean prefills(ChatRequest request) {
    return format.prefills(request);
  }

  @Override
  public String wireFormat() {
    return format.name();
  }

  /** What is told comes in a read's lot, which enters the lane once. */
  @Override
  public boolean entersLane() {
    return true;
  }

  @Override
  public void open(ChatRequest request, StreamSink sink) {
    HttpAnswer answer = new HttpAnswer(format, request, sink, this);
    sink.onOpen(answer);
    if (answer.isCancelled()) {
      return;
    }
    Optional<Supplier<String>> keys = format.keys(request);
    if (keys.isEmpty()) {
      start(answer, format, request, connectTimeout);
    } else {
      answer.await(
          new KeyRequest(
              keys.get(),
              format.target(),
              connectTimeout,
              clock,
              answer::refuse,
              (key, left) -> start(answer, format.with(key), request, left)));
    }
  }

  /**
   * Asks.
   *
   * @param left what is left of the time to connect
   */
  void start(HttpAnswer answer, WireFormat asked, ChatRequest request, Duration left) {
    if (answer.isCancelled()) {
      return;
    }
    HttpCall call;
    try {
      request.headers().forEach(RequestHeader::check);
      call = asked.call(request).connectingWithin(left);
    } catch (IllegalArgumentException impossible) {
      answer.refuse(
          new Cause.Failed(new Failure.InvalidRequest(String.valueOf(impossible.getMessage()))));
      return;
    }
    Transport over;
    try {
      over = transport.get();
    } catch (IllegalStateException closed) {
      answer.refuse(
          new Cause.Failed(
              new Failure.Unavailable(String.valueOf(closed.getMessage()), Optional.of(closed))));
      return;
    }
    answer.start(asked, over, call, connectTimeout);
  }

  /** By which times are counted. */
  Clock clock() {
    return clock;
  }

  /** Lends an array of at least this size. */
  byte[] borrow(int size) {
    byte @Nullable [] kept = scratch.getAndSet(null);
    return kept != null && kept.length >= size ? kept : new byte[Math.max(size, 16 * 1024)];
  }

  void giveBack(byte[] array) {
    scratch.set(array);
  }
}
