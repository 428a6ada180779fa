package dev.sluice.log;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs without an ending whose writers are gone: ends them, or hands them to another writer. */
final class Orphans {
  private static final int READ_BYTES = 64 * 1024;

  /** How many are ended at once; their requests, which may be long, are in memory then. */
  private static final int MAX_GROUP = 32;

  /** Of so many runs it is remembered that their trouble was told. */
  private static final int MAX_TOLD = 10_000;

  private final Runs runs;
  private final Consumer<? super RunState> settled;

  /** Runs that could not be ended, which was told: they are tried again and again. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private final Function<? super RunStart, ? extends Replay.Formats> formats;

  Orphans(
      Runs runs,
      Consumer<? super RunState> settled,
      Function<? super RunStart, ? extends Replay.Formats> formats) {
    this.runs = runs;
    this.settled = settled;
    this.formats = formats;
  }

  /**
   * Makes a run this process's, and holds it for who goes on with it.
   *
   * @throws RunLogException BUSY, OVER or GONE if it can't be had, and then it is not held
   */
  RunState takeOver(String run) {
    return claim(run);
  }

  private RunState claim(String run) {
    Optional<Runs.Hold> before = runs.hold(run);
    Optional<Runs.Hold> after = before;
    try {
      Optional<RunState> found = runs.store.state(run);
      if (found.isEmpty() || found.get().ended().isPresent()) {
        after = Optional.empty();
        throw found.isEmpty() ? gone(run) : over(run);
      }
      RunState state = found.get();
      boolean isWhole = before.equals(Optional.of(Runs.Hold.WHOLE));
      return isWhole && runs.isOwn(state.epoch()) ? state : claimed(run);
    } catch (RuntimeException | Error refused) {
      runs.release(run, after);
      throw refused;
    }
  }

  private RunState claimed(String run) {
    return switch (runs.store.claim(run)) {
      case RunStore.Claim.Yours yours -> {
        runs.claimed(yours.state().epoch());
        yield yours.state();
      }
      case RunStore.Claim.Busy busy ->
          throw new RunLogException(
              RunLogException.Kind.BUSY, "the run " + run + " is being written by another process");
      case RunStore.Claim.Over over -> throw over(run);
      case RunStore.Claim.Gone none -> throw gone(run);
    };
  }

  static RunLogException gone(String run) {
    return new RunLogException(
        RunLogException.Kind.GONE, "there is no run " + run + ", or no more");
  }

  private static RunLogException over(String run) {
    return new RunLogException(RunLogException.Kind.OVER, "the run " + run + " has ended");
  }

