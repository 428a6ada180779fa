package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.RunView;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a run when its clients leave, and when somebody stops it. */
@Timeout(240)
class LeavingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ENDLESS = "pace 100/s\nrepeat forever text \"more \"";
  private static final String SILENT = "text \"Well\"\nstall";

  /** A second and a half, which nothing that is done in time takes on a busy machine. */
  private static final RunSettings GRACE =
      new RunSettings(
          World.CALM.heartbeat(),
          Duration.ofMillis(1_500),
          World.CALM.idleClient(),
          World.CALM.waitingEvents(),
          World.CALM.waitingBytes(),
          World.CALM.characters(),
          World.CALM.streams(),
          World.CALM.idempotency());

  private static String status(World world, String run) {
    return world.runs.look(run, "me").orElseThrow().status();
  }

  @ParameterizedTest
  @ValueSource(strings = {ENDLESS, SILENT, "slow-headers forever\ntext \"x\""})
  void anAttachedRunIsCancelledAtOnceWhenItsClientLeaves(String script) throws Exception {
    try (World world = new World(script, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      world.simulator.awaitRequest(1, LONG);
      await("it follows", () -> world.heard.contains("follows native"));
      follower.left();
      follower.left();
      world.simulator.awaitClientLeft(1, LONG);
      await("no run goes on", () -> world.runs.streams() == 0);
      assertThat(status(world, follower.run())).isEqualTo("cancelled");
      await("it is told", () -> world.heard.size() == 4);
      assertThat(world.heard)
          .containsExactlyInAnyOrder("began", "follows native", "ended cancelled", "leaves native");
      assertThat(outlet.ends).isEmpty();
    }
  }

  @Test
  void anAttachedRunGoesOnUntilTheLastFollowerLeaves() throws Exception {
    try (World world = new World(ENDLESS, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      RecordingOutlet second = new RecordingOutlet(world.other);
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("more"));
      Follower other = world.follow(follower.run(), Offset.START, PlainDialect.TRANSLATED, second);
      follower.left();
      int heard = second.text().length();
      await("more for who stays", () -> second.text().length() > heard + 500);
      assertThat(world.runs.streams()).isOne();
      other.left();
      world.simulator.awaitClientLeft(1, LONG);
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void aDetachedRunIsCancelledAfterItsGraceAlone() throws Exception {
    try (World world = new World(ENDLESS, GRACE, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.detached(PlainDialect.STORY), outlet);
      await("a token", () -> outlet.text().contains("more"));
      follower.left();
      assertThat(world.runs.streams()).isOne();
      world.simulator.awaitClientLeft(1, LONG);
      await("no run goes on", () -> world.runs.streams() == 0);
      assertThat(status(world, follower.run())).isEqualTo("cancelled");
    }
  }

  @Test
  void aFollowerWhoComesInTimeKeepsADetachedRun() {
    try (World world = new World(ENDLESS, GRACE, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.detached(PlainDialect.STORY), outlet);
      await("a token", () -> outlet.text().contains("more"));
      follower.left();
      RecordingOutlet back = world.outlet();
      Follower again = world.follow(follower.run(), Offset.START, PlainDialect.STORY, back);
      FollowingTest.pause(3_200); // More than twice the grace.
      assertThat(world.runs.streams()).isOne();
      again.left();
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void whoLooksAtADetachedRunNowAndThenKeepsIt() throws Exception {
    try (World world = new World(ENDLESS, GRACE, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.detached(PlainDialect.STORY), outlet);
      await("a token", () -> outlet.text().contains("more"));
      follower.left();
      for (int i = 0; i < 160; i++) {
        FollowingTest.pause(20); // In all more than twice the grace.
        assertThat(status(world, follower.run())).isEqualTo("running");
      }
      world.simulator.awaitClientLeft(1, LONG);
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void aRunThatIsForgottenIsStoppedFirstAndIsNotThereAnyMore() throws Exception {
    try (World world = new World(ENDLESS, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("more"));
      assertThat(world.runs.forget(follower.run(), "another")).isFalse();
      assertThat(world.runs.forget(follower.run(), "me")).isTrue();
      world.simulator.awaitClientLeft(1, LONG);
      await("the end", outlet::isOver);
      assertThat(outlet.text()).endsWith(" cancelled\n");
      assertThat(world.runs.look(follower.run(), "me")).isEmpty();
      assertThat(world.runs.forget(follower.run(), "me")).isFalse();
    }
  }

  @Test
  void aDetachedRunIsWholeThoughNobodyFollowsIt() {
    try (World world =
        new World("pace 100/s\nwords \"a b c d\"\nfinish stop\ndone", World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.detached(PlainDialect.STORY), outlet);
      follower.left();
      await("no run goes on", () -> world.runs.streams() == 0);
      RunView view = world.runs.look(follower.run(), "me").orElseThrow();
      assertThat(view.status()).isEqualTo("completed");
      assertThat(view.soFar().text()).isEqualTo("a b c d");
      assertThat(view.model()).isEqualTo("shown/m");
      assertThat(view.dialect()).isEqualTo("story");
    }
  }

  @Test
  void aStopIsHeardByEveryFollowerAndKeepsThePartial() throws Exception {
    try (World world = new World(SILENT, World.CALM, true)) {
      RecordingOutlet first = world.outlet();
      RecordingOutlet second = new RecordingOutlet(world.other);
      RecordingOutlet third = new RecordingOutlet(world.other);
      Follower follower = world.start(world.order(PlainDialect.NATIVE), first);
      world.follow(follower.run(), Offset.START, PlainDialect.NATIVE, second);
      world.follow(follower.run(), Offset.START, PlainDialect.STORY, third);
      await("a token", () -> third.text().contains("Well") && first.text().contains("Well"));
      assertThat(world.runs.stop(follower.run(), "another")).isFalse();
      assertThat(world.runs.streams()).isOne();
      assertThat(world.runs.stop(follower.run(), "me")).isTrue();
      assertThat(world.runs.stop(follower.run(), "me")).isTrue();
      world.simulator.awaitClientLeft(1, LONG);
      for (RecordingOutlet outlet : java.util.List.of(first, second, third)) {
        await("the end", outlet::isOver);
        assertThat(outlet.text()).contains("Well").endsWith(" cancelled\n");
        assertThat(outlet.ends).containsExactly("finish");
      }
      RunView view = world.runs.look(follower.run(), "me").orElseThrow();
      assertThat(view.status()).isEqualTo("cancelled");
      assertThat(view.soFar().text()).isEqualTo("Well");
      assertThat(world.heard.stream().filter(told -> told.startsWith("ended"))).hasSize(1);
      assertThat(world.runs.stop(follower.run(), "me")).isTrue();
    }
  }

  @Test
  void anUnstreamedAnswerComesAsADocumentAndIsCancelledWhenItsClientLeaves() throws Exception {
    try (World world =
        new World(
            "answer \"All of it.\"\n---\nslow-headers forever\ntext \"x\"", World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(
          world.order(PlainDialect.NATIVE, false, false, Optional.empty(), Offset.START), outlet);
      await("the document", outlet::isOver);
      assertThat(outlet.ends).containsExactly("document");
      assertThat(outlet.text()).isEqualTo("document shown/m All of it.");

      RecordingOutlet second = world.outlet();
      Follower follower =
          world.start(
              world.order(PlainDialect.NATIVE, false, false, Optional.empty(), Offset.START),
              second);
      world.simulator.awaitRequest(2, LONG);
      follower.left();
      world.simulator.awaitClientLeft(2, LONG);
      await("no run goes on", () -> world.runs.streams() == 0);
      assertThat(second.ends).isEmpty();
    }
  }

  @Test
  void aRunOfAnotherOwnerIsNotThere() {
    try (World world = new World(ENDLESS, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      for (String run : java.util.List.of(follower.run(), "01NONE")) {
        RecordingOutlet stranger = world.outlet();
        Follower _ =
            world.runs.follow(
                run,
                "another",
                Mark.START,
                PlainDialect.STORY,
                dev.sluice.server.dialect.Asked.View.USUAL,
                stranger);
        await("the refusal", stranger::isOver);
        assertThat(stranger.ends).containsExactly("refuse");
        assertThat(stranger.problem().status()).isEqualTo(404);
        assertThat(stranger.problem().code()).isEqualTo("run_not_found");
        assertThat(world.runs.look(run, "another")).isEmpty();
        assertThat(world.runs.stop(run, "another")).isFalse();
      }
      follower.left();
    }
  }
}
