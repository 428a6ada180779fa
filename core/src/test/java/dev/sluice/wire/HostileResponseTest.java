package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Coded;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses that no honest server sends, over a real socket, byte for byte. */
@Timeout(240)
class HostileResponseTest {
  private static final String ANSWER =
      """
      data: {"choices":[{"delta":{"content":"hello"}}]}

      data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private final ServerSocket server;
  private final Models models;

  HostileResponseTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    String base = "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    models = Models.of(Map.of("OPENAI_BASE_URL", base), progress -> {});
  }

  @AfterEach
  void close() throws IOException {
    models.close();
    server.close();
  }

  /** What it counted overflowed, and the loop that read it never came back. */
  @Test
  void theLongestLengthOfAllHoldsNobodyUp() throws Exception {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", ANSWER, "more", "more");
    try (ChatStream one = model().stream("hi");
        ChatStream other = model().stream("hi")) {
      for (ChatStream stream : List.of(one, other)) {
        Ending ending = stream.await();
        assertThat(ending.kind()).isEqualTo("completed");
        assertThat(ending.reply().text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aFoldedLineIsNotTakenForFraming() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nX: a\r\n Transfer-Encoding: chunked\r\nContent-Length: ";
    serve(head + ANSWER.length() + "\r\n\r\n", ANSWER);
    assertThat(model().stream("hi").await().reply().text()).isEqualTo("hello");
  }

  @Test
  void whatHttpForbidsFailsByName() throws Exception {
    serve("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello");
    assertThat(failure().message())
        .contains("does not speak HTTP as it should: the length of the answer is not a number");
  }

  @Test
  void aCodingThatNobodyAskedForIsUndone() throws Exception {
    byte[] coded = Coded.gzip(ANSWER.getBytes(StandardCharsets.UTF_8));
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ";
    String body = new String(coded, StandardCharsets.ISO_8859_1);
    serve(head + coded.length + "\r\n\r\n", body);
    assertThat(model().stream("hi").await().reply().text()).isEqualTo("hello");
  }

  @Test
  void aRefusalThatBreaksOffIsToldAsOne() throws Exception {
    serve("HTTP/1.1 413 Too Large\r\nContent-Length: 500\r\n\r\nnot so mu");
    assertThat(failure()).isInstanceOf(Failure.Refused.class);
    assertThat(failure().message()).contains("answered 413: not so mu");
  }

  private ChatModel model() {
    return models.model("openai/any").with(Retry.upTo(0));
  }

  private Failure failure() {
    if (model().stream("hi").await() instanceof Ending.Incomplete early) {
      return early.cause().failure().orElseThrow();
    }
    throw new AssertionError("completed");
  }

  /** Answers every connection with these pieces, and then closes it. */
  private void serve(String... pieces) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket client = server.accept();
                  Thread.ofVirtual().start(() -> answer(client, pieces));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private static void answer(Socket client, String... pieces) {
    try (client) {
      client.setTcpNoDelay(true); // Each piece goes by itself.
      client.getInputStream().read(new byte[64 * 1024]);
      OutputStream out = client.getOutputStream();
      for (String piece : pieces) {
        out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      client.shutdownOutput();
      // A socket that is closed with something unread takes back what it has sent.
      long unused = client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException left) {
      // The client left: it had enough.
    }
  }
}
