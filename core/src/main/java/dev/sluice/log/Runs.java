package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs that are written here, and what is done for them. Thread-safe.
 *
 * <p>A run of this process is live; or held, by whoever takes it over or settles it, or because its
 * writer has left it so that this can be done; or neither, and then it has ended, or waits for a
 * later process.
 */
final class Runs implements Committer.Owner {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** Runs with losses that wait to be ended; more of them are left to a later process. */
  private static final int MAX_LOSSY = 1_000;

  final RunStore store;
  final Clock clock;
  final Executor disk;
  final Watcher watcher;
  final Orphans orphans;

  private final Executor calls;
  private final Consumer<? super RunLogException> troubles;
  private final Committer committer;
  private final Pending pending;
  private final Tails tails;

  private final Object lock = new Object();

  /** Epochs that came by claims: a new one only behind losses, or a younger writer. */
  private final Set<Long> claimed = ConcurrentHashMap.newKeySet();

  /** Changed with the lock. */
  private final Map<String, LiveRun> live = new ConcurrentHashMap<>();

  // Guarded by the lock.

  /** Runs that began here and have not left, by their labels: they may not be kept yet. */
  private final Map<RunLabel, String> labelled = new HashMap<>();

  private final Map<String, Hold> held = new HashMap<>();
  private @Nullable CompletableFuture<Void> closing;

  /** Why a run is held that nobody writes. */
  enum Hold {
    /** Somebody takes it over, or ends it. */
    BUSY,
    /** Its writer here has left it, and everything that was seen of it is kept. */
    WHOLE,
    /** Entries of it were lost that somebody may have seen: it goes on under another epoch. */
    LOSSY
  }

  Runs(RunLog.Builder settings, Executor disk, Executor calls) {
    this.store = settings.store;
    this.clock = settings.clock;
    this.disk = disk;
    this.calls = calls;
    this.troubles = settings.troubles;
    this.pending = new Pending(settings.pendingBytes);
    this.tails = new Tails(settings.tailBytes, settings.tailsBytes);
    this.committer = new Committer(store, clock, disk, settings.groupDelay, this);
    this.orphans = new Orphans(this, settings.settled, settings.formats);
    this.watcher = new Watcher(this);
  }

  // Who is there.

  @Nullable LiveRun live(String run) {
    LiveRun found = live.get(run);
    return found == null || found.hasLeft() ? null : found;
  }

  /** Whether runs of this epoch are this process's. */
  boolean isOwn(long epoch) {
    return epoch == store.epoch() || claimed.contains(epoch);
  }

  /** A run of this epoch was claimed here. */
  void claimed(long epoch) {
    if (epoch != store.epoch()) {
      claimed.add(epoch);
    }
  }

  /** Whether somebody here may still go on with it, or end it. */
  boolean isHeldOrLive(String run) {
    synchronized (lock) {
      return live.containsKey(run) || held.containsKey(run);
    }
  }

  long pendingBytes() {
    return pending.bytes();
  }

  /** What the runs that are written here hold of their last entries. */
  long tailsBytes() {
    return tails.bytes();
  }

  boolean isClosed() {
    synchronized (lock) {
      return closing != null;
    }
  }

  void requireOpen() {
    if (isClosed()) {
      throw closed();
    }
  }

  private static RunLogException closed() {
    return new RunLogException(RunLogException.Kind.CLOSED, "the log of runs is closed");
  }

  // Beginning.

  LiveRun begin(RunStart start) {
    LiveRun run = new LiveRun(start, store.epoch(), tails);
    add(run, start.found());
    doFor(run, run.begin(pending));
    return run;
  }

  /** Goes on with a run that is held. */
  LiveRun goOn(RunState state) {
    LiveRun run = new LiveRun(state.start(), state.epoch(), state.last(), state.bytes(), tails);
    add(run, List.of());
    watcher.wake(run.id());
    return run;
  }

  /**
   * @param labels by which it may be found before it is kept
   */
  private void add(LiveRun run, List<RunLabel> labels) {
    synchronized (lock) {
      if (closing != null) {
        throw closed();
      }
      if (live.putIfAbsent(run.id(), run) != null) {
        throw new IllegalArgumentException("the run " + run.id() + " is being written already");
      }
      held.remove(run.id());
      labels.forEach(label -> labelled.put(label, run.id()));
      pending.runs(1);
      tails.runs(1);
    }
  }

  /**
   * Holds a run, so that nobody else here goes on with it.
   *
   * @return what it was before; empty if it was no matter of this process's
   * @throws RunLogException BUSY if it is live, or held already
   */
  Optional<Hold> hold(String run) {
    synchronized (lock) {
      if (closing != null) {
        throw closed();
      }
      Hold before = held.get(run);
      if (live.containsKey(run) || before == Hold.BUSY) {
        throw new RunLogException(
            RunLogException.Kind.BUSY, "the run " + run + " is being written in this process");
      }
      held.put(run, Hold.BUSY);
      return Optional.ofNullable(before);
    }
  }

  /**
   * Holds it no more.
   *
   * @param as what it is from now on; empty if it is no matter of this process's
   */
  void release(String run, Optional<Hold> as) {
    synchronized (lock) {
      if (as.isPresent()) {
        held.put(run, as.get());
      } else {
        held.remove(run);
      }
    }
    if (as.isPresent()) {
      watcher.mind(run);
    }
  }

