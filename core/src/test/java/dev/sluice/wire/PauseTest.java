package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A process that is paused and goes on, as by {@code docker pause}: what came meanwhile counts
 * before any timeout does.
 */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
class PauseTest {
  private static final int STREAMS = 60;
  private static final Duration IDLE = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofSeconds(7);

  @Test
  void streamsThatWereFedDuringAPauseAreNotEndedAsIdle() throws Exception {
    String script = "role\npace 20/s\nrepeat 200 text \"x\"\nfinish stop\ndone\nend";
    try (Simulator simulator = Simulator.start(script)) {
      Process client =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PauseTest.class.getName(),
                  simulator.baseUrl().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader said = client.inputReader()) {
        assertThat(said.readLine()).isEqualTo("all have begun");
        signal("STOP", client);
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        signal("CONT", client);
        assertThat(said.readLine()).isEqualTo(STREAMS + " completed of " + STREAMS);
        assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        client.destroyForcibly();
      }
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** The client that is paused; says when all its streams have begun, and how many completed. */
  public static void main(String[] args) throws Exception {
    try (Models models = Models.of(Map.of("OPENAI_BASE_URL", args[0]), progress -> {})) {
      ChatModel model =
          models
              .model("openai/any")
              .with(Retry.upTo(0))
              .with(Timeouts.off().idle(IDLE).firstToken(Duration.ofSeconds(20)));
      CountDownLatch begun = new CountDownLatch(STREAMS);
      List<CompletableFuture<Ending>> heard = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        ChatStream stream = model.stream("Count.");
        boolean[] first = {true};
        heard.add(
            stream.onEach(
                event -> {
                  if (first[0] && event instanceof StreamEvent.TextDelta) {
                    first[0] = false;
                    begun.countDown();
                  }
                }));
      }
      begun.await();
      System.out.println("all have begun");
      int completed = 0;
      for (CompletableFuture<Ending> each : heard) {
        completed += each.get().kind().equals("completed") ? 1 : 0;
      }
      System.out.println(completed + " completed of " + STREAMS);
    }
  }
}
