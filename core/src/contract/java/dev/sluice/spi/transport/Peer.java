package dev.sluice.spi.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** A server of a few lines, plain or with TLS, that does what its script says with each socket. */
public final class Peer implements AutoCloseable {
  /** How long to wait for what must happen. */
  public static final int SOON_SECONDS = 60;

  /** Serves one connection. */
  public interface Script {
    void serve(Client client) throws IOException;
  }

  /** A client's connection. */
  public record Client(Socket socket, InputStream in) {
    /** Reads a request with its body and returns its head; empty once the client has left. */
    public String request() throws IOException {
      String head = head();
      in.readNBytes(length(head));
      return head;
    }

    /** Reads a line alone; empty once the client has left. */
    public String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b; (b = in.read()) >= 0 && b != '\n'; ) {
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads the head of a request alone. */
    public String head() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      for (int last = 0, b; (b = in.read()) >= 0; ) {
        head.write(b);
        last = b == '\n' ? last + 1 : b == '\r' ? last : 0;
        if (last == 2) {
          return head.toString(StandardCharsets.ISO_8859_1);
        }
      }
      return "";
    }

    private static int length(String head) {
      return head.lines()
          .map(line -> line.toLowerCase(Locale.ROOT))
          .filter(line -> line.startsWith("content-length: "))
          .mapToInt(line -> Integer.parseInt(line, 16, line.length(), 10))
          .findFirst()
          .orElse(0);
    }

    public void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    public void answer(String body) throws IOException {
      say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Answers every request alike. */
    public void answerAll(String body) throws IOException {
      answerAll(body, new ArrayList<>());
    }

    /** The same, and keeps the heads of the requests. */
    public void answerAll(String body, List<String> heads) throws IOException {
      for (String head = request(); !head.isEmpty(); head = request()) {
        heads.add(head);
        answer(body);
      }
    }

    /** Waits until the client has closed the connection, however it does that. */
    public void awaitLeft() {
      try {
        while (in.read() >= 0) {
          // What it still sends is no matter.
        }
      } catch (IOException reset) {
        // That is leaving too.
      }
    }

    /** Ends the connection with a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private Peer(ServerSocket server, Script script) {
    this.server = server;
    start(() -> accept(script));
  }

  public static Peer start(ServerSocketFactory sockets, Script script) throws IOException {
    return new Peer(sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  public static Peer start(Script script) throws IOException {
    return start(ServerSocketFactory.getDefault(), script);
  }

  /** On a thread of its own: one that writes without end gives a carrier to nobody else. */
  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().name("peer").start(task);
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(script, socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Script script, Socket socket) {
    try (socket) {
      script.serve(new Client(socket, new BufferedInputStream(socket.getInputStream())));
    } catch (IOException | RuntimeException left) {
      // The client left, which some tests want.
    }
  }

  /** Waits in a script until the test has come so far. */
  public static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(SOON_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the others did not come");
      }
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public URI uri(String scheme) {
    return URI.create(scheme + "://localhost:" + port() + "/v1/chat");
  }

  /** How many connections were made. */
  public int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
