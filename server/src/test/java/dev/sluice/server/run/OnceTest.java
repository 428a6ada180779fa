package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Offset;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunMemory;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.Store;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that is sent again with its key begins nothing. */
@Timeout(240)
class OnceTest {
  private static Order keyed(World world, String owner, String key, String body, Offset after) {
    Order order =
        world.order(
            PlainDialect.NATIVE, true, false, Optional.of(new Order.Idempotency(key, body)), after);
    return new Order(
        order.dialect(),
        order.asked(),
        order.model(),
        order.shown(),
        order.label(),
        owner,
        order.detached(),
        order.idempotency(),
        order.after());
  }

  private static Order keyed(World world, String key, String body) {
    return keyed(world, "me", key, body, Offset.START);
  }

  @Test
  void twoAtOnceAreOneRunAndHearTheSame() {
    try (World world =
        new World("pace 200/s\nrepeat 40 text \"abc \"\nfinish stop\ndone", World.CALM, true)) {
      List<RecordingOutlet> outlets = new ArrayList<>();
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        RecordingOutlet outlet = world.outlet();
        outlets.add(outlet);
        followers.add(world.start(keyed(world, "k", "b"), outlet));
      }
      outlets.forEach(outlet -> await("the end", outlet::isOver));
      assertThat(outlets)
          .allMatch(outlet -> outlet.text().equals(outlets.getFirst().text()))
          .allMatch(outlet -> outlet.text().contains("abc"));
      assertThat(followers.stream().map(Follower::run).distinct()).hasSize(1);
      assertThat(world.simulator.requests()).hasSize(1);
      await("no run goes on", () -> world.runs.streams() == 0);
    }
  }

  @Test
  void whoLostHisConnectionAndAsksAgainGetsAnAnswer() {
    try (World world = new World("text \"One \"\nstall\n---\nanswer \"Two.\"", World.CALM, true)) {
      RecordingOutlet lost = world.outlet();
      Follower gone = world.start(keyed(world, "k", "b"), lost);
      await("the first token", () -> lost.text().contains("One"));
      gone.left();
      await("its end", () -> world.runs.streams() == 0);

      RecordingOutlet again = world.outlet();
      Follower other = world.start(keyed(world, "k", "b"), again);
      await("the end", again::isOver);
      assertThat(again.text()).contains("Two.").doesNotContain("One");
      assertThat(other.run()).isNotEqualTo(gone.run());
    }
  }

  @Test
  void anotherBodyIsRefusedAndAnotherOwnersKeyIsAnother() {
    try (World world = new World("answer \"One.\"", World.CALM, true)) {
      RecordingOutlet first = world.outlet();
      Follower one = world.start(keyed(world, "k", "b"), first);
      await("the end", first::isOver);

      RecordingOutlet other = world.outlet();
      world.start(keyed(world, "k", "another"), other);
      await("the refusal", other::isOver);
      assertThat(other.problem().status()).isEqualTo(409);

      RecordingOutlet stranger = world.outlet();
      Follower two = world.start(keyed(world, "another", "k", "b", Offset.START), stranger);
      await("the end", stranger::isOver);
      assertThat(two.run()).isNotEqualTo(one.run());

      RecordingOutlet again = world.outlet();
      Follower joined = world.start(keyed(world, "k", "b"), again);
      await("the end", again::isOver);
      assertThat(joined.run()).isEqualTo(one.run());
      assertThat(again.text()).isEqualTo(first.text());

      List<String> lines = first.text().lines().toList();
      Offset behind = World.place(lines.get(2));
      RecordingOutlet rest = world.outlet();
      world.start(keyed(world, "me", "k", "b", behind), rest);
      await("the end", rest::isOver);
      assertThat(first.text()).endsWith("\n" + rest.text());
      assertThat(rest.text()).startsWith(lines.get(3));
      assertThat(world.simulator.requests()).hasSize(2);
    }
  }

  @Test
  void aKeyIsForgottenAfterItsTime() {
    Later clock = new Later();
    try (Simulator simulator = Simulator.start("answer \"One.\"");
        RunLog log = RunLog.builder(new RunMemory()).clock(clock).build();
        World world = new World(simulator, World.CALM, true, Optional.of(log), clock)) {
      RecordingOutlet first = world.outlet();
      Follower one = world.start(keyed(world, "k", "b"), first);
      await("the end", first::isOver);
      clock.ahead = Duration.ofHours(25);
      RecordingOutlet second = world.outlet();
      Follower two = world.start(keyed(world, "k", "another"), second);
      await("the end", second::isOver);
      assertThat(second.ends).containsExactly("finish");
      assertThat(two.run()).isNotEqualTo(one.run());
    }
  }

  @Test
  void aKeyThatCannotBeKeptIsRefused() {
    try (World world = new World("answer \"One.\"", World.CALM, true)) {
      for (String key : List.of("", "x".repeat(600))) {
        Assertions.assertThatExceptionOfType(RefusedException.class)
            .isThrownBy(() -> world.runs.start(keyed(world, key, "b"), world.outlet()))
            .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(400));
      }
    }
  }

  @Test
  void aRunIsJoinedAndFollowedAfterTheProcessHasBegunAnew(@TempDir Path folder) {
    String told;
    String run;
    try (Simulator simulator = Simulator.start("answer \"Kept on a disk.\"")) {
      try (Store store = Store.open(folder);
          World world = new World(simulator, World.CALM, true, Optional.of(store.runs()))) {
        RecordingOutlet outlet = world.outlet();
        Follower follower = world.start(keyed(world, "k", "b"), outlet);
        await("the end", outlet::isOver);
        told = outlet.text();
        run = follower.run();
        assertThat(world.replayed(run, PlainDialect.NATIVE)).isEqualTo(told);
      }
    }
    try (Simulator simulator = Simulator.start("answer \"Another one.\"");
        Store store = Store.open(folder);
        World world = new World(simulator, World.CALM, true, Optional.of(store.runs()))) {
      RecordingOutlet outlet = world.outlet();
      Follower follower = world.start(keyed(world, "k", "b"), outlet);
      await("the end", outlet::isOver);
      assertThat(follower.run()).isEqualTo(run);
      assertThat(outlet.text()).isEqualTo(told);
      assertThat(simulator.requests()).isEmpty();
      assertThat(world.replayed(run, PlainDialect.NATIVE)).isEqualTo(told);
      assertThat(world.replayed(run, PlainDialect.TRANSLATED)).contains("disk");
      RecordingOutlet document = world.outlet();
      Order order = keyed(world, "k", "b");
      world.start(
          world.order(PlainDialect.NATIVE, false, false, order.idempotency(), Offset.START),
          document);
      await("the document", document::isOver);
      assertThat(document.text()).isEqualTo("document shown/m Kept on a disk.");
    }
  }

  /** The machine's clock, set ahead. */
  private static final class Later implements Clock {
    private volatile Duration ahead = Duration.ZERO;
    private final Clock machine = Clock.system();

    @Override
    public long nanos() {
      return machine.nanos();
    }

    @Override
    public Instant now() {
      return machine.now().plus(ahead);
    }

    @Override
    public Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return machine.alarm(delay, task, owner);
    }

    @Override
    public void rest(long nanos) {
      machine.rest(nanos);
    }

    @Override
    public Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return machine.launch(delay, task, owner);
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      machine.aside(task, owner);
    }

    @Override
    public Executor after(Duration delay) {
      return machine.after(delay);
    }
  }
}
