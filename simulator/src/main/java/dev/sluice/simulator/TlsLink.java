package dev.sluice.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * TLS on a socket that does not block. The handshake goes on as the client's messages are read;
 * what it computes, a millisecond or so, is computed on the loop's thread.
 */
final class TlsLink implements Link {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;

  /** What came and is not decrypted, ready to be added to: at most a record. */
  private final ByteBuffer in;

  /** What is encrypted and not sent, ready to be sent. */
  private final ByteBuffer out;

  TlsLink(SocketChannel channel, SSLContext context) {
    this.channel = channel;
    engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    int record = engine.getSession().getPacketBufferSize();
    in = ByteBuffer.allocate(record);
    out = ByteBuffer.allocate(record).limit(0);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    // With room for a whole record nothing that was received stays behind where no selector sees
    // it.
    while (into.remaining() >= in.capacity()) {
      if (engine.isInboundDone()) {
        return into.position() > before ? into.position() - before : -1;
      }
      int count = channel.read(in);
      if (count <= 0) {
        boolean ended = count < 0 && into.position() == before;
        return ended ? -1 : into.position() - before;
      }
      in.flip();
      decrypt(into);
      in.compact();
    }
    return into.position() - before;
  }

  private void decrypt(ByteBuffer into) throws IOException {
    SSLEngineResult result;
    do {
      result = engine.unwrap(in, into);
      shakeHands();
    } while (result.getStatus() == Status.OK && result.bytesConsumed() > 0 && in.hasRemaining());
  }

  /** Does what the handshake needs of this side. */
  private void shakeHands() throws IOException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
      } else if (status == HandshakeStatus.NEED_WRAP && !hasUnsent()) {
        encrypt(NOTHING);
      } else {
        return;
      }
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    send();
    shakeHands();
    int before = bytes.position();
    while (bytes.hasRemaining() && !hasUnsent()) {
      encrypt(bytes);
    }
    return bytes.position() - before;
  }

  /** One record, and off it goes as far as the socket takes it. */
  private void encrypt(ByteBuffer bytes) throws IOException {
    out.clear();
    SSLEngineResult result = engine.wrap(bytes, out);
    out.flip();
    if (bytes.hasRemaining() && result.bytesProduced() == 0) {
      throw new IOException("TLS takes nothing more: " + result.getStatus());
    }
    send();
  }

  private void send() throws IOException {
    while (hasUnsent() && channel.write(out) > 0) {
      // Until nothing is left, or the socket takes no more.
    }
  }

  @Override
  public boolean hasUnsent() {
    return out.hasRemaining();
  }

  @Override
  public void shutdownOutput() throws IOException {
    engine.closeOutbound();
    encrypt(NOTHING);
    channel.shutdownOutput();
  }
}
