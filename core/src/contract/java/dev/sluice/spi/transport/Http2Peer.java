package dev.sluice.spi.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * As much of an HTTP/2 server (RFC 9113) as a test needs: it takes requests without looking at
 * their headers, and the test answers them, frame by frame. Whoever does not want HTTP/2 is
 * answered "one" in HTTP/1.1.
 */
public final class Http2Peer implements AutoCloseable {
  private static final int PREFACE_BYTES = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;

  /** That nobody knows. */
  private static final int UNKNOWN = 0xfa;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_PAYLOAD = 16 * 1024;

  /** ":status: 200" in the static table of HPACK (RFC 7541, appendix A). */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  /** "GET https:" and "/", likewise. */
  private static final byte[] GET_ROOT = {(byte) 0x82, (byte) 0x87, (byte) 0x84};

  /**
   * A request that is whole, for the test to answer.
   *
   * @param headBytes how long its headers are on the wire
   */
  public record Asked(int stream, int headBytes, OutputStream out) {
    public void head() throws IOException {
      frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
    }

    public void say(String text, boolean last) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      frame(out, DATA, last ? END_STREAM : 0, stream, bytes);
    }

    /** Sends so many frames of a kind that nobody knows, and then asks for a sign of life. */
    public void unknown(int frames) throws IOException {
      for (int i = 0; i < frames; i++) {
        frame(out, UNKNOWN, 0, stream, new byte[MAX_PAYLOAD]);
      }
      frame(out, PING, 0, 0, new byte[8]);
    }

    /** Has a client remember so many bytes of headers from now on. */
    public void remember(int bytes) throws IOException {
      frame(out, SETTINGS, 0, 0, setting(HEADER_TABLE_SIZE, bytes));
    }

    /** Promises an answer that nobody has asked for. */
    public void push() throws IOException {
      byte[] promise = ByteBuffer.allocate(7).putInt(2).put(GET_ROOT).array();
      frame(out, PUSH_PROMISE, END_HEADERS, stream, promise);
    }

    /** Gives the stream up. */
    public void reset() throws IOException {
      frame(out, RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(2).array());
    }
  }

  /** Requests as they come. */
  public final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  /** The streams that the client has given up. */
  public final BlockingQueue<Integer> givenUp = new LinkedBlockingQueue<>();

  /** What clients say when they are asked for a sign of life. */
  public final BlockingQueue<Integer> signs = new LinkedBlockingQueue<>();

  /** What was agreed on with each connection. */
  public final List<String> protocols = new CopyOnWriteArrayList<>();

  /** Whether it says that it knows what the client has set. */
  public volatile boolean acknowledges = true;

  private final SSLServerSocket server;
  private final int maxStreams;

  /** Connections behind the first that must be there before one of them is greeted. */
  private final CountDownLatch missing;

  private Http2Peer(SSLServerSocket server, int maxStreams, int together) {
    this.server = server;
    this.maxStreams = maxStreams;
    this.missing = new CountDownLatch(together);
    Thread.ofVirtual().start(this::accept);
  }

  public static Http2Peer start(SSLContext context, int maxStreams) throws IOException {
    return start(context, maxStreams, 0);
  }

  /** One that greets no connection behind its first before so many of them are there. */
  public static Http2Peer start(SSLContext context, int maxStreams, int together)
      throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    server.setSSLParameters(parameters);
    return new Http2Peer(server, maxStreams, together);
  }

  public URI uri() {
    return URI.create("https://localhost:" + server.getLocalPort() + "/v1/chat");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.startHandshake();
      protocols.add(socket.getApplicationProtocol());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      if (socket.getApplicationProtocol().equals("h2")) {
        if (protocols.size() > 1) {
          missing.countDown();
          missing.await();
        }
        serve(in, socket.getOutputStream());
      } else {
        in.readNBytes(1);
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        in.skipBytes(Integer.MAX_VALUE);
      }
    } catch (IOException left) {
      // The client left.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(DataInputStream in, OutputStream out) throws IOException {
    in.readNBytes(PREFACE_BYTES);
    frame(out, SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, maxStreams));
    int head = 0;
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.readNBytes(length);
      head = type == HEADERS ? length : head;
      if (type == SETTINGS && (flags & ACK) == 0 && acknowledges) {
        frame(out, SETTINGS, ACK, 0, new byte[0]);
      } else if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        asked.add(new Asked(stream, head, out));
      } else if (type == PING) {
        signs.add(flags);
      } else if (type == RST_STREAM) {
        givenUp.add(stream);
      }
    }
  }

  private static byte[] setting(int name, int value) {
    return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    synchronized (out) {
      out.write(frame.array());
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
