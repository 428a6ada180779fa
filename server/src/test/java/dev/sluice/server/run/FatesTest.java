package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many runs whose clients stall, leave, come late and stop them, all at once. */
@Timeout(180)
class FatesTest {
  private static final int RUNS = 40;

  private record Heard(String run, PlainDialect dialect, RecordingOutlet outlet, boolean left) {}

  @ParameterizedTest
  @CsvSource({"1,true", "2,true", "3,true", "4,false", "5,false"})
  void whoStaysHearsWhatTheLogHasAndEachRunEndsOnce(int seed, boolean atHome) {
    Random random = new Random(seed);
    String script = "pace 400/s jitter 50% seed 3\nrepeat 120 text \"abc \"\nfinish stop\ndone";
    try (World world = new World(script, World.CALM, atHome)) {
      List<Heard> all = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        PlainDialect dialect = dialect(random);
        RecordingOutlet outlet = world.outlet();
        outlet.stalls = random.nextBoolean() ? new Random(random.nextLong()) : null;
        Order order = random.nextBoolean() ? world.order(dialect) : world.detached(dialect);
        Follower first = world.start(order, outlet);
        boolean leaves = random.nextInt(4) == 0;
        all.add(new Heard(first.run(), dialect, outlet, leaves));
        if (leaves) {
          int after = random.nextInt(300);
          threads.add(soon(after, first::left));
          threads.add(soon(after, first::left));
        }
        if (random.nextInt(3) == 0) {
          int after = random.nextInt(300);
          threads.add(soon(after, () -> assertThat(world.runs.stop(first.run(), "me")).isTrue()));
          threads.add(soon(after, () -> assertThat(world.runs.stop(first.run(), "me")).isTrue()));
        }
        for (int j = random.nextInt(3); j > 0; j--) {
          PlainDialect other = dialect(random);
          RecordingOutlet late =
              new RecordingOutlet(random.nextBoolean() ? world.home : world.other);
          late.stalls = random.nextBoolean() ? new Random(random.nextLong()) : null;
          all.add(new Heard(first.run(), other, late, false));
          threads.add(
              soon(
                  random.nextInt(300), () -> world.follow(first.run(), Offset.START, other, late)));
        }
        FollowingTest.pause(random.nextInt(8));
      }
      for (Thread thread : threads) {
        await("a thread's end", () -> !thread.isAlive());
      }
      await("no run goes on", () -> world.runs.streams() == 0);
      for (Heard heard : all) {
        if (!heard.left()) {
          await("the end of " + heard, heard.outlet()::isOver);
          if (heard.outlet().ends.equals(List.of("refuse"))) {
            continue; // It was stopped before its first token.
          }
          assertThat(heard.outlet().ends).as("seed " + seed).containsExactly("finish");
          assertThat(heard.outlet().text())
              .as("seed " + seed)
              .isEqualTo(world.replayed(heard.run(), heard.dialect()));
        } else if (!heard.outlet().text().isEmpty() && !heard.outlet().isOver()) {
          // What it was sent is what the log begins with.
          assertThat(world.replayed(heard.run(), heard.dialect()))
              .as("seed " + seed)
              .startsWith(heard.outlet().text());
        }
      }
      assertThat(world.heard.stream().filter("began"::equals)).hasSize(RUNS);
      assertThat(world.heard.stream().filter(told -> told.startsWith("ended"))).hasSize(RUNS);
      await("all have left", () -> count(world, "follows") == count(world, "leaves"));
    }
  }

  private static long count(World world, String what) {
    return world.heard.stream().filter(told -> told.startsWith(what)).count();
  }

  private static PlainDialect dialect(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> PlainDialect.NATIVE;
      case 1 -> PlainDialect.TRANSLATED;
      default -> PlainDialect.STORY;
    };
  }

  private static Thread soon(int millis, Runnable task) {
    return Thread.ofVirtual()
        .start(
            () -> {
              FollowingTest.pause(millis);
              task.run();
            });
  }
}
