package dev.sluice.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that knows sockets and nothing more, so that a test sees each byte and each ending. */
final class RawClient implements AutoCloseable {
  /** How long a test waits for what must come; only a failing test waits that long. */
  private static final int PATIENCE_MILLIS = 10_000;

  static final String STREAMED = "{\"model\":\"m\",\"stream\":true}";
  static final String UNSTREAMED = "{\"model\":\"m\"}";

  private final Socket socket;
  private final InputStream input;

  RawClient(Simulator simulator) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), simulator.port()));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    input = socket.getInputStream();
  }

  /** How the simulator's side of a connection ended. */
  enum Close {
    FIN,
    RST
  }

  RawClient post(String body) throws IOException {
    return post("/v1/chat/completions", body);
  }

  RawClient post(String path, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body);
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The status line and the headers, up to and with the empty line. */
  String readHead() throws IOException {
    return readUntil("\r\n\r\n");
  }

  String readUntil(String end) throws IOException {
    var read = new StringBuilder();
    while (read.length() < end.length() || read.lastIndexOf(end) != read.length() - end.length()) {
      int b = input.read();
      if (b < 0) {
        throw new IOException("the connection ended after: " + read);
      }
      read.append((char) b);
    }
    return read.toString();
  }

  byte[] readExactly(int count) throws IOException {
    return input.readNBytes(count);
  }

  /** One chunk of the chunked coding; the last one is empty. */
  byte[] readChunk() throws IOException {
    int size = Integer.parseInt(readUntil("\r\n").strip(), 16);
    byte[] chunk = input.readNBytes(size);
    if (!readUntil("\r\n").equals("\r\n")) {
      throw new IOException("a chunk of " + size + " bytes is longer than that");
    }
    return chunk;
  }

  /** The content of all chunks, up to and with the last one. */
  byte[] readChunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
      body.writeBytes(chunk);
    }
    return body.toByteArray();
  }

  String readText() throws IOException {
    return new String(readChunks(), StandardCharsets.UTF_8);
  }

  /** Everything until the connection ends, and how it ended. */
  Rest readRest() throws IOException {
    var rest = new ByteArrayOutputStream();
    try {
      for (int b = input.read(); b >= 0; b = input.read()) {
        rest.write(b);
      }
      return new Rest(rest.toString(StandardCharsets.UTF_8), Close.FIN);
    } catch (java.net.SocketException e) {
      return new Rest(rest.toString(StandardCharsets.UTF_8), Close.RST);
    }
  }

  record Rest(String bytes, Close close) {}

  /** Whether nothing comes: returns false as soon as a byte or an end does. */
  boolean staysSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return input.read() == -2;
    } catch (java.net.SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  Socket socket() {
    return socket;
  }

  /** Closes in good order. */
  void leave() throws IOException {
    socket.close();
  }

  /** Closes with a reset instead of in good order. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
