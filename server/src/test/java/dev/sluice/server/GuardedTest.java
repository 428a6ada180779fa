package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages that a browser has open can do nothing here, and no one else without a key. */
final class GuardedTest {
  private static final World OPEN =
      World.saying(
          "words \"Yes\"\nfinish stop\ndone",
          http -> http.askedBy(List.of("https://chat.example")).calledBy(List.of("box.lan")));
  private static final World KEYED =
      World.with(
          "words \"Yes\"\nfinish stop\ndone",
          Keys.of(List.of(Keys.Key.of("ann", "secret-a", List.of()))),
          settings -> settings);

  @AfterAll
  static void close() {
    OPEN.close();
    KEYED.close();
  }

  /** The whole answer to a request with these lines behind its first. */
  private static String ask(World world, String first, String... lines) throws IOException {
    try (RawClient client = world.raw()) {
      client.write(first + "\r\n");
      for (String line : lines) {
        client.write(line + "\r\n");
      }
      return client.write("Connection: close\r\n\r\n").readAll();
    }
  }

  private static String models(World world, String... lines) throws IOException {
    return ask(world, "GET /v1/models HTTP/1.1", lines);
  }

  private static String chat(World world, String... lines) throws IOException {
    try (RawClient client = world.raw()) {
      client.write("POST /v1/chat/completions HTTP/1.1\r\n");
      for (String line : lines) {
        client.write(line + "\r\n");
      }
      client.write("Connection: close\r\nContent-Length: " + World.CHAT.length() + "\r\n\r\n");
      return client.write(World.CHAT).readAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:8790",
        "127.8.9.1",
        "localhost",
        "LocalHost:1",
        "[::1]:80",
        "box.lan"
      })
  void itsOwnNamesAreKnown(String host) throws IOException {
    assertThat(models(OPEN, "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8790",
        "127.0.0.1.evil.example",
        "127.0.0.256",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "localhost.evil.example",
        "localhost.",
        "0.0.0.0",
        "192.168.0.1",
        "[::]",
        "[::2]",
        "sub.box.lan"
      })
  void aNameThatWasReboundIsRefused(String host) throws IOException {
    assertThat(models(OPEN, "Host: " + host))
        .startsWith("HTTP/1.1 421 ")
        .contains("\"code\":\"unknown_host\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "evil.example@127.0.0.1", "127.0.0.1/x", "127.0.0.1:x", "[::1"})
  void aHostThatIsNoneIsRefused(String host) throws IOException {
    assertThat(models(OPEN, "Host: " + host)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aQueryThatCannotBeDecodedIsTheClientsFault() throws IOException {
    try (RawClient client = OPEN.raw()) {
      client.write("GET /runs/x/events?after=% HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.status()).isEqualTo(400);
    }
  }

  @Test
  void aRequestNamesItsHostOnce() throws IOException {
    assertThat(models(OPEN)).startsWith("HTTP/1.1 400 ");
    assertThat(models(OPEN, "Host: localhost", "Host: evil.example")).startsWith("HTTP/1.1 400 ");
    assertThat(models(OPEN, "Host: localhost", "Host: localhost")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void anotherHostInThePathIsRefused() throws IOException {
    assertThat(ask(OPEN, "GET http://evil.example/v1/models HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void anyNameIsRightWhereThereAreKeys() throws IOException {
    assertThat(models(KEYED, "Host: gateway.example", "x-api-key: secret-a"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin: https://evil.example   | 403
          Origin: null                   | 403
          Origin: http://localhost:1     | 403
          Origin: https://localhost      | 403
          Origin: http://localhost       | 200
          Origin: https://chat.example   | 200
          Sec-Fetch-Site: cross-site     | 403
          Sec-Fetch-Site: same-site      | 403
          Sec-Fetch-Site: none           | 200
          Sec-Fetch-Site: none, cross-site | 403
          Sec-Fetch-Site: same-origin    | 200
          Forwarded: for=1.2.3.4         | 403
          X-Forwarded-For: 1.2.3.4       | 403
          X-Forwarded-Host: localhost    | 403
          X-Other: 1                     | 200
          """)
  void onlyPagesThatAreListedMayAsk(String header, int status) throws IOException {
    assertThat(models(OPEN, "Host: localhost", header)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(chat(OPEN, "Host: localhost", "Content-Type: application/json", header))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: text/plain; charset=application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=x",
        "X-None: 1"
      })
  void aBodyThatAnyPageMaySendIsTakenFromProgramsAlone(String type) throws IOException {
    assertThat(chat(OPEN, "Host: localhost", type)).startsWith("HTTP/1.1 200 ");
    for (String page :
        List.of("Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
      assertThat(chat(OPEN, "Host: localhost", type, page))
          .startsWith("HTTP/1.1 403 ")
          .contains("\"code\":\"origin_not_allowed\"");
    }
  }

  @Test
  void aListedPageIsAnsweredByItsNameAndNeverWithCredentials() throws IOException {
    String preflight =
        ask(
            OPEN,
            "OPTIONS /v1/chat/completions HTTP/1.1",
            "Host: localhost",
            "Origin: https://chat.example",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization, content-type");
    assertThat(preflight)
        .startsWith("HTTP/1.1 204 ")
        .contains("access-control-allow-origin: https://chat.example\r\n")
        .contains("access-control-allow-headers: authorization, content-type\r\n")
        .contains("access-control-allow-methods: POST\r\n")
        .contains("vary: Origin\r\n")
        .doesNotContain("credentials")
        .doesNotContain("*");
    assertThat(
            ask(
                OPEN,
                "OPTIONS /v1/chat/completions HTTP/1.1",
                "Host: localhost",
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST"))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain("access-control");
    assertThat(models(KEYED, "Host: localhost", "Origin: http://localhost", "api-key: secret-a"))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("access-control");
  }

  @Test
  void aListedPageMayReadWhatTheGatewaySaysInHeaders() throws IOException {
    String said = models(OPEN, "Host: localhost", "Origin: https://chat.example");
    String exposed =
        said.lines()
            .filter(line -> line.startsWith("access-control-expose-headers: "))
            .findFirst()
            .orElseThrow();
    assertThat(exposed.substring(exposed.indexOf(' ') + 1).split(", "))
        .contains("sluice-run", "retry-after", "x-should-retry", "x-sluice-dropped");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Authorization: Bearer any      | x-api-key: secret-a            | 200
          x-api-key: any                 | Authorization: Bearer secret-a | 200
          Authorization: Bearer any      | x-goog-api-key: secret-a       | 200
          Authorization: Bearer          | api-key: secret-a              | 200
          Authorization: Bearer any      | x-api-key: other               | 401
          """)
  void oneRightKeyIsEnoughBesideAnother(String first, String second, int status)
      throws IOException {
    assertThat(models(KEYED, "Host: localhost", first, second))
        .startsWith("HTTP/1.1 " + status + " ")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Authorization: Bearer secret-a  | 200
          authorization: bearer secret-a  | 200
          x-api-key: secret-a             | 200
          api-key: secret-a               | 200
          Authorization: Bearer secret-b  | 401
          Authorization: Bearer           | 401
          Authorization: Basic c2VjcmV0   | 401
          X-Other: secret-a               | 401
          """)
  void aKeyIsAskedForWhereThereAreSome(String header, int status) throws IOException {
    String answer = models(KEYED, "Host: localhost", header);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("secret");
    assertThat(answer.contains("www-authenticate: Bearer")).isEqualTo(status == 401);
    assertThat(ask(KEYED, "GET /metrics HTTP/1.1", "Host: localhost", header))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void healthIsToldToEverybody() throws IOException {
    for (World world : List.of(OPEN, KEYED)) {
      assertThat(ask(world, "GET /health/live HTTP/1.1", "Host: 10.1.2.3:8790"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(ask(world, "HEAD /health/ready HTTP/1.1", "Host: 10.1.2.3:8790"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void anotherOwnersRunIsNotThere() throws IOException, InterruptedException {
    try (World world =
        World.with(
            "words \"Yes\"\nfinish stop\ndone",
            Keys.of(
                List.of(
                    Keys.Key.of("ann", "secret-a", List.of()),
                    Keys.Key.of("bob", "secret-b", List.of()))),
            settings -> settings)) {
      String place =
          world
              .send(
                  world
                      .post("/runs", "{\"model\":\"fast\",\"prompt\":\"Hi\"}")
                      .header("x-api-key", "secret-a"))
              .headers()
              .firstValue("location")
              .orElseThrow();
      for (String path : List.of(place, place + "/events")) {
        assertThat(world.send(world.request(path).header("x-api-key", "secret-a")).statusCode())
            .isEqualTo(200);
        assertThat(world.send(world.request(path).header("x-api-key", "secret-b")).statusCode())
            .isEqualTo(404);
      }
      assertThat(
              world
                  .send(world.post(place + "/stop", "{}").header("x-api-key", "secret-b"))
                  .statusCode())
          .isEqualTo(404);
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek())
          .contains("\"owner\":\"ann\"")
          .contains("\"ending\":\"completed\"")
          .contains("\"model\":\"fast\"")
          .doesNotContain("secret-a")
          .doesNotContain("Hi");
    }
  }

  @Test
  void theClientsKeyGoesToNoProvider() throws IOException {
    assertThat(
            chat(
                KEYED,
                "Host: localhost",
                "Content-Type: application/json",
                "Authorization: Bearer secret-a"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(KEYED.provider.requests())
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.toString()).doesNotContain("secret-a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"models\":[\"openai/gpt-5\"]",
        "\"Models\":[\"openai/gpt-5\"]",
        "\"preset\":\"dear\"",
        "\"fallbacks\":[\"gpt-5\"]"
      })
  void aKeyOfSomeModelsNamesNoOthersBeside(String field) throws IOException, InterruptedException {
    String body =
        "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + field + "}";
    try (World world =
        World.with(
            "words \"Yes\"\nfinish stop\ndone",
            Keys.of(
                List.of(
                    Keys.Key.of("ann", "secret-a", List.of("fast")),
                    Keys.Key.of("bob", "secret-b", List.of()))),
            settings -> settings)) {
      var limited =
          world.send(world.post("/v1/chat/completions", body).header("x-api-key", "secret-a"));
      assertThat(limited.statusCode()).isEqualTo(400);
      assertThat(limited.body()).contains("which models are asked here is limited");
      assertThat(world.provider.requests()).isEmpty();
      assertThat(
              world
                  .send(world.post("/v1/chat/completions", body).header("x-api-key", "secret-b"))
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
