package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Offset;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunMemory;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever follows a run, from wherever and however fast, hears the same. */
@Timeout(240)
class FollowingTest {
  private static final String ANSWER = "answer \"Hello there, this is an answer of some words.\"";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunIsTheSameShownOrReadInEachDialect(boolean atHome) {
    for (Dialect dialect :
        List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED, PlainDialect.STORY)) {
      try (World world = new World(ANSWER, World.CALM, atHome)) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.opened).isEqualTo(follower.run());
        if (atHome) {
          assertThat(outlet.shown.get()).isGreaterThan(5);
        } else {
          assertThat(outlet.shown.get()).isZero();
        }
        assertThat(outlet.text()).contains("some").endsWith("completed\n");
        assertThat(world.replayed(follower.run(), dialect))
            .as("shown and read: " + dialect.name())
            .isEqualTo(outlet.text());
        await("no run goes on", () -> world.runs.streams() == 0);
      }
    }
  }

  @Test
  void framesGoOutAsTheyCameToTheDialectOfTheirFormat() {
    try (World world = new World(ANSWER, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(world.order(PlainDialect.NATIVE), outlet);
      await("the end", outlet::isOver);
      assertThat(outlet.text())
          .contains("frame 1.1 {")
          .contains("[DONE]")
          .doesNotContain("event")
          .endsWith("completed\n");
    }
  }

  @Test
  void aFollowerOfAnotherDialectHearsTheEventsOfFrames() {
    try (World world = new World(ANSWER, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      await("the end", outlet::isOver);
      String translated = world.replayed(follower.run(), PlainDialect.TRANSLATED);
      assertThat(translated).contains("event").contains("answer").doesNotContain("frame");
      assertThat(translated).endsWith("completed\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aClientThatStallsAtAnyEntryMissesNothingAndHearsNothingTwice(int seed) {
    for (Dialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
      try (World world =
          new World(
              "pace 300/s\nrepeat 100 text \"abc \"\nfinish stop\ndone",
              World.CALM,
              seed % 4 != 3)) {
        RecordingOutlet outlet = world.outlet();
        outlet.stalls = new Random(seed);
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        assertThat(outlet.ends).as("seed " + seed).containsExactly("finish");
        assertThat(world.replayed(follower.run(), dialect))
            .as("seed " + seed)
            .isEqualTo(outlet.text());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoGoesOnBehindAnyPlaceHearsTheRest(boolean foreign) {
    try (World world = new World(ANSWER, World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Dialect dialect = foreign ? PlainDialect.TRANSLATED : PlainDialect.NATIVE;
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      await("the end", outlet::isOver);
      List<String> lines = world.replayed(follower.run(), dialect).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        Offset at = World.place(lines.get(i));
        // Events of one frame have one place here: this dialect has no ids that could be numbered.
        int next = i + 1;
        while (next < lines.size() && World.place(lines.get(next)).equals(at)) {
          next++;
        }
        List<String> rest = lines.subList(next, lines.size());
        RecordingOutlet later = world.outlet();
        world.follow(follower.run(), at, dialect, later);
        await("the rest behind " + at, later::isOver);
        if (rest.isEmpty()) {
          assertThat(later.ends).containsExactly("nothing");
        } else {
          assertThat(later.ends).containsExactly("finish");
          assertThat(later.text().lines().toList()).isEqualTo(rest);
        }
      }
    }
  }

  @Test
  void aClientBehindWhatIsInMemoryReadsTheStore() {
    String script = "pace 400/s\nrepeat 100 text \"abc \"\nfinish stop\ndone";
    try (Simulator simulator = Simulator.start(script);
        RunLog log = RunLog.builder(new RunMemory()).tailBytes(0).build();
        World world = new World(simulator, World.CALM, true, Optional.of(log))) {
      RecordingOutlet outlet = world.outlet();
      outlet.stalls = new Random(5);
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("abc"));
      RecordingOutlet late = new RecordingOutlet(world.other);
      late.stalls = new Random(6);
      world.follow(follower.run(), Offset.START, PlainDialect.NATIVE, late);
      await("the end", () -> outlet.isOver() && late.isOver());
      assertThat(outlet.ends).containsExactly("finish");
      assertThat(late.text()).isEqualTo(outlet.text());
      assertThat(world.replayed(follower.run(), PlainDialect.NATIVE)).isEqualTo(outlet.text());
    }
  }

  @Test
  void manyFollowersOfALiveRunHearTheSameFromWhereverTheyBegin() {
    try (World world =
        new World("pace 200/s\nrepeat 200 text \"abc \"\nfinish stop\ndone", World.CALM, true)) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      List<RecordingOutlet> natives = new ArrayList<>();
      List<RecordingOutlet> foreign = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        RecordingOutlet one = new RecordingOutlet(i % 2 == 0 ? world.home : world.other);
        RecordingOutlet two = new RecordingOutlet(i % 2 == 0 ? world.other : world.home);
        world.follow(follower.run(), Offset.START, PlainDialect.NATIVE, one);
        world.follow(follower.run(), Offset.START, PlainDialect.TRANSLATED, two);
        natives.add(one);
        foreign.add(two);
        pause(15);
      }
      await("the end", outlet::isOver);
      natives.forEach(one -> await("a follower's end", one::isOver));
      foreign.forEach(one -> await("a follower's end", one::isOver));
      assertThat(natives).allMatch(one -> one.text().equals(outlet.text()));
      String translated = world.replayed(follower.run(), PlainDialect.TRANSLATED);
      assertThat(foreign).allMatch(one -> one.text().equals(translated));
      assertThat(translated).contains("abc");
    }
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }
}
