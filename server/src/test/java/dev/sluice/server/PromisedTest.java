package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import dev.sluice.server.http.HttpLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages of the gateway say beside all that has a test where it is at home. */
@Timeout(240)
final class PromisedTest {
  private static final String YES = "words \"Yes\"\nfinish stop\ndone";

  private static World limited(Duration idle, int connections) {
    return World.saying(
        YES,
        http ->
            http.with(
                new HttpLimits(
                    100_000,
                    64 * 1024,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    idle,
                    connections)));
  }

  @Test
  void aConnectionTooManyIsClosedAtOnce() throws Exception {
    try (World world = limited(Duration.ofSeconds(60), 1)) {
      try (RawClient first = world.raw()) {
        first.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(first.status()).isEqualTo(200);
        try (RawClient second = world.raw()) {
          assertThat(second.readAll()).isIn("", "<reset>");
        }
      }
      World.await(() -> answersAgain(world)); // One that has gone makes room.
    }
  }

  private static boolean answersAgain(World world) {
    try (RawClient again = world.raw()) {
      again.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return again.status() == 200;
    } catch (IOException stillFull) {
      return false;
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (World world = limited(Duration.ofSeconds(2), 100);
        RawClient client = world.raw()) {
      client.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aHeaderThatGoesOnInTheNextLineIsOne() throws Exception {
    Keys keys = Keys.of(List.of(Keys.Key.of("ann", "secret-a", List.of())));
    try (World world = World.with(YES, keys, settings -> settings);
        RawClient client = world.raw()) {
      client.write(
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer\r\n  secret-a\r\n\r\n");
      assertThat(client.status()).isEqualTo(200);
    }
  }

  @Test
  void streamsAreNeitherCompressedNorBufferedNorKept() throws Exception {
    try (World world = World.saying(YES)) {
      for (String path : List.of("/v1/chat/completions", "/runs")) {
        String body = path.equals("/runs") ? "{\"model\":\"fast\",\"prompt\":\"Hi\"}" : World.CHAT;
        HttpResponse<String> answer =
            world.send(world.post(path, body).header("Accept-Encoding", "gzip, br, zstd"));

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
        assertThat(answer.headers().firstValue("sluice-run")).isPresent();
        assertThat(answer.body()).contains("Yes");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/runs/nobody/events, 404, run_not_found",
    "/runs/nobody, 404, run_not_found",
    "/runs/nobody/events?after=x, 400, malformed_offset",
    "/runs/nobody/events?as=klingon, 400, unknown_dialect",
    "/runs/nobody/events?as=%zz, 400, malformed_query",
    "/v1/models/openai+http://example.com, 404, unknown_url",
    "/v1/models/local/x.gguf, 404, model_not_found",
    "/nothing, 404, unknown_url",
  })
  void whatIsWrongHasItsCode(String path, int status, String code) throws Exception {
    try (World world = World.saying(YES);
        RawClient client = world.raw()) {
      client.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readUntil("}}"))
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\"code\":\"" + code + "\"");
    }
  }

  @Test
  void howCloselyAPictureIsLookedAtIsToldToWhoeverSpeaksTheFormat() throws Exception {
    for (String url : List.of("data:image/png;base64,AAAA", "https://a.test/b.png")) {
      String content =
          "[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":\"" + url + "\"}}]";
      try (World world = World.saying(YES)) {
        for (String model : List.of("fast", "other")) {
          String body = World.CHAT.replace("fast", model).replace("\"Hi\"", content);
          HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", body));
          assertThat(answer.body()).contains("[DONE]");
        }
        assertThat(world.provider.requests().get(0).body())
            .contains("{\"url\":\"" + url + "\",\"detail\":\"low\"}");
        assertThat(world.provider.requests().get(1).body())
            .contains("image")
            .doesNotContain("detail");
      }
    }
  }

  @Test
  void whoSaysItIsToldToWhoeverSpeaksTheFormatAndNamedForTheOthers() throws Exception {
    try (World world = World.saying(YES)) {
      String odd =
          "\"messages\":[{\"role\":\"user\",\"name\":\"Ada Lovelace\",\"content\":\"Yes.\"},";
      HttpResponse<String> refusable =
          world.send(world.post("/v1/chat/completions", World.CHAT.replace("\"messages\":[", odd)));
      assertThat(refusable.headers().allValues("x-sluice-dropped"))
          .containsExactly("messages[].name");
      assertThat(world.provider.requests().getLast().body()).doesNotContain("Lovelace");
      for (String model : List.of("fast", "other")) {
        for (String role : List.of("user", "assistant", "system")) {
          String message = "{\"role\":\"" + role + "\",\"name\":\"ann\",\"content\":\"Yes.\"},";
          String body =
              World.CHAT
                  .replace("fast", model)
                  .replace("\"messages\":[", "\"messages\":[" + message);
          HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", body));
          assertThat(answer.body()).contains("[DONE]");
          boolean goesOn = model.equals("fast") && !role.equals("system");
          assertThat(answer.headers().allValues("x-sluice-dropped"))
              .isEqualTo(goesOn ? List.of() : List.of("messages[].name"));
          String asked = world.provider.requests().getLast().body();
          assertThat(asked.contains("\"role\":\"" + role + "\",\"name\":\"ann\""))
              .as(asked)
              .isEqualTo(goesOn);
          assertThat(asked.contains("ann")).as(asked).isEqualTo(goesOn);
        }
      }
    }
  }

  @Test
  void aSlashInAModelsIdMayBeWrittenEitherWay() throws Exception {
    try (World world = World.saying(YES)) {
      String raw = world.get("/v1/models/openai/gpt-4o").body();

      assertThat(raw).contains("\"id\":\"openai/gpt-4o\"");
      assertThat(world.get("/v1/models/openai%2Fgpt-4o").body()).isEqualTo(raw);
    }
  }

  @Test
  void aKeyThatIsNoneOrWasUsedForSomethingElseIsRefused() throws Exception {
    try (World world = World.saying(YES)) {
      HttpResponse<String> bad =
          world.send(world.post("/runs", "{}").header("Idempotency-Key", "a b"));
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(bad.body()).contains("\"code\":\"idempotency_key\"");

      for (String body : List.of("A", "B")) {
        HttpResponse<String> keyed =
            world.send(
                world
                    .post("/runs", "{\"model\":\"fast\",\"prompt\":\"" + body + "\"}")
                    .header("Idempotency-Key", "k"));
        assertThat(keyed.statusCode()).isEqualTo(body.equals("A") ? 200 : 409);
        if (body.equals("B")) {
          assertThat(keyed.body()).contains("\"code\":\"idempotency_key_reused\"");
        }
      }
    }
  }
}
