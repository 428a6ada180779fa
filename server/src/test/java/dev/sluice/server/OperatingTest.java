package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import dev.sluice.server.run.RunSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever runs a gateway sees of it, and what clients hear of its limits. */
final class OperatingTest {
  private static final String YES = "words \"Yes indeed\"\nfinish stop\nusage 7 3\ndone";

  @Test
  void whatGoesOnIsCounted() throws IOException, InterruptedException {
    try (World world = World.saying(YES)) {
      world.send(world.post("/v1/chat/completions", World.CHAT));
      world.send(world.post("/runs", "{\"model\":\"openai/gpt-x\",\"prompt\":\"Hi\"}"));
      world.send(world.post("/v1/chat/completions", "{"));
      world.get("/nothing");
      World.await(() -> world.accessLog.size() == 2);

      String metrics = world.get("/metrics").body();
      assertThat(metrics)
          .contains("sluice_requests_total{place=\"openai.chat\",status=\"200\"} 1.0")
          .contains("sluice_requests_total{place=\"openai.chat\",status=\"400\"} 1.0")
          .contains("sluice_requests_total{place=\"unknown\",status=\"404\"} 1.0")
          .contains(
              "sluice_runs_total{dialect=\"openai.chat\",ending=\"completed\",model=\"fast\"} 1.0")
          .contains("sluice_runs_total{dialect=\"runs\",ending=\"completed\",model=\"other\"} 1.0")
          .contains("sluice_tokens_total{direction=\"input\",model=\"fast\"} 7.0")
          .contains("sluice_tokens_total{direction=\"output\",model=\"fast\"} 3.0")
          .contains("sluice_time_to_first_token_seconds_count{model=\"fast\"} 1")
          .contains("sluice_streams_open 0.0")
          .contains("sluice_followers 0.0")
          .doesNotContain("gpt-x");
    }
  }

  @Test
  void whatIsCountedHasNamesOfTheOperatorsAndOfWhoeverTookIt()
      throws IOException, InterruptedException {
    try (World world = World.saying(YES)) {
      world.send(world.post("/v1/chat/completions", World.CHAT.replace("fast", "claude-made-up")));
      world.send(
          world.post(
              "/api/chat",
              "{\"model\":\"fast\",\"messages\":[{\"id\":\"u\",\"role\":\"user\","
                  + "\"parts\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}"));
      World.await(() -> world.accessLog.size() == 2);

      assertThat(world.get("/metrics").body())
          .contains("ending=\"completed\",model=\"claude-*\"} 1.0")
          .contains("sluice_requests_total{place=\"ai-sdk.ui-messages\",status=\"200\"} 1.0")
          .doesNotContain("made-up")
          .doesNotContain("place=\"ollama.chat\"");
    }
  }

  @Test
  void eachRunIsALineThatTellsNoSecrets() throws IOException, InterruptedException {
    try (World world =
        World.with(
            YES,
            Keys.of(List.of(Keys.Key.of("ann", "secret-a", List.of()))),
            settings -> settings)) {
      HttpResponse<String> answer =
          world.send(
              world
                  .post("/v1/chat/completions", World.CHAT.replace("Hi", "the prompt"))
                  .header("authorization", "Bearer secret-a"));
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek())
          .contains("\"run\":\"" + answer.headers().firstValue("sluice-run").orElseThrow() + "\"")
          .contains("\"owner\":\"ann\"")
          .contains("\"model\":\"fast\"")
          .contains("\"dialect\":\"openai.chat\"")
          .contains("\"ending\":\"completed\"")
          .contains("\"ttft_ms\":")
          .contains("\"input_tokens\":7")
          .contains("\"output_tokens\":3")
          .contains("\"bytes\":" + answer.body().length())
          .contains("\"dropped\":0")
          .doesNotContain("secret")
          .doesNotContain("prompt\"")
          .doesNotContain("Yes")
          .doesNotContain("\n");
    }
  }

  @Test
  void tooManyStreamsAreRefusedUntilLater() throws IOException, InterruptedException {
    RunSettings usual = RunSettings.USUAL;
    RunSettings one =
        new RunSettings(
            usual.heartbeat(),
            usual.grace(),
            usual.idleClient(),
            usual.waitingEvents(),
            usual.waitingBytes(),
            usual.characters(),
            1,
            usual.idempotency());
    try (World world =
            World.with("text \"Hello\"\nstall", Keys.none(), settings -> settings.with(one));
        RawClient client = world.raw()) {
      client.write(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + World.CHAT.length()
              + "\r\n\r\n"
              + World.CHAT);
      client.readUntil("Hello");
      HttpResponse<String> refused = world.send(world.post("/v1/chat/completions", World.CHAT));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(refused.body()).contains("\"error\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          429 | 429
          500 | 502
          401 | 502
          404 | 404
          """)
  void whatAProviderRefusesIsToldByItsStatusAndNotTriedAgain(int status, int told)
      throws IOException, InterruptedException {
    String script =
        "status " + status + "\nheader retry-after: 1\nbody {\"error\":{\"message\":\"no\"}}";
    try (World world = World.saying(script)) {
      HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", World.CHAT));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(told);
      assertThat(answer.body()).contains("\"error\"").doesNotContain("sk-upstream");
      if (told == 429) {
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
      }
      if (told >= 429) {
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
      }
    }
  }

  @Test
  void theSameKeyJoinsTheSameRun() throws IOException, InterruptedException {
    try (World world = World.saying(YES)) {
      HttpResponse<String> first =
          world.send(world.post("/runs", RUN).header("idempotency-key", "k-1"));
      HttpResponse<String> again =
          world.send(world.post("/runs", RUN).header("idempotency-key", "k-1"));
      assertThat(again.headers().firstValue("location"))
          .isEqualTo(first.headers().firstValue("location"));
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(
              world
                  .send(
                      world.post("/runs", RUN.replace("Hi", "Ho")).header("idempotency-key", "k-1"))
                  .statusCode())
          .isEqualTo(409);
      assertThat(
              world
                  .send(world.post("/runs", RUN).header("idempotency-key", "k".repeat(256)))
                  .statusCode())
          .isEqualTo(400);
      assertThat(world.provider.requests()).hasSize(1);
    }
  }

  private static final String RUN = "{\"model\":\"fast\",\"prompt\":\"Hi\"}";

  @Test
  void aGatewayWithoutKeysIsForThisMachineAlone() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> World.saying(YES, http -> http.at("0.0.0.0", 0)).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set keys");
  }
}