  /** Ends every orphan as interrupted; the ids of those that are ended now. */
  List<String> settleAll() {
    Set<String> all = new LinkedHashSet<>(runs.store.orphans());
    all.addAll(runs.leftHere());
    List<String> orphans = List.copyOf(all);
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < orphans.size(); i += MAX_GROUP) {
      ended.addAll(settle(orphans.subList(i, Math.min(i + MAX_GROUP, orphans.size()))));
    }
    return ended;
  }

  /**
   * Ends a run as interrupted, if its writer is gone.
   *
   * @return whether it was done here and now; what hinders it is told to whoever hears of trouble
   */
  boolean settle(String run) {
    return !settle(List.of(run)).isEmpty();
  }

  /** The same of several, which wait for the disk together; one that hinders them is left alone. */
  private List<String> settle(List<String> group) {
    Map<String, Optional<Runs.Hold>> held = hold(group);
    List<String> ended = new ArrayList<>();
    Set<String> mine = new HashSet<>();
    boolean apart = false;
    try {
      List<RunState> states = claim(held);
      // Without a verdict it is still this process's, and is tried again.
      states.forEach(state -> held.put(state.start().id(), Optional.of(Runs.Hold.WHOLE)));
      states.forEach(state -> mine.add(state.start().id()));
      ended.addAll(end(states, held));
    } catch (RuntimeException thrown) {
      RunLogException trouble = trouble(thrown);
      apart = group.size() > 1 && isOfOne(trouble);
      if (!apart) {
        tellIfUnusual(group, trouble);
      }
    } finally {
      held.forEach(runs::release);
      mine.forEach(runs.watcher::wake);
    }
    if (apart) {
      group.forEach(run -> ended.addAll(settle(List.of(run))));
    }
    return ended;
  }

  /** Whether the others may do better without the one that it is the trouble of. */
  private static boolean isOfOne(RunLogException trouble) {
    return switch (trouble.kind()) {
      case CORRUPT, UNUSABLE -> true;
      case GONE, BUSY, OVER, CLOSED, FULL, LOCKED, NEWER -> false;
    };
  }

  /** Those that nobody else here goes on with, each with what it was before. */
  private Map<String, Optional<Runs.Hold>> hold(List<String> group) {
    Map<String, Optional<Runs.Hold>> held = new LinkedHashMap<>();
    for (String run : group) {
      try {
        held.put(run, runs.hold(run));
      } catch (RunLogException refused) {
        tellIfUnusual(List.of(run), refused);
      }
    }
    return held;
  }

  /**
   * Makes them this process's; those that are not to be had are taken out.
   *
   * @param held says of those that are no more, or have ended, that they are nobody's
   */
  private List<RunState> claim(Map<String, Optional<Runs.Hold>> held) {
    List<RunState> mine = new ArrayList<>();
    List<String> others = new ArrayList<>();
    held.forEach(
        (run, before) -> {
          Optional<RunState> own = ownState(run, before);
          own.ifPresentOrElse(mine::add, () -> others.add(run));
        });
    List<RunStore.Claim> claims = others.isEmpty() ? List.of() : runs.store.claim(others);
    for (int i = 0; i < claims.size(); i++) {
      switch (claims.get(i)) {
        case RunStore.Claim.Yours yours -> {
          runs.claimed(yours.state().epoch());
          mine.add(yours.state());
        }
        case RunStore.Claim.Busy busy -> {}
        case RunStore.Claim.Over over -> held.put(others.get(i), Optional.empty());
        case RunStore.Claim.Gone gone -> held.put(others.get(i), Optional.empty());
      }
    }
    return mine;
  }

  /** Of a run that was left here with nothing lost, and need not be claimed. */
  private Optional<RunState> ownState(String run, Optional<Runs.Hold> before) {
    return before.equals(Optional.of(Runs.Hold.WHOLE))
        ? runs.store
            .state(run)
            .filter(state -> state.ended().isEmpty() && runs.isOwn(state.epoch()))
        : Optional.empty();
  }

  /**
   * Gives them their ending; the ids of those that have it now.
   *
   * @param held hears of those that are settled one way or the other
   */
  private List<String> end(List<RunState> states, Map<String, Optional<Runs.Hold>> held) {
    List<RunStore.Batch> endings = new ArrayList<>();
    List<RunState> ending = new ArrayList<>();
    for (RunState state : states) {
      try {
        endings.add(ending(state));
        ending.add(state);
      } catch (RuntimeException unread) {
        tellIfUnusual(List.of(state.start().id()), trouble(unread));
      }
    }
    List<RunStore.Verdict> verdicts = endings.isEmpty() ? List.of() : runs.store.keep(endings);
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      String run = endings.get(i).run();
      held.put(run, Optional.empty());
      told.remove(run);
      if (verdicts.get(i) == RunStore.Verdict.KEPT) {
        ended.add(run);
        tellSettled(ending.get(i), endings.get(i));
      }
    }
    return ended;
  }

  private void tellSettled(RunState state, RunStore.Batch batch) {
    RunState now =
        new RunState(
            state.start(),
            state.epoch(),
            batch.last(),
            state.bytes() + batch.block().map(block -> block.bytes().length).orElse(0),
            batch.ended());
    runs.call(() -> settled.accept(now));
  }

  /** Whatever a store or a decoder throws is trouble of these runs alone. */
  private static RunLogException trouble(RuntimeException thrown) {
    return thrown instanceof RunLogException known
        ? known
        : new RunLogException(
            RunLogException.Kind.UNUSABLE, "a run can't be ended: " + thrown, thrown);
  }

  /**
   * Others take part: that a run is theirs, or has ended meanwhile, is no trouble. What is, is told
   * once for a run, though it is tried again.
   */
  private void tellIfUnusual(List<String> group, RunLogException refused) {
    switch (refused.kind()) {
      case GONE, BUSY, OVER, CLOSED -> {}
      case FULL, LOCKED, CORRUPT, NEWER, UNUSABLE -> {
        boolean isNew = told.size() < MAX_TOLD && told.addAll(group);
        if (isNew) {
          runs.tell(refused);
        }
      }
    }
  }

  private RunStore.Batch ending(RunState state) {
    Usage usage = usage(state);
    Ending ending =
        new Ending.Incomplete(
            Reply.builder().askedModel(state.start().model()).usage(usage).build(),
            new Cause.Interrupted(new Failure.ProcessEnded("")));
    long epoch = state.epoch();
    return new RunStore.Batch(
        state.start().id(),
        Optional.empty(),
        epoch,
        state.last(),
        Optional.of(new Block(epoch, state.last().position(), 1, Entries.ending(ending))),
        Optional.of(new RunState.Ended(ending.kind(), usage, runs.clock.now())));
  }

  /** What the run's entries say was used; where nobody counted, an estimate by what had come. */
  private Usage usage(RunState state) {
    Replay replay = Replay.of(state.start(), formats.apply(state.start()));
    try {
      replay(state, replay);
    } catch (RuntimeException damaged) { // of a decoder, too: they read what others have sent
      if (damaged instanceof RunLogException known
          && known.kind() != RunLogException.Kind.CORRUPT) {
        throw damaged;
      }
      // What there is, is ended all the same.
    }
    return replay.snapshot().usage();
  }

  private void replay(RunState state, Replay replay) {
    EntryCursor entries = new EntryCursor();
    long before = -1;
    for (long at = 0; at < state.last().position() && at != before; ) {
      before = at;
      for (Block block : runs.store.read(state.start().id(), at, READ_BYTES)) {
        entries.restart(block.bytes(), block.epoch(), block.position(), block.count());
        while (entries.next()) {
          replay.add(entries, event -> {});
        }
        at = Math.max(at, block.position() + block.count());
      }
    }
  }
}
