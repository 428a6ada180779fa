package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process: runs end by themselves, or are handed over. */
@Timeout(240)
class DrainTest {

  @Test
  void nothingBeginsAndWhatGoesOnEndsByItself() throws Exception {
    try (World world =
        new World("pace 50/s\nrepeat 30 text \"abc \"\nfinish stop\ndone", World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("abc"));
      CompletableFuture<Void> drained = world.runs.drain(Duration.ofMinutes(10));
      Order order = world.order(PlainDialect.NATIVE);
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> world.runs.start(order, world.outlet()))
          .satisfies(
              refused -> {
                assertThat(refused.problem().status()).isEqualTo(503);
                assertThat(refused.problem().retryAfter()).isPresent();
              });
      drained.get(60, TimeUnit.SECONDS);
      await("the end", outlet::isOver);
      assertThat(outlet.ends).containsExactly("finish");
      assertThat(outlet.text()).endsWith(" completed\n");
    }
  }

  @Test
  void whatIsAskedBesideRunsEndsByItselfAndNothingMoreIsAsked() throws Exception {
    try (World world = new World("wait 1s\nanswer \"x\"", World.CALM, true)) {
      CompletableFuture<Ending> asked =
          CompletableFuture.supplyAsync(() -> ask(world), Threads::virtual);
      world.simulator.awaitRequest(1, Duration.ofSeconds(20));
      CompletableFuture<Integer> left =
          world.runs.drain(Duration.ofSeconds(30)).thenApply(_ -> world.runs.streams());
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> ask(world))
          .satisfies(refused -> assertThat(refused.problem().code()).isEqualTo("draining"));
      assertThat(left.get(20, TimeUnit.SECONDS)).isZero();
      assertThat(asked.get(20, TimeUnit.SECONDS)).isInstanceOf(Ending.Completed.class);
    }
  }

  @Test
  void whatIsAskedBesideRunsAndTakesTooLongIsStopped() throws Exception {
    try (World world = new World("stall", World.CALM, true)) {
      CompletableFuture<Ending> asked =
          CompletableFuture.supplyAsync(() -> ask(world), Threads::virtual);
      world.simulator.awaitRequest(1, Duration.ofSeconds(20));
      world.runs.drain(Duration.ofMillis(100)).get(20, TimeUnit.SECONDS);
      Ending.Incomplete ending = (Ending.Incomplete) asked.get(20, TimeUnit.SECONDS);
      assertThat(ending.kind()).isEqualTo("interrupted");
      assertThat(Runs.problem(ending).code()).isEqualTo("draining");
      world.simulator.awaitClientLeft(1, Duration.ofSeconds(20));
      assertThat(world.runs.streams()).isZero();
    }
  }

  private static Ending ask(World world) {
    return world.runs.ask(world.model(), ChatRequest.of("Hi."), stopping -> {});
  }

  @Test
  void ofTwoWhoDrainTheLessPatientCounts() throws Exception {
    try (World world = new World("pace 50/s\nrepeat forever text \"abc \"", World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("abc"));
      CompletableFuture<Void> patient = world.runs.drain(Duration.ofMinutes(10));
      CompletableFuture<Void> hasty = world.runs.drain(Duration.ofMillis(100));
      CompletableFuture<Void> last = world.runs.drain(Duration.ofMinutes(20));
      CompletableFuture.allOf(patient, hasty, last).get(60, TimeUnit.SECONDS);
      await("the cut", outlet::isOver);
      assertThat(outlet.ends).containsExactly("cut");
      assertThat(world.runs.streams()).isZero();
      assertThat(world.heard)
          .filteredOn(heard -> heard.startsWith("ended"))
          .containsExactly("ended interrupted");
    }
  }

  @Test
  void nothingGoingOnIsDrainedAtOnce() throws Exception {
    try (World world = new World("answer \"x\"", World.CALM, true)) {
      world.runs.drain(Duration.ofMinutes(10)).get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatTakesTooLongIsCutOffAndInterruptedAndFollowedLater(@TempDir Path folder)
      throws Exception {
    String told;
    String run;
    try (Simulator simulator = Simulator.start("pace 50/s\nrepeat forever text \"abc \"")) {
      try (Store store = Store.open(folder)) {
        World world = new World(simulator, World.CALM, true, Optional.of(store.runs()));
        RecordingOutlet outlet = world.outlet();
        RecordingOutlet second = new RecordingOutlet(world.other);
        Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
        world.follow(follower.run(), Offset.START, PlainDialect.TRANSLATED, second);
        await("a token", () -> second.text().contains("abc"));
        world.runs.drain(Duration.ofMillis(300)).get(60, TimeUnit.SECONDS);
        simulator.awaitClientLeft(1, Duration.ofSeconds(20));
        await("the cut", () -> outlet.isOver() && second.isOver());
        assertThat(outlet.ends).containsExactly("cut");
        assertThat(second.ends).containsExactly("cut");
        await("no run goes on", () -> world.runs.streams() == 0);
        assertThat(world.heard)
            .filteredOn(heard -> heard.startsWith("ended"))
            .containsExactly("ended interrupted");
        told = outlet.text();
        run = follower.run();
        world.models.close();
      }
    }
    try (Simulator simulator = Simulator.start("answer \"x\"");
        Store store = Store.open(folder);
        World world = new World(simulator, World.CALM, true, Optional.of(store.runs()))) {
      store.runs().settleOrphans();
      Offset at = World.place(told.lines().toList().getLast());
      RecordingOutlet rest = world.outlet();
      world.follow(run, at, PlainDialect.NATIVE, rest);
      await("the rest", rest::isOver);
      assertThat(rest.text()).endsWith(" interrupted\n");
      assertThat(world.replayed(run, PlainDialect.NATIVE)).isEqualTo(told + rest.text());
      assertThat(world.runs.look(run, "me").orElseThrow().status()).isEqualTo("interrupted");
    }
  }
}
