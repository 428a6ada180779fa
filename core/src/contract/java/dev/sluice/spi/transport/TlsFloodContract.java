package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.http.LimitedEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What a transport does with a server that keeps its TLS busy. */
public abstract class TlsFloodContract extends TransportCase {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";

  private static final int UNREAD_REQUEST = 16 * 1024 * 1024;

  /** For those who keep it. */
  protected TlsFloodContract() {}

  /** New keys, each with an answer, cost more to make and to keep than to ask for. */
  @Test
  void aServerThatHasItsKeysUpdatedAndSaysNothingIsLeft() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        updatingKeys(
            client -> {
              client.say(HEAD);
              updateKeysUntilLeft(client, "", left);
            });
    assertThat(ask(peer.uri("https")).outcome())
        .endsWith("the server has TLS answer again and again, and says nothing");
    await(left);
  }

  @Test
  void aServerThatHasItsKeysUpdatedAndReadsNothingIsLeft() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        closing(
            Peer.start(
                new OfVersion("TLSv1.3"),
                client -> {
                  assertThat(client.head()).isNotEmpty();
                  client.say(HEAD);
                  updateKeysUntilLeft(client, "x", left);
                }));
    // More than sockets hold, so that its answers wait from the first one on.
    assertThat(ask(peer.uri("https"), "x".repeat(UNREAD_REQUEST), new Hearing()).outcome())
        .endsWith("the server has TLS answer again and again, and reads nothing");
    await(left);
  }

  @Test
  void aServerMayHaveItsKeysUpdatedWhileItAnswers() throws Exception {
    String body = "hello".repeat(LimitedEngine.MAX_ANSWERS);
    Peer peer =
        updatingKeys(
            client -> {
              for (int i = 0; i < LimitedEngine.MAX_ANSWERS; i++) {
                updateKeys(client);
              }
              client.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
              for (int i = 0; i < body.length(); i++) {
                client.say(body.substring(i, i + 1));
                updateKeys(client);
              }
              client.awaitLeft();
            });
    assertThat(ask(peer.uri("https")).outcome()).isEqualTo("200 " + body);
  }

  @Test
  void aServerThatAsksForAnotherHandshakeIsLeft() throws Exception {
    Peer peer =
        closing(
            Peer.start(
                new OfVersion("TLSv1.2"),
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  ((SSLSocket) client.socket()).startHandshake();
                  client.answer("hello");
                }));
    assertThat(ask(peer.uri("https")).outcome())
        .endsWith("the server asked for another handshake, which is refused");
  }

  private Peer updatingKeys(Peer.Script afterTheRequest) throws Exception {
    return closing(
        Peer.start(
            new OfVersion("TLSv1.3"),
            client -> {
              assertThat(client.request()).isNotEmpty();
              afterTheRequest.serve(client);
            }));
  }

  private static void updateKeysUntilLeft(Peer.Client client, String between, CountDownLatch left)
      throws IOException {
    try {
      while (true) {
        updateKeys(client);
        client.say(between);
      }
    } catch (IOException closed) {
      left.countDown();
      throw closed;
    }
  }

  private static void updateKeys(Peer.Client client) throws IOException {
    ((SSLSocket) client.socket()).startHandshake();
  }

  /** Server sockets of one version of TLS, which hold little that is not read. */
  private static final class OfVersion extends ServerSocketFactory {
    private static final int UNREAD_BYTES = 4096;

    private final String version;

    OfVersion(String version) {
      this.version = version;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return set(secure().createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return set(secure().createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return set(secure().createServerSocket(port, backlog, address));
    }

    private ServerSocket set(ServerSocket made) throws IOException {
      made.setReceiveBufferSize(UNREAD_BYTES);
      ((SSLServerSocket) made).setEnabledProtocols(new String[] {version});
      return made;
    }
  }
}
