package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.SelfSigned;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server's records may cost, without sockets. */
class LimitedEngineTest {
  private static final SSLContext CONTEXT = SelfSigned.make().context();
  private static final int ROOM = 64 * 1024;

  private final SSLEngine server = CONTEXT.createSSLEngine();
  private final LimitedEngine client = ClientEngine.of(CONTEXT, "localhost", 443);
  private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
  private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
  private final ByteBuffer heard = ByteBuffer.allocate(ROOM);

  @BeforeEach
  void shakeHands() throws SSLException {
    server.setUseClientMode(false);
    server.beginHandshake();
    client.beginHandshake();
    boolean isGoingOn = true;
    while (isGoingOn) {
      boolean said = step(server, toClient, toServer);
      isGoingOn = step(client, toServer, toClient) || said;
    }
    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
  }

  private boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      engine.getDelegatedTask().run();
    } else if (status == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    } else if (in.position() > 0) {
      engine.unwrap(in.flip(), heard);
      in.compact();
    } else {
      return false;
    }
    return true;
  }

  /** A record that holds nothing for its reader; what it asks for is not answered here. */
  private void updateKeys() throws SSLException {
    server.beginHandshake();
    server.wrap(ByteBuffer.allocate(0), toClient);
    take();
  }

  private void say(String text) throws SSLException {
    server.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), toClient);
    take();
  }

  private void take() throws SSLException {
    assertThat(toClient.position()).isPositive();
    try {
      client.unwrap(toClient.flip(), heard);
    } finally {
      toClient.compact();
    }
  }

  @Test
  void recordsWithoutContentHaveAnEnd() throws SSLException {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i <= LimitedEngine.MAX_SILENT_RECORDS; i++) {
                updateKeys();
              }
            })
        .isInstanceOf(SSLException.class)
        .hasMessage("the server sends record after record, and says nothing");
  }

  @Test
  void recordsWithoutContentAreTakenBetweenOthers() throws SSLException {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < LimitedEngine.MAX_SILENT_RECORDS - 8; i++) {
        updateKeys();
      }
      say("x");
    }
    assertThat(heard.position()).isEqualTo(3);
    assertThat(client.answers()).isZero();
  }

  @Test
  void aGoodbyeIsNoAnswer() throws SSLException {
    client.closeOutbound();
    client.wrap(ByteBuffer.allocate(0), toServer);
    assertThat(toServer.position()).isPositive();
    assertThat(client.answers()).isZero();
  }
}
