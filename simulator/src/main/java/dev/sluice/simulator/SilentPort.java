package dev.sluice.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of this machine that answers no handshake: whoever connects hangs, as behind a firewall
 * that drops packets. No script can say this, because a listening socket's handshakes are answered
 * by the system; but once as many connections wait as it was told to queue, Linux leaves further
 * ones unanswered. Other systems may refuse them instead.
 */
public final class SilentPort implements Closeable {
  private static final int QUEUED = 1;
  private static final int MAX_TRIED = 100;
  private static final int HANGS_MILLIS = 250;

  private final ServerSocket listening;
  private final List<Socket> waiting = new ArrayList<>();

  private SilentPort() throws IOException {
    listening = new ServerSocket(0, QUEUED, InetAddress.getLoopbackAddress());
  }

  /**
   * Opens one.
   *
   * @throws IOException also if this system answers all the same
   */
  public static SilentPort open() throws IOException {
    SilentPort port = new SilentPort();
    try {
      port.fill();
    } catch (IOException failed) {
      port.close();
      throw failed;
    }
    return port;
  }

  private void fill() throws IOException {
    for (int i = 0; i < MAX_TRIED; i++) {
      Socket next = new Socket();
      waiting.add(next);
      try {
        next.connect(listening.getLocalSocketAddress(), HANGS_MILLIS);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    throw new IOException("this system answers however many connections wait");
  }

  /** Its number. */
  public int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : waiting) {
      socket.close();
    }
  }
}
