package dev.sluice.transport.nio;

import dev.sluice.transport.http.ClientEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The TLS of one connection, as a client that checks the certificate and the name in it. Belongs to
 * its loop's thread; only the engine's long computations run elsewhere.
 */
final class Tls {
  /** More than a record holds, even of a peer that sends larger ones than RFC 8446 allows. */
  static final int MAX_RECORD_BYTES = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What the connection does for its TLS. */
  interface Wire {
    /** Sends these bytes. */
    void send(ByteBuffer encrypted) throws IOException;

    /** The handshake is done. */
    void onSecured() throws IOException;

    /** What was sent, decrypted, in the loop's view; returns whether to go on. */
    boolean onDecrypted(ByteBuffer view) throws IOException;

    /** Runs this elsewhere, and then {@link Tls#read} with nothing new. */
    void compute(Runnable task);
  }

  private final SSLEngine engine;
  private final Wire wire;

  /** The beginning of a record that has not come whole. */
  private ByteBuffer rest = NOTHING;

  private boolean secured;
  private boolean computing;

  private Tls(SSLEngine engine, Wire wire) {
    this.engine = engine;
    this.wire = wire;
  }

  static Tls client(SSLContext context, String host, int port, Wire wire) {
    return new Tls(ClientEngine.of(context, host, port), wire);
  }

  /** Sends the first message. */
  void start(ByteBuffer view) throws IOException {
    engine.beginHandshake();
    read(NOTHING, view);
  }

  /** Whether the handshake is done. */
  boolean secured() {
    return secured;
  }

  /** Whether a computation is under way. */
  boolean isComputing() {
    return computing;
  }

  /** Whether the peer has said that it sends no more. */
  boolean isOver() {
    // A computation that fails ends the engine, and why is known only once it is over.
    return !computing && engine.isInboundDone();
  }

  ByteBuffer encrypt(ByteBuffer plain) throws SSLException {
    // The engine wants room for a whole record each time, however little it is to hold.
    int record = engine.getSession().getPacketBufferSize();
    ByteBuffer out = ByteBuffer.allocate(record + plain.remaining());
    while (true) {
      SSLEngineResult result = engine.wrap(plain, out);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        int more = record + plain.remaining();
        out = ByteBuffer.allocate(out.position() + more).put(out.flip());
      } else if (result.getStatus() == SSLEngineResult.Status.CLOSED || !plain.hasRemaining()) {
        return out.flip();
      }
    }
  }

  /** Tells the peer that nothing follows; best effort, the socket is closed after. */
  ByteBuffer closing() throws SSLException {
    engine.closeOutbound();
    return encrypt(NOTHING.duplicate());
  }

  /**
   * Takes what has come from the peer.
   *
   * @param view a buffer to decrypt to; lent to {@link Wire#onDecrypted}
   */
  void read(ByteBuffer encrypted, ByteBuffer view) throws IOException {
    ByteBuffer in = rest.hasRemaining() ? joined(rest, encrypted) : encrypted;
    rest = NOTHING;
    boolean goOn = true;
    while (goOn && !computing) {
      goOn =
          switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> compute();
            case NEED_WRAP -> {
              wire.send(encrypt(NOTHING.duplicate()));
              yield true;
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> decrypt(in, view);
            case FINISHED, NOT_HANDSHAKING -> {
              if (!secured) {
                secured = true;
                wire.onSecured();
              }
              yield in.hasRemaining() && decrypt(in, view);
            }
          };
    }
    if (in.hasRemaining()) {
      rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
    }
  }

  private boolean compute() {
    computing = true;
    Runnable task = engine.getDelegatedTask();
    if (task == null) {
      computing = false;
      return true;
    }
    wire.compute(task);
    return false;
  }

  /** The computation is over; to be followed by {@link #read}. */
  void computed() {
    computing = false;
  }

  /** Decrypts a record; false if there is no whole one, or nobody wants more. */
  private boolean decrypt(ByteBuffer in, ByteBuffer view) throws IOException {
    view.clear();
    SSLEngineResult result = engine.unwrap(in, view);
    return switch (result.getStatus()) {
      case OK -> !view.flip().hasRemaining() || wire.onDecrypted(view);
      case BUFFER_UNDERFLOW, CLOSED -> false;
      case BUFFER_OVERFLOW -> throw new SSLException("a record is larger than TLS allows");
    };
  }

  private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
    return ByteBuffer.allocate(first.remaining() + second.remaining())
        .put(first)
        .put(second)
        .flip();
  }
}
