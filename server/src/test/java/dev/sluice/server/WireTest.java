package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.http.HttpLimits;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request, or too much of one, is refused, and by name. */
final class WireTest {
  private static final World WORLD = world(Duration.ofSeconds(60), Duration.ofSeconds(4));

  /** Where a machine that is busy may run out of time by itself. */
  private static final World HASTY = world(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private static World world(Duration patience, Duration idle) {
    return World.saying(
        "words \"Yes\"\nfinish stop\ndone",
        http -> http.with(new HttpLimits(100_000, 64 * 1024, patience, patience, idle, 1000)));
  }

  private static final String HEAD = "Host: localhost\r\nContent-Type: application/json\r\n";

  @AfterAll
  static void close() {
    WORLD.close();
    HASTY.close();
  }

  private static String ask(String text) throws IOException {
    return ask(WORLD, text);
  }

  private static String ask(World world, String text) throws IOException {
    try (RawClient client = world.raw()) {
      return client.write(text).readAll();
    }
  }

  private static String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: -5\r\n\r\nhello",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length : 5\r\n\r\nhello",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "X: a\rb\r\n\r\n",
        "X: a\u0000b\r\n\r\n",
        "X: 1\nContent-Length: 5\n\nhello",
        "X\u0000: 1\r\n\r\n",
        "No colon\r\n\r\n",
        ": none\r\n\r\n",
      })
  void whatMayBeReadInTwoWaysIsRefused(String rest) throws IOException {
    String smuggled = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(ask("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD + rest + smuggled))
        .startsWith("HTTP/1.1 400 ")
        .doesNotContain("200 OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhello\r\n0\r\n\r\n",
        "-1\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\n"
      })
  void chunksThatAreNoneEndTheConnection(String chunks) throws IOException {
    String smuggled = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(
            ask(
                "POST /v1/chat/completions HTTP/1.1\r\n"
                    + HEAD
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunks
                    + smuggled))
        .doesNotContain("200 OK");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          //v1/models                  | 404
          /v1//models                  | 404
          /v1/../v1/models             | 404
          /v1/./models                 | 404
          /v1/models/                  | 404
          /v1/models/..                | 404
          /v1/models/%2e%2e/x          | 404
          /v1%2fmodels                 | 404
          /v1/models/a%2f%2fb          | 404
          /v1/models/a%5cb             | 404
          /v1/models/a%00b             | 400
          /v1/models/a%0d%0ab          | 400
          /v1/models/a%zz              | 400
          /v1/models/a%4               | 400
          /v1/models/%ff               | 400
          /v1/models/%c0%ae%c0%ae      | 400
          /runs/%61                    | 404
          /runs/..%2f..                | 404
          /runs/a/b/events             | 404
          /runs//events                | 404
          /runs/                       | 404
          /runs/x/../y                 | 404
          /RUNS/x                      | 404
          /v1/models;x                 | 404
          /health/live/                | 404
          /v1/models?x=//..            | 200
          /v1/models/fast              | 200
          /v1/models/openai/gpt-4o     | 200
          /v1/models/openai%2Fgpt-4o   | 200
          /v1/models/none              | 404
          /runs/none                   | 404
          /runs/none/events            | 404
          """)
  void aPathIsTakenAsItIsWritten(String path, int status) throws IOException {
    assertThat(get(path)).startsWith("HTTP/1.1 " + status + " ").contains("application/json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/chat/completions/        | ask it without
          /v1/models/                  | ask it without
          /chat/completions            | ends with this gateway's address and /v1, once
          /v1/v1/chat/completions      | ends with this gateway's address and /v1, once
          /api/v1/models               | ends with this gateway's address and /v1, once
          /models                      | ends with this gateway's address and /v1, once
          /v1/chat/completions/models  | ends with this gateway's address and /v1, once
          /v1/completions              | does not speak that format
          /v1/completions/             | does not speak that format
          /responses                   | ends with this gateway's address and /v1, once
          /v1/messages/                | ask it without
          /api/chat/                   | ask it without
          /runs/none/                  | ask it without
          /v1/v1/messages              | address alone, without /v1
          /messages                    | address alone, without /v1
          /v1/v1/messages/count_tokens | address alone, without /v1
          /models/m:streamGenerateContent | address alone, without /v1
          /v1/api/chat                 | address alone, without /v1
          /v1/api/tags                 | address alone, without /v1
          /embeddings                  | ends with this gateway's address and /v1
          //v1/messages                | ask /v1/messages
          /v1//chat/completions        | no slash at its end
          /v1/images/generations       | of what is below /v1
          /v1/messages/batches         | of what is below /v1
          /v2                          | with /v1 behind it
          """)
  void aPathThatLeadsNowhereIsToldWhatWasProbablyMeant(String path, String told)
      throws IOException {
    String answer = get(path);
    assertThat(answer).startsWith("HTTP/1.1 404 ").contains(told);
    if (path.matches(".*/api/(chat|tags)/?")) { // Ollama's form, which has a sentence and no word.
      assertThat(answer).contains("\r\n\r\n{\"error\":\"there is nothing");
    } else {
      assertThat(answer).containsIgnoringCase("unknown_url");
    }
  }

  @Test
  void longNamesAreRefused() throws IOException {
    assertThat(get("/runs/" + "a".repeat(129))).startsWith("HTTP/1.1 404 ");
    assertThat(get("/v1/models/" + "a".repeat(3000))).startsWith("HTTP/1.1 414 ");
    assertThat(get("/v1/models/" + "a".repeat(10_000))).contains(" 414 ").contains("path_too_long");
  }

  @Test
  void headersThatAreTooLargeAreRefusedByName() throws IOException {
    assertThat(
            ask(
                "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX: "
                    + "a".repeat(70_000)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("headers_too_large");
    StringBuilder many = new StringBuilder("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < 10_000; i++) {
      many.append("x").append(i).append(": 1\r\n");
    }
    assertThat(ask(many + "\r\n")).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aBodyThatSaysThatItIsTooLargeIsRefusedAtOnce() throws IOException {
    try (RawClient client = WORLD.raw()) {
      client.write(
          "POST /v1/chat/completions HTTP/1.1\r\n"
              + HEAD
              + "Connection: close\r\nContent-Length: 100001\r\n\r\n");
      assertThat(client.readUntil("}}"))
          .startsWith("HTTP/1.1 413 ")
          .contains("body_too_large")
          .contains("100000 bytes");
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    try (RawClient client = WORLD.raw()) {
      client.write(
          "POST /v1/chat/completions HTTP/1.1\r\n" + HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      client.write(chunk).write(chunk);
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void whoWritesItsHeadSlowlyIsClosed() throws IOException {
    try (RawClient client = HASTY.raw()) {
      client.write("GET /v1/models HTTP/1.1\r\nHost: loc");
      assertThat(client.readAll()).isIn("", "<reset>");
    }
    try (RawClient client = HASTY.raw()) {
      assertThat(client.readAll()).isIn("", "<reset>");
    }
  }

  @Test
  void whoWritesItsNextHeadSlowlyIsClosed() throws IOException {
    try (RawClient client = HASTY.raw()) {
      client.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.readUntil("{\"status\":\"ok\"}");
      client.write("GET /health/live HTTP/1.1\r\nHost: loc");
      assertThat(client.readAll()).isIn("", "<reset>");
    }
  }

  @Test
  void whoWritesItsBodySlowlyIsToldAndClosed() throws IOException {
    assertThat(
            ask(
                HASTY,
                "POST /v1/chat/completions HTTP/1.1\r\n"
                    + HEAD
                    + "Content-Length: 50\r\n\r\n{\"mod"))
        .startsWith("HTTP/1.1 408 ")
        .contains("body_too_slow");
  }

  @Test
  void aBodyIsAskedForOnlyIfItWouldBeTaken() throws IOException {
    String head = "POST /v1/chat/completions HTTP/1.1\r\n" + HEAD;
    try (RawClient client = WORLD.raw()) {
      client.write(
          head
              + "Expect: 100-continue\r\nConnection: close\r\nContent-Length: "
              + World.CHAT.length()
              + "\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      assertThat(client.write(World.CHAT).readAll()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(ask(head + "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(ask(head + "Expect: 200-maybe\r\nContent-Length: 10\r\n\r\n"))
        .startsWith("HTTP/1.1 417 ");
    assertThat(
            ask(
                "POST /nowhere HTTP/1.1\r\n"
                    + HEAD
                    + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aCodedBodyIsRefused() throws IOException {
    assertThat(
            ask(
                "POST /v1/chat/completions HTTP/1.1\r\n"
                    + HEAD
                    + "Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 415 ")
        .contains("content_encoding");
  }

  @Test
  void aWebSocketIsRefusedAtOnce() throws IOException {
    assertThat(
            ask(
                """
                GET /v1/responses HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """))
        .startsWith("HTTP/1.1 426 ");
  }

  @Test
  void aMethodThatIsNotForAPathIsNamedWithThoseThatAre() throws IOException {
    assertThat(get("/v1/chat/completions"))
        .startsWith("HTTP/1.1 405 ")
        .contains("allow: POST, OPTIONS\r\n")
        .contains("method_not_allowed");
    assertThat(ask("DELETE /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("allow: GET, HEAD, OPTIONS\r\n");
  }

  @Test
  void aHeadIsWhatGetWouldAnswerWithoutItsBody() throws IOException {
    String head = ask("HEAD /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    String whole = get("/v1/models");
    String length = "content-length: " + whole.substring(whole.indexOf("\r\n\r\n") + 4).length();
    assertThat(head).startsWith("HTTP/1.1 200 ").contains(length).endsWith("\r\n\r\n");
    assertThat(whole).contains(length);
  }

  @Test
  void aRequestsIdIsPassedOnIfItIsOne() throws IOException {
    String head = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    assertThat(ask(head + "X-Request-Id: a.b:c-1\r\n\r\n")).contains("x-request-id: a.b:c-1\r\n");
    assertThat(ask(head + "X-Request-Id: a<b>\r\n\r\n"))
        .contains("x-request-id: ")
        .doesNotContain("<b>");
    assertThat(ask(head + "X-Request-Id: " + "a".repeat(129) + "\r\n\r\n"))
        .doesNotContain("aaaaaaaa");
  }
}
