package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.log.Replay;
import dev.sluice.log.RunIds;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.Told;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's runs: begins them, lets clients follow them while they go on and long after, stops
 * them, and says what becomes of them when their clients leave. Thread-safe.
 *
 * <p>A run is kept in the log from its first entry on, and a client is told what the log has: so
 * one that comes late, or comes back, or speaks another dialect, hears the same. What goes wrong
 * with one client, be it its response or its dialect, is no matter of the run or of other clients.
 *
 * <p>The methods return at once and wait for no disk, but for {@link #look} and {@link #stop}.
 */
public final class Runs {
  /** How long a run that is forgotten may take to stop, and its clients to hear of it. */
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

  private final RunLog log;
  private final Function<RunStart, Replay.Formats> formats;
  private final Clock clock;
  private final RunSettings settings;
  private final RunObserver observer;
  private final RunIds ids;
  private final Forsaken forsaken = new Forsaken();
  private final Idempotency idempotency;
  private final Earlier earlier;
  private final KeptRuns kept;
  private final Duration period;
  private final Map<Home, Desk> desks = new ConcurrentHashMap<>();
  private final Map<String, Run> live = new ConcurrentHashMap<>();

  /** How many runs go on, those that are about to begin included. */
  private final AtomicInteger going = new AtomicInteger();

  /** How many clients follow besides those that began a run. */
  private final AtomicInteger following = new AtomicInteger();

  private final Run.Owner owner = new Owner();
  private final Drain drain;

  private Runs(
      RunLog log,
      Function<RunStart, Replay.Formats> formats,
      Clock clock,
      RunSettings settings,
      Limits requests,
      RunObserver observer) {
    this.log = Objects.requireNonNull(log, "log");
    this.formats = Objects.requireNonNull(formats, "formats");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.ids = RunIds.of(clock);
    this.idempotency =
        new Idempotency(log, clock, settings.idempotency(), run -> !forsaken.has(run));
    this.kept = new KeptRuns(log, formats);
    this.earlier = new Earlier(this::look, requests);
    Duration shortest =
        settings.heartbeat().compareTo(settings.idleClient()) < 0
            ? settings.heartbeat()
            : settings.idleClient();
    this.period = shortest.dividedBy(Desk.LOOKS).plusMillis(1);
    this.drain = new Drain(clock, going::get, live::values);
  }

  /**
   * Runs in this log.
   *
   * @param formats what reads the frames of a run, see {@link RunLog.Builder#formats}
   * @param requests what a request may have, with the run that it goes on with
   * @param observer told of them; what it throws is reported, and no more
   */
  public static Runs of(
      RunLog log,
      Function<RunStart, Replay.Formats> formats,
      Clock clock,
      RunSettings settings,
      Limits requests,
      RunObserver observer) {
    return new Runs(log, formats, clock, settings, requests, observer);
  }

  /**
   * Begins a run, and has this client follow it; or, if it was begun with the same key before, has
   * it follow that one from behind {@link Order#after} on. Called at the outlet's home, which hears
   * nothing before this returns. What is found out only later goes to {@link Outlet#refuse}: so
   * does a key that was used for another request, with 409.
   *
   * @throws RefusedException 429 if too many runs go on, 503 if no more are begun
   */
  public Follower start(Order order, Outlet outlet) {
    if (order.idempotency().isEmpty() && order.asked().previous().isEmpty()) {
      reserve();
      return begin(order, outlet);
    }
    order.idempotency().ifPresent(Idempotency::check);
    Pending pending = new Pending();
    Threads.virtual(() -> refusing(outlet, () -> startLater(order, outlet, pending)));
    return pending;
  }

  /**
   * Asks what is answered by one document and is no run: nobody follows it, and nothing of it is
   * kept. It counts among those that go on at once, and {@link #drain} waits for it as for a run;
   * one that takes too long then has been interrupted. Waits for its end.
   *
   * @param stopping is given what stops it, from any thread
   * @throws RefusedException as {@link #start}
   */
  public Ending ask(ChatModel model, ChatRequest request, Consumer<Runnable> stopping) {
    reserve();
    Question question = new Question(this::free);
    drain.began(question);
    try (ChatStream stream = model.stream(request)) {
      stopping.accept(stream::cancel);
      question.begun(stream::cancel);
      return question.ended(stream.await());
    } finally {
      drain.ended(question);
      question.over();
    }
  }

  /** What HTTP says to whoever asks while {@link #drain} lets nothing begin. */
  public static Problem draining() {
    return Problems.draining();
  }

  /** What HTTP says of an answer that is not whole, and of which nothing was told. */
  public static Problem problem(Ending.Incomplete ending) {
    // Nothing of it was kept: no other process than this one can have ended before it.
    return ending.cause() instanceof Cause.Interrupted
        ? Problems.draining()
        : Problems.of(ending.cause());
  }

  private void reserve() {
    int taken = going.incrementAndGet();
    // In this order: a drain that begins now either is seen here, or sees the place.
    if (drain.hasBegun()) {
      free();
      throw new RefusedException(Problems.draining());
    }
    if (taken > settings.streams()) {
      free();
      throw new RefusedException(Problems.tooMany(settings.streams()));
    }
  }

  /** Gives a place back. */
  private void free() {
    going.decrementAndGet();
    drain.gone();
  }

  /** A place was reserved for it. */
  private Client begin(Order order, Outlet outlet) {
    Home home = outlet.home();
    Run run;
    Client client;
    try {
      RunStart start =
          Labels.on(
              new RunStart(
                  ids.next(),
                  order.model().name(),
                  order.asked().request(),
                  clock.now(),
                  order.owner(),
                  Map.of()),
              order);
      RunWriter writer = log.begin(start);
      try {
        run = new Run(owner, start, order, writer, home, clock, settings);
        client =
            client(
                new Source(log, start, formats, run, () -> {}),
                order.dialect(),
                run.told(),
                Mark.START,
                how(order),
                outlet);
      } catch (RuntimeException | Error thrown) {
        writer.onEnded(Run.failed(thrown));
        throw thrown;
      }
    } catch (RunLogException trouble) {
      free();
      throw new RefusedException(Problems.of(trouble));
    } catch (RuntimeException | Error thrown) {
      free();
      throw thrown;
    }
    live.put(run.id(), run);
    run.addFirst(client);
    Threads.contain(() -> observer.began(run.id(), order));
    drain.began(run);
    if (home.isHere()) {
      run.open();
      Threads.at(home, client::begin); // Not now: the client's server knows nothing of it yet.
    } else {
      Threads.at(
          home,
          () -> {
            run.open();
            client.begin();
          });
    }
    return client;
  }

  private void startLater(Order order, Outlet outlet, Pending pending) {
    Supplier<String> begin =
        () -> {
          Order whole = earlier.before(order);
          reserve();
          Client client = begin(whole, outlet);
          pending.found(client);
          return client.run();
        };
    if (order.idempotency().isEmpty()) {
      String _ = begin.get();
    } else {
      idempotency.once(order, begin, found -> pending.found(attach(found.start(), order, outlet)));
    }
  }

  /** Does it, and tells the outlet if nothing comes of it. */
  private static void refusing(Outlet outlet, Runnable task) {
    try {
      task.run();
    } catch (RefusedException refused) {
      refuse(outlet, refused);
    } catch (RunLogException trouble) {
      refuse(outlet, new RefusedException(Problems.of(trouble)));
    } catch (RuntimeException | Error thrown) {
      Threads.report(thrown);
      refuse(outlet, new RefusedException(Problems.defect()));
    }
  }

  private static void refuse(Outlet outlet, RefusedException refused) {
    Threads.at(outlet.home(), () -> Threads.contain(() -> outlet.refuse(refused.problem())));
  }

  /** Has a client that asks again follow what goes on, or has ended. */
  private Client attach(RunStart start, Order order, Outlet outlet) {
    Asked asked = order.asked();
    return attach(start, order.dialect(), order.after(), asked.view(), how(order), outlet);
  }

  /** How a client is told of a run. */
  private enum How {
    /** As it comes. */
    STREAMED,
    /** All of it, once it is there. */
    WHOLE,
    /** That it has begun. */
    BEGUN
  }

  private static How how(Order order) {
    if (order.asked().streamed()) {
      return How.STREAMED;
    }
    return order.asked().background() ? How.BEGUN : How.WHOLE;
  }

  private Client attach(
      RunStart start, Dialect dialect, Mark after, Asked.View view, How how, Outlet outlet) {
    Told told = Labels.told(start, Labels.shown(start), view);
    if (following.incrementAndGet() > settings.streams()) {
      following.decrementAndGet();
      throw new RefusedException(Problems.tooMany(settings.streams()));
    }
    Run run = live.get(start.id());
    Client client;
    try {
      client = client(source(start, run), dialect, told, after, how, outlet);
      if (run != null && !run.add(client)) {
        client = client(source(start, null), dialect, told, after, how, outlet);
      }
    } catch (RuntimeException | Error thrown) {
      following.decrementAndGet();
      throw thrown;
    }
    Threads.at(outlet.home(), client::begin);
    return client;
  }

  /** Of a client that follows what was begun before; too many of them are refused, too. */
  private Source source(RunStart start, @Nullable Run run) {
    return new Source(log, start, formats, run, following::decrementAndGet);
  }

  private Client client(
      Source source, Dialect dialect, Told told, Mark after, How how, Outlet outlet) {
    if (how != How.STREAMED) {
      return new DocumentClient(source, dialect, told, how == How.WHOLE, outlet, observer);
    }
    Desk desk = desks.computeIfAbsent(outlet.home(), home -> new Desk(home, clock, period));
    return new StreamClient(source, dialect, told, after, outlet, desk, settings, observer);
  }

  /**
   * Has a client follow a run from behind a place on. If there is none of this owner's, {@link
   * Outlet#refuse} says 404; if nothing follows that place, {@link Outlet#nothing}. Any thread may
   * call this; the outlet hears nothing before it returns.
   *
   * @param owner whose run it must be
   * @param after {@link Mark#START} for all of it
   * @throws RefusedException 429 if too many clients follow runs
   */
  public Follower follow(
      String run, String owner, Mark after, Dialect dialect, Asked.View view, Outlet outlet) {
    Run here = live.get(run);
    if (here != null && here.start().owner().equals(owner)) {
      return attach(here.start(), dialect, after, view, How.STREAMED, outlet);
    }
    Pending pending = new Pending();
    Threads.virtual(
        () ->
            refusing(
                outlet,
                () -> {
                  RunStart start =
                      kept.own(run, owner)
                          .orElseThrow(() -> new RefusedException(Problems.noRun(run)))
                          .start();
                  pending.found(attach(start, dialect, after, view, How.STREAMED, outlet));
                }));
    return pending;
  }

  /**
   * A run as it is now; empty if there is none of this owner's. Waits for the log. Whoever looks at
   * a run now and then keeps it from being stopped for want of followers.
   *
   * @throws RefusedException 503 if the log can't be read
   */
  public Optional<RunView> look(String run, String owner) {
    Run here = live.get(run);
    if (here != null && here.start().owner().equals(owner)) {
      here.seen();
    }
    return kept.view(run, owner);
  }

  /**
   * Stops a run, if it goes on; everybody who follows it hears that it was cancelled. Waits for the
   * log if it does not.
   *
   * @return whether there is such a run of this owner's
   * @throws RefusedException 503 if the log can't be read
   */
  public boolean stop(String run, String owner) {
    Run here = live.get(run);
    if (here != null) {
      boolean own = here.start().owner().equals(owner);
      if (own) {
        here.cancel();
      }
      return own;
    }
    try {
      return kept.own(run, owner).isPresent();
    } catch (RunLogException trouble) {
      throw new RefusedException(Problems.of(trouble));
    }
  }

  /**
   * The id of this owner's run that was begun last with this label. Waits for the log.
   *
   * @throws RefusedException 503 if the log can't be read
   */
  public Optional<String> find(String label, String value, String owner) {
    return kept.find(label, value, owner);
  }

  /**
   * Forgets a run; one that goes on is stopped first, and its clients hear its end. Waits for that,
   * and for the log.
   *
   * @return whether there was such a run of this owner's
   * @throws RefusedException 503 if the log can't be read
   */
  public boolean forget(String run, String owner) {
    try {
      if (kept.own(run, owner).isEmpty()) {
        return false;
      }
      Run here = live.get(run);
      if (here != null) {
        here.cancel();
        awaitEnd(here);
      }
      return log.delete(run);
    } catch (RunLogException trouble) {
      if (trouble.kind() == RunLogException.Kind.GONE) {
        return false;
      }
      throw new RefusedException(Problems.of(trouble));
    }
  }

  private static void awaitEnd(Run run) {
    try {
      // What is deleted before it was told, nobody hears.
      CompletableFuture.allOf(run.kept(), run.allTold())
          .get(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The log says whether it still goes on.
    }
  }

  /** How many runs go on now. */
  public int streams() {
    return going.get();
  }

  /**
   * Begins nothing more, and waits for what goes on; runs that still do after this time are left
   * without an ending, so that they are interrupted and can be gone on with, and their clients are
   * cut off. What is {@linkplain #ask asked} beside them is stopped.
   *
   * @return completes when nothing goes on here any more, and all that was told of runs is kept;
   *     never fails
   */
  public CompletableFuture<Void> drain(Duration patience) {
    return drain.begin(patience);
  }

  /** What runs tell of themselves. */
  private final class Owner implements Run.Owner {
    @Override
    public void ended(Run run, Ending ending, Duration took) {
      // It may have been whole before it could be cancelled: then there is an answer to join.
      if (run.isForsaken() && ending instanceof Ending.Incomplete(_, Cause.Cancelled _)) {
        forsaken.add(run.id());
      }
      if (live.remove(run.id(), run)) {
        going.decrementAndGet();
        Threads.contain(() -> observer.ended(run.id(), run.order(), ending, took));
        drain.gone();
      }
    }
  }
}
