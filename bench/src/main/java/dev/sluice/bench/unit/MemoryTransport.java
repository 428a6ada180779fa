package dev.sluice.bench.unit;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A transport that answers every call from an array, in pieces like those that a socket brings, on
 * the thread that says when. For one thread.
 */
final class MemoryTransport implements Transport {
  private final ResponseHead head;
  private final byte[] body;

  /** Handed to the listener each time, as the real transport does. */
  private final ByteBuffer view;

  /** Where the piece ends that begins there. */
  private final IntUnaryOperator pieces;

  /** Asked for by whatever thread, played by one. */
  private volatile @Nullable Answer last;

  MemoryTransport(String contentType, byte[] body, int pieceBytes) {
    this(contentType, body, from -> Math.min(body.length, from + pieceBytes));
  }

  MemoryTransport(String contentType, byte[] body, IntUnaryOperator pieces) {
    this.head = new ResponseHead(200, Map.of("content-type", contentType));
    this.body = body;
    this.view = ByteBuffer.wrap(body);
    this.pieces = pieces;
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    Answer answer = new Answer(listener);
    last = answer;
    listener.onOpen(answer);
  }

  /** Whether somebody has called, since it was forgotten. */
  boolean isAsked() {
    return last != null;
  }

  /** Forgets the last call. */
  void forget() {
    last = null;
  }

  /** Plays the answer to the last call to its end, or until its listener wants no more. */
  void play() {
    Answer answer = last;
    if (answer == null) {
      throw new IllegalStateException("nobody has called");
    }
    answer.begin();
  }

  @Override
  public void close() {}

  private final class Answer implements Exchange {
    private final ExchangeListener listener;
    private int at;
    private boolean over;
    private boolean playing;
    private boolean begun;

    Answer(ExchangeListener listener) {
      this.listener = listener;
    }

    void begin() {
      begun = true;
      listener.onHead(head);
      resume();
    }

    @Override
    public void resume() {
      if (playing || !begun) {
        return;
      }
      playing = true;
      while (!over && at < body.length && listener.isReady()) {
        int from = at;
        at = pieces.applyAsInt(from);
        listener.onBytes(view.limit(at).position(from));
      }
      playing = false;
      if (!over && at == body.length) {
        over = true;
        listener.onEnd();
      }
    }

    @Override
    public void cancel() {
      over = true;
    }

    @Override
    public void release() {
      over = true;
    }
  }
}
