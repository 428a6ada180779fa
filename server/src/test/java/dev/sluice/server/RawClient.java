package dev.sluice.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that writes bytes and reads bytes. */
final class RawClient implements AutoCloseable {
  final Socket socket;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /** One whose socket takes no more than so many bytes that are not read. */
  RawClient(int port, int unread) throws IOException {
    this.socket = new Socket();
    if (unread > 0) {
      socket.setReceiveBufferSize(unread);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) World.PATIENCE.toMillis());
  }

  RawClient write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** All until the other side closes. */
  String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException reset) {
      all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** So much until this has come. */
  String readUntil(String end) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!all.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int one = in.read();
      if (one < 0) {
        throw new IOException("closed after: " + all.toString(StandardCharsets.ISO_8859_1));
      }
      all.write(one);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** The status of an answer, whose connection stays open or does not. */
  int status() throws IOException {
    String line = readUntil("\r\n");
    return Integer.parseInt(line.split(" ", -1)[1]);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
