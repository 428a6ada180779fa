package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a stream, and whenever it is cancelled, its listener hears by the rules: one
 * call at a time, in the order of time, every attempt ended, one end, the last.
 */
@ParameterizedClass
@EnumSource(Over.class)
@Timeout(300)
class ListenerStormTest {
  private static final int ROUNDS = 14;
  private static final int STREAMS = 60;
  private static final long SEED = Long.getLong("sluice.seed", 12);

  private static final List<String> SCRIPTS =
      List.of(
          "answer \"One two three\"",
          "status 429\nheader retry-after-ms: 1\nbody {}\n---\nanswer \"One\"",
          "drop\n---\ntext \"One \"\nfin\n---\nanswer \"One two\"",
          "text \"One \"\nrst\n---\ntext \"two \"\nfin\n---\nanswer \"One two three\"",
          "role\nstall\n---\nanswer \"One\"",
          "text \"One\"\nstall",
          "refuse\n---\nstatus 500\nbody {}\n---\nanswer \"One\"");

  private final Over over;

  ListenerStormTest(Over over) {
    this.over = over;
  }

  @Test
  void everyStreamIsHeardByTheRules() {
    Random random = new Random(SEED);
    Simulator simulator = Simulator.start("end");
    try (Models models = over.models(simulator.baseUrl())) {
      ChatModel model =
          models
              .model("openai/any")
              .with(Timeouts.off().firstToken(Duration.ofMillis(150)).idle(Duration.ofMillis(150)))
              .with(Retry.upTo(2).backoff(Duration.ofMillis(1), Duration.ofMillis(5)))
              .with(Limiter.unlimited().streams(20))
              .with(OnCut.resume());
      for (int round = 0; round < ROUNDS; round++) {
        simulator.script(SCRIPTS.get(round % SCRIPTS.size()));
        List<ChatStream> streams = new ArrayList<>();
        List<Notes> heard = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
          Notes notes = new Notes();
          streams.add(model.observedBy((name, request) -> notes).stream("Count."));
          heard.add(notes);
          if (random.nextInt(3) == 0) {
            cancel(streams.getLast(), random.nextInt(5_000_000));
          }
        }
        for (int i = 0; i < STREAMS; i++) {
          check(streams.get(i).await(), heard.get(i));
        }
      }
    } finally {
      simulator.close();
    }
  }

  private static void cancel(ChatStream stream, long afterNanos) {
    Thread.ofVirtual()
        .start(
            () -> {
              LockSupport.parkNanos(afterNanos);
              stream.cancel();
            });
  }

  private static void check(Ending ending, Notes heard) {
    List<String> lines = heard.lines();
    assertThat(heard.ending()).as("seed %d", SEED).isSameAs(ending);
    assertThat(lines.getLast()).isEqualTo("ended " + ending.kind());
    assertThat(lines.stream().filter(line -> line.startsWith("attempt ")).count())
        .as("seed %d: %s", SEED, lines)
        .isEqualTo(heard.attemptEnds.size());
  }
}
