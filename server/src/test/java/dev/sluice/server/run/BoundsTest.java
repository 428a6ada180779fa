package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits, heartbeats, slow clients, and what throws. */
@Timeout(240)
class BoundsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ENDLESS = "pace 200/s\nrepeat forever text \"more \"";

  private static RunSettings settings(int characters, int streams) {
    return new RunSettings(
        Duration.ofMinutes(10),
        Duration.ofMinutes(10),
        Duration.ofMinutes(10),
        256,
        64 * 1024,
        characters,
        streams,
        Duration.ofHours(24));
  }

  @Test
  void moreRunsThanMayGoOnAreRefusedByName() {
    try (World world = new World(ENDLESS, settings(1_000_000, 3), true)) {
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        followers.add(world.start(world.order(PlainDialect.NATIVE), world.outlet()));
      }
      Order order = world.order(PlainDialect.NATIVE);
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> world.runs.start(order, world.outlet()))
          .satisfies(
              refused -> {
                assertThat(refused.problem().status()).isEqualTo(429);
                assertThat(refused.problem().code()).isEqualTo("too_many_streams");
                assertThat(refused.problem().retryAfter()).isPresent();
              });
      followers.getFirst().left();
      await("room", () -> world.runs.streams() == 2);
      followers.add(world.start(order, world.outlet()));
      followers.forEach(Follower::left);
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void aRunOfMoreCharactersThanItMayHaveEndsOverItsBudget() throws Exception {
    for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
      try (World world = new World(ENDLESS, settings(100, 100), true)) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(world.order(dialect), outlet);
        await("the end", outlet::isOver);
        world.simulator.awaitClientLeft(1, LONG);
        assertThat(outlet.text()).endsWith(" over_budget\n");
        assertThat(world.replayed(follower.run(), dialect)).isEqualTo(outlet.text());
        RunView view = world.runs.look(follower.run(), "me").orElseThrow();
        assertThat(view.status()).isEqualTo("over_budget");
        assertThat(view.soFar().text()).hasSizeBetween(100, 110);
      }
    }
  }

  @Test
  void silenceIsFilledWithHeartbeatsBeforeTheFirstTokenAndAfterIt() {
    try (World world =
        new World("wait 2s\ntext \"Well\"\nwait 2s\nfinish stop\ndone", World.QUICK, true)) {
      RecordingOutlet outlet = world.outlet();
      RecordingOutlet late = new RecordingOutlet(world.other);
      Follower follower = world.start(world.order(PlainDialect.NATIVE), outlet);
      world.follow(follower.run(), Offset.START, PlainDialect.TRANSLATED, late);
      for (RecordingOutlet one : List.of(outlet, late)) {
        await("the end", one::isOver);
        assertThat(one.text()).startsWith("beat\n");
        String behind = one.text().substring(one.text().indexOf("Well"));
        assertThat(behind).contains("\nbeat\n").endsWith("completed\n");
      }
    }
  }

  @Test
  void aClientThatTakesNothingIsLetGoAndHisRunWithHim() throws Exception {
    try (World world = new World(ENDLESS, World.QUICK, true)) {
      RecordingOutlet outlet = world.outlet();
      world.start(world.order(PlainDialect.NATIVE), outlet);
      await("a token", () -> outlet.text().contains("more"));
      AtomicInteger length = new AtomicInteger();
      world.home.run(
          () -> {
            outlet.full = true;
            length.set(outlet.size());
          });
      await("it is let go", outlet::isOver);
      assertThat(outlet.ends).containsExactly("cut");
      assertThat(outlet.text()).hasSize(length.get());
      world.simulator.awaitClientLeft(1, LONG);
      await("it is told", () -> world.heard.contains("dropped native"));
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void whatASlowClientReadsAtOnceIsBounded() {
    String script =
        "repeat 4000 text \"0123456789012345678901234567890123456789\"\nfinish stop\ndone";
    try (World world = new World(script, World.CALM, true)) {
      for (PlainDialect dialect : List.of(PlainDialect.NATIVE, PlainDialect.TRANSLATED)) {
        RecordingOutlet outlet = world.outlet();
        outlet.full = true;
        Follower follower = world.start(world.detached(dialect), outlet);
        await("the run's end", () -> world.runs.streams() == 0);
        assertThat(outlet.text()).isEmpty();
        outlet.take();
        await("the end", outlet::isOver);
        assertThat(outlet.ends).containsExactly("finish");
        assertThat(outlet.maxWrite).isLessThan(66 * 1024);
        assertThat(world.replayed(follower.run(), dialect)).isEqualTo(outlet.text());
      }
    }
  }

  @Test
  void anEncoderThatThrowsCostsItsOwnClientAlone() {
    PlainDialect broken = new PlainDialect("broken", "openai.chat", false, "five");
    String script = "pace 50/s\nwords \"one two three four five six\"\nfinish stop\ndone";
    try (World world = new World(script, World.CALM, true)) {
      RecordingOutlet bad = world.outlet();
      RecordingOutlet good = world.outlet();
      RecordingOutlet late = new RecordingOutlet(world.other);
      Follower follower = world.start(world.order(broken), bad);
      world.follow(follower.run(), Offset.START, PlainDialect.NATIVE, good);
      world.follow(follower.run(), Offset.START, broken, late);
      await("the end", good::isOver);
      await("the end", bad::isOver);
      await("the end", late::isOver);
      assertThat(bad.ends).containsExactly("cut");
      assertThat(late.ends).containsExactly("cut");
      assertThat(good.ends).containsExactly("finish");
      assertThat(good.text()).contains("six").endsWith("completed\n");
    }
  }

  @Test
  void anOutletThatThrowsCostsItsOwnClientAlone() {
    try (World world =
        new World("pace 100/s\nrepeat 50 text \"abc \"\nfinish stop\ndone", World.CALM, true)) {
      RecordingOutlet bad = world.outlet();
      RecordingOutlet good = world.outlet();
      Follower follower = world.start(world.order(PlainDialect.NATIVE), bad);
      world.follow(follower.run(), Offset.START, PlainDialect.NATIVE, good);
      await("a token", () -> good.text().contains("abc") && bad.text().contains("abc"));
      bad.throwing = true;
      await("the end", good::isOver);
      assertThat(good.ends).containsExactly("finish");
      await("it counts as left", () -> world.heard.contains("leaves native"));
    }
  }

  @Test
  void anObserverThatThrowsHindersNobody() {
    try (World world = new World("answer \"One.\"", World.CALM, true)) {
      Runs runs =
          Runs.of(
              world.log,
              world.formats(),
              dev.sluice.time.Clock.system(),
              World.CALM,
              Limits.USUAL,
              new RunObserver() {
                @Override
                public void began(String run, Order order) {
                  throw new IllegalStateException("an observer that throws");
                }

                @Override
                public void ended(
                    String run, Order order, dev.sluice.chat.Ending ending, Duration took) {
                  throw new IllegalStateException("an observer that throws");
                }

                @Override
                public void follows(String run, String dialect) {
                  throw new IllegalStateException("an observer that throws");
                }
              });
      RecordingOutlet outlet = world.outlet();
      Order order = world.order(PlainDialect.NATIVE);
      world.home.run(() -> runs.start(order, outlet));
      await("the end", outlet::isOver);
      assertThat(outlet.ends).containsExactly("finish");
      assertThat(runs.streams()).isZero();
    }
  }
}