  /** Runs that their writers here have left. */
  Set<String> leftHere() {
    Set<String> left = new HashSet<>();
    synchronized (lock) {
      held.forEach(
          (run, as) -> {
            if (as != Hold.BUSY) {
              left.add(run);
            }
          });
    }
    return left;
  }

  // Writing.

  void append(LiveRun run, StreamEvent event) {
    byte[] form;
    try {
      form = EventCodec.encodeToBytes(event);
    } catch (RuntimeException | Error unkept) {
      doFor(run, run.deafen(formless("an event", unkept)));
      return;
    }
    append(run, Entries.head(Entry.Kind.EVENT, form.length), form, 0, form.length, null);
  }

  void end(LiveRun run, Ending ending) {
    RunState.Ended ended = new RunState.Ended(ending.kind(), ending.reply().usage(), clock.now());
    byte[] form;
    try {
      form = EventCodec.encodeToBytes(Entries.stripped(ending));
    } catch (RuntimeException | Error unkept) {
      doFor(run, run.deafen(formless("its ending", unkept)));
      doFor(run, run.abandon());
      return;
    }
    append(run, Entries.head(Entry.Kind.END, form.length), form, 0, form.length, ended);
  }

  private static RunLogException formless(String what, Throwable why) {
    return new RunLogException(
        RunLogException.Kind.UNUSABLE,
        "no more of the run is kept: " + what + " has no form: " + why.getMessage(),
        why);
  }

  void append(
      LiveRun run, byte[] head, byte[] body, int from, int length, RunState.@Nullable Ended ended) {
    LiveRun.Todo todo;
    try {
      todo = run.append(head, body, from, length, ended, pending);
    } catch (OutOfMemoryError noRoom) {
      doFor(run, run.deafen(formless("an entry", noRoom)));
      if (ended != null) {
        doFor(run, run.abandon());
      }
      return;
    }
    doFor(run, todo);
  }

  void abandon(LiveRun run) {
    doFor(run, run.abandon());
  }

  @Override
  public void kept(LiveRun run, RunStore.Batch batch) {
    doFor(run, run.kept(batch, pending));
  }

  @Override
  public void refused(LiveRun run, RunLogException why, boolean elsewhere) {
    doFor(run, run.refused(why, elsewhere, pending));
  }

  /** What there is to do after a call, without a lock. */
  private void doFor(LiveRun run, LiveRun.Todo todo) {
    if (todo.trouble() != null) {
      tell(todo.trouble());
    }
    if (todo.ring()) {
      call(() -> run.called().forEach(Threads::contain));
    }
    if (todo.leave()) {
      leave(run);
    }
    if (todo.write()) {
      committer.write(run, todo.urgent());
    }
  }

  private void leave(LiveRun run) {
    boolean stays;
    synchronized (lock) {
      live.remove(run.id(), run);
      run.start.found().forEach(label -> labelled.remove(label, run.id()));
      Optional<Hold> as = closing == null ? run.heldAs() : Optional.empty();
      stays = as.isPresent() && (as.get() != Hold.LOSSY || held.size() < MAX_LOSSY);
      if (stays) {
        held.put(run.id(), as.get());
      }
    }
    pending.runs(-1);
    tails.runs(-1);
    if (stays) {
      watcher.mind(run.id());
    }
    doFor(run, run.leave());
    call(() -> run.future.complete(run.outcome()));
  }

  /** Tells somebody's code something; it may wait as long as it likes. */
  void call(Runnable task) {
    Threads.hand(calls, task);
  }

  void tell(RunLogException trouble) {
    call(() -> troubles.accept(trouble));
  }

  // Closing.

  CompletableFuture<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<LiveRun> all;
    synchronized (lock) {
      if (closing != null) {
        return closing.copy();
      }
      closing = done;
      all = List.copyOf(live.values());
    }
    all.forEach(this::abandon);
    watcher.close();
    Clock.Alarm alarm =
        clock.alarm(CLOSING, () -> Threads.hand(calls, () -> giveUp(done)), Threads::report);
    committer.close(
        () -> {
          Threads.contain(store::close);
          alarm.cancel();
          done.complete(null);
        });
    return done.copy();
  }

  /** The store does not answer: it is closed if it ever does. */
  private void giveUp(CompletableFuture<Void> done) {
    RunLogException why =
        new RunLogException(
            RunLogException.Kind.LOCKED,
            "the store of runs did not answer within "
                + CLOSING.toSeconds()
                + " s of its closing; what it was to keep may be lost");
    List.copyOf(live.values()).forEach(run -> refused(run, why, false));
    done.complete(null);
  }

  Optional<String> find(RunLabel label) {
    synchronized (lock) {
      String here = labelled.get(label);
      if (here != null) {
        return Optional.of(here);
      }
    }
    requireOpen();
    return store.find(label);
  }

  Optional<RunStore.Progress> progress(String run) {
    LiveRun here = live(run);
    if (here != null) {
      return Optional.of(RunStore.Progress.of(here.state()));
    }
    requireOpen();
    return store.progress(run);
  }

  boolean delete(String run) {
    if (live(run) != null) {
      throw new RunLogException(
          RunLogException.Kind.BUSY,
          "the run " + run + " is being written; wait for its end or cancel it");
    }
    requireOpen();
    return store.delete(run);
  }

  Optional<RunState> state(String run) {
    LiveRun here = live(run);
    if (here != null) {
      return Optional.of(here.state());
    }
    requireOpen();
    return store.state(run);
  }
}
