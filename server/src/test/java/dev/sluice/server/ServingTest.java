package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What clients get who ask as they should. */
final class ServingTest {
  private static final String TWO_WORDS = "words \"Hello there\"\nfinish stop\nusage 3 2\ndone";

  @Test
  void aChatIsStreamedToItsEnd() throws IOException, InterruptedException {
    try (World world = World.saying(TWO_WORDS)) {
      HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", World.CHAT));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
      assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
      assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
      assertThat(answer.headers().firstValue("sluice-run")).isPresent();
      assertThat(answer.headers().firstValue("x-request-id")).isPresent();
      assertThat(answer.headers().firstValue("location")).isEmpty();
      assertThat(answer.body()).contains("Hello").contains("there").endsWith("data: [DONE]\n\n");
      assertThat(world.complaints).isEmpty();
    }
  }

  @Test
  void aChatIsAnsweredAsADocument() throws IOException, InterruptedException {
    try (World world = World.saying(TWO_WORDS)) {
      HttpResponse<String> answer =
          world.send(
              world.post("/v1/chat/completions", World.CHAT.replace("\"stream\":true,", "")));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertThat(answer.headers().firstValue("sluice-run")).isPresent();
      assertThat(answer.body()).contains("Hello there");
    }
  }

  @Test
  void aDocumentThatBreaksOffNamesTheRunThatKeptWhatHadCome()
      throws IOException, InterruptedException {
    try (World world = World.saying("words \"It was a\"\nrst")) {
      HttpResponse<String> answer =
          world.send(
              world.post("/v1/chat/completions", World.CHAT.replace("\"stream\":true,", "")));

      assertThat(answer.statusCode()).isEqualTo(502);
      String run = answer.headers().firstValue("sluice-run").orElseThrow();
      assertThat(world.get("/runs/" + run).body()).contains("\"status\":\"cut\"", "It was");
    }
  }

  @Test
  void aRunTellsWhereItIsFoundAndCanBeReadLater() throws IOException, InterruptedException {
    try (World world = World.saying(TWO_WORDS)) {
      HttpResponse<String> answer =
          world.send(world.post("/runs", "{\"model\":\"fast\",\"prompt\":\"Hi\"}"));
      String place = answer.headers().firstValue("location").orElseThrow();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("event: ended");
      assertThat(world.get(place).body())
          .contains("\"status\":\"completed\"")
          .contains("\"text\":\"Hello there\"");
      assertThat(world.get(place + "/events").body()).isEqualTo(answer.body());
      String last =
          answer.body().substring(answer.body().lastIndexOf("id: ") + 4).split("\n", -1)[0];
      assertThat(world.get(place + "/events?after=" + last).statusCode()).isEqualTo(204);
      assertThat(
              world
                  .send(world.request(place + "/events").header("last-event-id", last))
                  .statusCode())
          .isEqualTo(204);
      assertThat(world.get(place + "/events?as=openai.chat").body()).endsWith("data: [DONE]\n\n");
      assertThat(world.get(place + "/events?as=morse").statusCode()).isEqualTo(400);
      assertThat(world.get(place + "/events?after=x").statusCode()).isEqualTo(400);
    }
  }
}
