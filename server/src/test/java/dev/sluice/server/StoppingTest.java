package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import dev.sluice.simulator.Script;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that is told to end more than once, and whoever is there by then. */
@Timeout(240)
final class StoppingTest {
  private static final String ENDLESS = "pace 50/s\nrepeat forever text \"more \"";
  private static final String DETACHED =
      "{\"model\":\"fast\",\"background\":true,\"stream\":true,\"input\":\"Hi\"}";

  private static World patient() {
    World world =
        World.with(
            ENDLESS,
            Keys.none(),
            all ->
                new GatewaySettings(all.http(), all.requests(), all.runs(), Duration.ofHours(1)));
    world.provider.script("/v1/embeddings", Script.parse("slow-headers forever\nbody {}"));
    return world;
  }

  private static RawClient asking(World world, String path, String body) throws Exception {
    return world
        .raw()
        .write(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
  }

  private static String run(String head) {
    return head.replaceAll("(?is).*\r\nsluice-run: (\\w+)\r\n.*", "$1");
  }

  @Test
  void whoClosesItWhileOthersWaitForItsRunsWaitsForNone() throws Exception {
    try (World world = patient();
        RawClient streaming = asking(world, "/v1/chat/completions", World.CHAT);
        RawClient embedding =
            asking(world, "/v1/embeddings", "{\"model\":\"fast\",\"input\":\"Hi\"}");
        RawClient half = world.raw();
        RawClient following = world.raw();
        RawClient silent = world.raw()) {
      streaming.readUntil("more ");
      String run;
      try (RawClient leaving = asking(world, "/v1/responses", DETACHED)) {
        run = run(leaving.readUntil("\r\n\r\n"));
      }
      following.write("GET /runs/" + run + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      following.readUntil("more ");
      half.write("POST /runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
      world.provider.awaitRequest(3, World.PATIENCE);

      CompletableFuture<Void> drained = world.gateway.drain();
      assertThat(drained).isNotDone();
      CompletableFuture<Void> again = world.gateway.drain();
      CompletableFuture.runAsync(world.gateway::close).get(60, TimeUnit.SECONDS);

      CompletableFuture.allOf(drained, again).get(60, TimeUnit.SECONDS);
      assertThat(streaming.readAll()).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
      assertThat(following.readAll()).doesNotContain("\"completed\"").doesNotEndWith("0\r\n\r\n");
      assertThat(embedding.readAll()).startsWith("HTTP/1.1 503 ").contains("draining");
      assertThat(half.readAll()).doesNotContain("HTTP/1.1 200");
      assertThat(silent.readAll()).isIn("", "<reset>");
      assertThat(world.provider.awaitClientLeft(3, World.PATIENCE)).isNotNull();
      world.gateway.close();
    }
  }
}
