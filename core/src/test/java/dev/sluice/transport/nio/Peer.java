package dev.sluice.transport.nio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A server of a few lines, plain or with TLS, that does what its script says with each socket. */
final class Peer implements AutoCloseable {
  /** Serves one connection. */
  interface Script {
    void serve(Connected client) throws IOException;
  }

  /** A client's connection. */
  record Connected(Socket socket, BufferedReader in, OutputStream out) {
    /** Reads a request and returns its first line; empty once the client has left. */
    String request() throws IOException {
      String first = in.readLine();
      int length = 0;
      for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line, 16, line.length(), 10);
        }
      }
      for (int i = 0; i < length; i++) {
        if (in.read() < 0) {
          throw new IOException("the body ended early");
        }
      }
      return first == null ? "" : first;
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void answer(String body) throws IOException {
      say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private Peer(ServerSocket server, Script script) {
    this.server = server;
    Thread.ofVirtual().start(() -> accept(script));
  }

  static Peer start(ServerSocketFactory sockets, Script script) throws IOException {
    return new Peer(sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(script, socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Script script, Socket socket) {
    try (socket) {
      script.serve(
          new Connected(
              socket,
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)),
              socket.getOutputStream()));
    } catch (IOException | RuntimeException left) {
      // The client left, which some tests want.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  URI uri(String scheme) {
    return URI.create(scheme + "://localhost:" + port() + "/v1/chat");
  }

  /** How many connections were made. */
  int connections() {
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
