package dev.sluice.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** A network that breaks the first connection that has brought a certain word, and no other. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final String word;
  private volatile boolean hasCut;

  CuttingProxy(int port, String word) throws IOException {
    this.port = port;
    this.word = word;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  boolean hasCut() {
    return hasCut;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread.ofVirtual().start(() -> pump(client, server, false));
        Thread.ofVirtual().start(() -> pump(server, client, true));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, boolean cuts) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count; (count = in.read(bytes)) >= 0; ) {
        out.write(bytes, 0, count);
        out.flush();
        if (cuts
            && !hasCut
            && new String(bytes, 0, count, java.nio.charset.StandardCharsets.UTF_8)
                .contains(word)) {
          hasCut = true;
          to.shutdownOutput();
          return;
        }
      }
    } catch (IOException broken) {
      // Then it is: both sides are closed.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
