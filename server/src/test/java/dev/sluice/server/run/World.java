package dev.sluice.server.run;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.models.Models;
import dev.sluice.models.TransportChoice;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A provider, models that reach it, a log, and runs in it. */
final class World implements AutoCloseable {
  static final RunSettings QUICK =
      new RunSettings(
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          256,
          64 * 1024,
          16 * 1024 * 1024,
          100,
          Duration.ofHours(24));

  /** Of which no time comes while a test waits for what must happen. */
  static final RunSettings CALM =
      new RunSettings(
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          256,
          64 * 1024,
          16 * 1024 * 1024,
          100,
          Duration.ofHours(24));

  final Simulator simulator;
  final Models models;
  final RunLog log;
  final Runs runs;
  final LoopHome home = new LoopHome("home");
  final LoopHome other = new LoopHome("other");
  final List<String> heard = new CopyOnWriteArrayList<>();
  private final boolean closesLog;

  World(String script, RunSettings settings, boolean atHome) {
    this(Simulator.start(script), settings, atHome, Optional.empty());
  }

  World(Simulator simulator, RunSettings settings, boolean atHome, Optional<RunLog> given) {
    this(simulator, settings, atHome, given, Clock.system());
  }

  World(
      Simulator simulator,
      RunSettings settings,
      boolean atHome,
      Optional<RunLog> given,
      Clock clock) {
    this.simulator = simulator;
    Models.Builder builder = Models.builder().withoutEnvironment();
    if (atHome) {
      builder.transport(new HomeTransport(Transports.nio()));
    } else {
      builder.transport(TransportChoice.NIO);
    }
    this.models = builder.build();
    this.log = given.orElseGet(RunLog::inMemory);
    this.closesLog = given.isEmpty();
    this.runs = Runs.of(log, formats(), clock, settings, Limits.USUAL, new Observer());
  }

  Function<RunStart, Replay.Formats> formats() {
    return start ->
        format -> models.frames(format, start.model(), start.request()).map(kept -> kept::frame);
  }

  ChatModel model() {
    return models.model("openai+" + simulator.baseUrl() + "/m");
  }

  Order order(Dialect dialect) {
    return order(dialect, true, false, Optional.empty(), Offset.START);
  }

  Order detached(Dialect dialect) {
    return order(dialect, true, true, Optional.empty(), Offset.START);
  }

  Order order(
      Dialect dialect,
      boolean streamed,
      boolean detached,
      Optional<Order.Idempotency> key,
      Offset after) {
    ChatRequest request = ChatRequest.of("Hi.").toBuilder().streamed(streamed).build();
    Asked asked = Asked.of("m", request).streamed(streamed).background(detached).build();
    return new Order(
        dialect, asked, model(), "shown/m", "other", "me", detached, key, Mark.behind(after));
  }

  RecordingOutlet outlet() {
    return new RecordingOutlet(home);
  }

  /** Begins a run as a server does: at its client's home. */
  Follower start(Order order, RecordingOutlet outlet) {
    Follower[] follower = new Follower[1];
    home.run(() -> follower[0] = runs.start(order, outlet));
    return follower[0];
  }

  Follower follow(String run, Offset after, Dialect dialect, RecordingOutlet outlet) {
    return runs.follow(run, "me", Mark.behind(after), dialect, Asked.View.USUAL, outlet);
  }

  /** What a client hears of a run that is over, from its start. */
  String replayed(String run, Dialect dialect) {
    RecordingOutlet outlet = new RecordingOutlet(other);
    Follower _ = follow(run, Offset.START, dialect, outlet);
    await("the replay of " + run, outlet::isOver);
    return outlet.text();
  }

  /** The place that a line tells. */
  static Offset place(String line) {
    int from = line.indexOf(' ') + 1;
    return Offset.parse(line.substring(from, line.indexOf(' ', from)));
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain: " + what);
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException stop) {
        throw new AssertionError(stop);
      }
    }
  }

  @Override
  public void close() {
    models.close();
    simulator.close();
    if (closesLog) {
      log.close();
    }
    home.close();
    other.close();
  }

  /** Notes what it hears. */
  private final class Observer implements RunObserver {
    @Override
    public void began(String run, Order order) {
      heard.add("began");
    }

    @Override
    public void ended(String run, Order order, Ending ending, Duration took) {
      heard.add("ended " + ending.kind());
    }

    @Override
    public void follows(String run, String dialect) {
      heard.add("follows " + dialect);
    }

    @Override
    public void leaves(String run, String dialect, long bytes) {
      heard.add("leaves " + dialect);
    }

    @Override
    public void dropped(String run, String dialect) {
      heard.add("dropped " + dialect);
    }
  }
}
