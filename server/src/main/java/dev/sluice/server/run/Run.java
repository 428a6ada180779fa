package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.log.Offset;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.server.dialect.Told;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatStream;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run that goes on here, and who follows it: it is stopped when nobody does any more, at once or
 * after a time. Thread-safe; calls nobody under its lock.
 */
final class Run {
  private final Owner owner;
  private final RunStart start;
  private final Order order;
  private final RunWriter writer;
  private final Recorder recorder;
  private final Clock clock;
  private final Duration grace;
  private final long beganNanos;

  /** The client that began it, if it follows it as a stream. */
  private volatile @Nullable StreamClient primary;

  private volatile @Nullable ChatStream stream;
  private volatile boolean cancelled;

  /** Whether it was cancelled because nobody followed it any more. */
  private volatile boolean forsaken;

  // Guarded by this object.
  private final List<Client> clients = new ArrayList<>(1);
  private Clock.@Nullable Alarm alarm;

  /** Counts who comes and goes, so that an alarm that comes too late is known. */
  private long changes;

  private boolean over;
  private @Nullable Ending ending;

  private final CompletableFuture<Void> told = new CompletableFuture<>();

  /** Who keeps the runs that go on. */
  interface Owner {
    /** It does not any more, and may have been handed over; the first time counts. */
    void ended(Run run, Ending ending, Duration took);
  }

  Run(
      Owner owner,
      RunStart start,
      Order order,
      RunWriter writer,
      Home home,
      Clock clock,
      RunSettings settings) {
    this.owner = owner;
    this.start = start;
    this.order = order;
    this.writer = writer;
    this.clock = clock;
    this.grace = settings.grace();
    this.beganNanos = clock.nanos();
    boolean touched =
        Stream.of(Policy.Layer.values())
            .anyMatch(layer -> layer.isFree() && !order.model().policies(layer).isEmpty());
    // What a policy of a user's makes of the answer is in no frame.
    String wireFormat = touched ? "" : order.dialect().wireFormat();
    this.recorder = new Recorder(this, writer, home, wireFormat, settings.characters());
  }

  String id() {
    return start.id();
  }

  RunStart start() {
    return start;
  }

  Order order() {
    return order;
  }

  Recorder recorder() {
    return recorder;
  }

  /** How many entries it has. */
  long position() {
    return writer.offset().position();
  }

  Told told() {
    return Labels.told(start, order.shown(), order.asked().view());
  }

  /** Asks the model. */
  void open() {
    if (cancelled) {
      Reply nothing = Reply.builder().askedModel(start.model()).build();
      recorder.onEnded(new Ending.Incomplete(nothing, new Cause.Cancelled()));
      return;
    }
    try {
      ChatStream opened = order.model().stream(order.asked().request(), recorder);
      stream = opened;
      if (cancelled) {
        opened.cancel();
      }
      // Read as it comes: what a client has not read yet is in the log.
      var _ = opened.onEach(ChatStream.INLINE, event -> {});
    } catch (RuntimeException | Error thrown) {
      recorder.onEnded(failed(thrown));
      cancel();
    }
  }

  /** The ending of a run that could not be begun. */
  static Ending failed(Throwable thrown) {
    Cause defect = new Cause.Failed(new Failure.Defect(thrown));
    return new Ending.Incomplete(Reply.builder().build(), defect);
  }

  /** Stops it, in any phase; no effect if it has ended. */
  void cancel() {
    cancelled = true;
    ChatStream open = stream;
    if (open != null) {
      open.cancel();
    }
  }

  /** Completes when all of it is kept, or will never be. */
  CompletableFuture<?> kept() {
    return writer.kept();
  }

  /** Completes when it is over, and nobody who followed it is still to be told so. */
  CompletableFuture<?> allTold() {
    return told;
  }

  // Who follows it.

  @Nullable StreamClient primary() {
    return primary;
  }

  /** The client that began it follows it. */
  void addFirst(Client client) {
    if (client instanceof StreamClient streamed) {
      primary = streamed;
    }
    add(client);
  }

  /**
   * A client follows it from now on.
   *
   * @return false if it is over
   */
  boolean add(Client client) {
    Clock.Alarm silenced;
    synchronized (this) {
      if (over) {
        return false;
      }
      clients.add(client);
      changes++;
      silenced = alarm;
      alarm = null;
    }
    if (silenced != null) {
      silenced.cancel();
    }
    return true;
  }

  /** It does not any more; no effect if that is known. */
  void remove(Client client) {
    boolean lonely;
    long change;
    if (primary == client) {
      primary = null;
    }
    boolean ended;
    synchronized (this) {
      if (!clients.remove(client)) {
        return;
      }
      lonely = clients.isEmpty();
      ended = over;
      change = ++changes;
    }
    if (lonely && ended) {
      told.complete(null);
    } else if (lonely) {
      alone(change);
    }
  }

  private void alone(long change) {
    if (!order.detached()) {
      forsake();
      return;
    }
    Clock.Alarm set = clock.alarm(grace, () -> graceOver(change), Threads::report);
    boolean late;
    synchronized (this) {
      late = over || changes != change;
      if (!late) {
        alarm = set;
      }
    }
    if (late) {
      set.cancel();
    }
  }

  /** Somebody looked at it: if nobody follows it, the time until it is stopped begins anew. */
  void seen() {
    Clock.Alarm silenced;
    long change;
    synchronized (this) {
      if (over || !clients.isEmpty() || alarm == null) {
        return;
      }
      silenced = alarm;
      alarm = null;
      change = ++changes;
    }
    silenced.cancel();
    alone(change);
  }

  private void graceOver(long change) {
    synchronized (this) {
      if (over || changes != change) {
        return;
      }
    }
    // The thread that keeps the time for all has no business with what a cancel may do.
    Threads.virtual(this::forsake);
  }

  private void forsake() {
    forsaken = true;
    cancel();
  }

  /** Whether it was cancelled because nobody followed it any more: nobody has asked for that. */
  boolean isForsaken() {
    return forsaken;
  }

  // The end.

  /**
   * It has ended.
   *
   * @param before the place before its ending
   * @param at the place behind it
   */
  void ended(Ending how, Offset before, Offset at) {
    if (how instanceof Ending.Incomplete(_, Cause.Failed(Failure.Defect(Throwable thrown)))) {
      Threads.report(thrown); // Clients are not told what it was.
    }
    List<Client> all = close(how);
    StreamClient first = primary;
    owner.ended(this, how, took());
    for (Client client : all) {
      if (client == first) {
        first.ended(how, before, at);
      } else {
        client.ended(how);
      }
    }
  }

  /** It is left without an ending, for whoever goes on with it, and everybody is cut off. */
  void handOver() {
    List<Client> all = close(null);
    recorder.handOver();
    cancel();
    Cause interrupted = new Cause.Interrupted(new Failure.ProcessEnded(""));
    Reply untold = Reply.builder().askedModel(start.model()).build();
    owner.ended(this, new Ending.Incomplete(untold, interrupted), took());
    all.forEach(Client::cut);
  }

  private Duration took() {
    return Duration.ofNanos(clock.nanos() - beganNanos);
  }

  private List<Client> close(@Nullable Ending how) {
    Clock.Alarm silenced;
    List<Client> all;
    synchronized (this) {
      over = true;
      ending = how;
      all = List.copyOf(clients);
      silenced = alarm;
      alarm = null;
    }
    if (silenced != null) {
      silenced.cancel();
    }
    if (all.isEmpty()) {
      told.complete(null);
    }
    return all;
  }

  /** How it ended, with the whole reply; empty if it goes on, or was handed over. */
  synchronized Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }
}
