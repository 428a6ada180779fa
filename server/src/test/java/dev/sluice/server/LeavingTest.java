package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.server.access.Keys;
import dev.sluice.server.run.RunSettings;
import dev.sluice.simulator.Departure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a stream when a side of it leaves. */
final class LeavingTest {
  private static final String HEAD =
      "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: "
          + World.CHAT.length()
          + "\r\n\r\n"
          + World.CHAT;

  @ParameterizedTest
  @ValueSource(
      strings = {"stall", "text \"Hello\"\nstall", "pace 20/s\nrepeat forever text \"on\""})
  void aClientThatLeavesCancelsUpstream(String script) throws IOException, InterruptedException {
    try (World world = World.saying(script)) {
      try (RawClient client = world.raw()) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        world.provider.awaitRequest(1, World.PATIENCE);
        Thread.sleep(50);
      }
      Departure left = world.provider.awaitClientLeft(1, World.PATIENCE);
      assertThat(left).isNotNull();
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek()).contains("\"ending\":\"cancelled\"");
    }
  }

  @Test
  void aClientThatLeavesWithoutReadingCancelsUpstream() throws IOException, InterruptedException {
    try (World world = World.saying("repeat forever text \"on and on and on and on\"")) {
      try (RawClient client = world.raw()) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        client.readUntil("data: ");
        Thread.sleep(500); // Sockets on both sides are full by now.
      }
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 500})
  void aClientThatHasAskedAheadAndLeavesCancelsUpstream(int ahead)
      throws IOException, InterruptedException {
    try (World world = World.saying("stall")) {
      try (RawClient client = world.raw()) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        world.provider.awaitRequest(1, World.PATIENCE);
        client.write(("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD).repeat(ahead));
        Thread.sleep(100); // It is read by now, or will not be.
      }
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @Test
  void aClientThatAsksTooMuchAheadIsLetGo() throws IOException, InterruptedException {
    try (World world = World.saying("stall");
        RawClient client = world.raw()) {
      client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
      world.provider.awaitRequest(1, World.PATIENCE);
      client.write(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n"
              + " ".repeat(100_000));
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @Test
  void whatIsAskedAheadIsAnsweredInItsTurn() throws IOException, InterruptedException {
    try (World world = World.saying("text \"Hello\"\nfinish stop\ndone");
        RawClient client = world.raw()) {
      String chat = "POST /v1/chat/completions HTTP/1.1\r\n" + HEAD;
      String health = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
      String last = "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      client.write(chat + health + chat + health.replace("GET", "HEAD") + chat + last);
      String all = client.readAll();
      assertThat(all.split("HTTP/1.1 200", -1)).hasSize(6);
      assertThat(all.split("\\[DONE]", -1)).hasSize(4);
      assertThat(all).contains("unknown_url");
    }
  }

  @Test
  void aDetachedRunGoesOnWithoutItsClient() throws IOException, InterruptedException {
    try (World world =
        World.saying("text \"Hello\"\nwait 1s\ntext \" there\"\nfinish stop\ndone")) {
      try (RawClient client = world.raw()) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\nSluice-Detach: true\r\n" + HEAD);
        client.readUntil("Hello");
      }
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek()).contains("\"ending\":\"completed\"");
    }
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() throws IOException, InterruptedException {
    try (World world = World.saying("text \"Hello\"\nfinish stop\ndone");
        RawClient client = world.raw()) {
      for (int i = 1; i <= 3; i++) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        assertThat(client.readUntil("0\r\n\r\n")).contains("[DONE]");
      }
      client.write("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.status()).isEqualTo(200);
    }
  }

  @Test
  void aSecondStreamOfAConnectionIsCancelledToo() throws IOException, InterruptedException {
    try (World world = World.saying("text \"Hello\"\nfinish stop\ndone\n---\ntext \"Hm\"\nstall")) {
      try (RawClient client = world.raw()) {
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        client.readUntil("0\r\n\r\n");
        client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
        client.readUntil("Hm");
      }
      world.provider.awaitClientLeft(2, World.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text \"Hello\"\nend",
        "text \"Hello\"\nfin",
        "text \"Hello\"\nrst",
        "text \"Hello\"\nhalf\nrst"
      })
  void aCutUpstreamIsNoGoodEnd(String script) throws IOException, InterruptedException {
    try (World world = World.saying(script)) {
      HttpResponse<String> answer = world.send(world.post("/v1/chat/completions", World.CHAT));
      assertThat(answer.body()).contains("Hello").contains("\"error\"").doesNotContain("[DONE]");
    }
  }

  @Test
  void aRunThatIsStoppedEndsForEverybody() throws IOException, InterruptedException {
    try (World world = World.saying("text \"Hello\"\nstall");
        RawClient client = world.raw()) {
      String body = "{\"model\":\"fast\",\"prompt\":\"Hi\"}";
      client.write(
          "POST /runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String head = client.readUntil("\r\n\r\n");
      String place = head.replaceAll("(?s).*location: (\\S+).*", "$1");
      client.readUntil("Hello");
      for (int i = 0; i < 2; i++) {
        assertThat(world.send(world.post(place + "/stop", "")).statusCode()).isEqualTo(200);
      }
      assertThat(client.readUntil("0\r\n\r\n")).contains("event: ended").contains("cancelled");
      assertThat(world.get(place).body()).contains("\"status\":\"cancelled\"").contains("Hello");
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @Test
  void aClientThatReadsNothingIsDroppedAndDoesNotHoldItsRunUp()
      throws IOException, InterruptedException {
    RunSettings usual = RunSettings.USUAL;
    RunSettings hasty =
        new RunSettings(
            usual.heartbeat(),
            usual.grace(),
            Duration.ofMillis(500),
            usual.waitingEvents(),
            usual.waitingBytes(),
            usual.characters(),
            usual.streams(),
            usual.idempotency());
    try (World world =
            World.with(
                "repeat 40000 text \"" + "on ".repeat(32) + "\"\nfinish stop\ndone",
                Keys.none(),
                settings -> settings.with(hasty));
        RawClient client = new RawClient(world.port(), 4096)) {
      client.write("POST /v1/chat/completions HTTP/1.1\r\nSluice-Detach: true\r\n" + HEAD);
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek()).contains("\"dropped\":1");
    }
  }

  @Test
  void drainingLetsStreamsEndAndTakesNoMore() throws Exception {
    try (World world = World.saying("text \"Hello\"\nwait 1s\ntext \" there\"\nfinish stop\ndone");
        RawClient client = world.raw();
        RawClient idle = world.raw()) {
      idle.write("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(idle.status()).isEqualTo(200);
      client.write("POST /v1/chat/completions HTTP/1.1\r\n" + HEAD);
      client.readUntil("Hello");
      var drained = world.gateway.drain();
      assertThatThrownBy(
              () -> {
                try (RawClient late = world.raw()) {
                  late.write("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
                  if (late.status() == 503) {
                    throw new IOException("it says so");
                  }
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(client.readAll()).contains("there").contains("[DONE]").contains("0\r\n\r\n");
      drained.get(World.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }
  }
}
