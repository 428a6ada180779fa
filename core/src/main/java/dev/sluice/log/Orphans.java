package dev.sluice.log;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Runs without an ending whose writers are gone: ends them, or hands them to another writer. */
final class Orphans {
  private static final int READ_BYTES = 64 * 1024;

  /** Of so many runs it is remembered that their trouble was told. */
  private static final int MAX_TOLD = 10_000;

  private final Runs runs;
  private final Consumer<? super RunState> settled;

  /** Runs that could not be ended, which was told: they are tried again and again. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Orphans(Runs runs, Consumer<? super RunState> settled) {
    this.runs = runs;
    this.settled = settled;
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
    List<String> ended = new ArrayList<>();
    for (String run : all) {
      if (settle(run)) {
        ended.add(run);
      }
    }
    return ended;
  }

  /**
   * Ends a run as interrupted, if its writer is gone.
   *
   * @return whether it was done here and now; what hinders it is told to whoever hears of trouble
   */
  boolean settle(String run) {
    RunState state;
    try {
      state = claim(run);
    } catch (RuntimeException refused) {
      tellIfUnusual(run, refused);
      return false;
    }
    RunStore.Verdict verdict = null;
    try {
      RunStore.Batch batch = ending(state);
      verdict = runs.store.keep(List.of(batch)).getFirst();
      told.remove(run);
      if (verdict == RunStore.Verdict.KEPT) {
        RunState now =
            new RunState(
                state.start(),
                state.epoch(),
                batch.last(),
                state.bytes() + batch.block().map(block -> block.bytes().length).orElse(0),
                batch.ended());
        runs.call(() -> settled.accept(now));
      }
    } catch (RuntimeException trouble) {
      tellIfUnusual(run, trouble);
    } finally {
      // Without a verdict it is still this process's, and is tried again.
      runs.release(run, verdict == null ? Optional.of(Runs.Hold.WHOLE) : Optional.empty());
      runs.watcher.wake(run);
    }
    return verdict == RunStore.Verdict.KEPT;
  }

  /**
   * Others take part: that a run is theirs, or has ended meanwhile, is no trouble. What is, is told
   * once for a run, and keeps no other one from being ended.
   */
  private void tellIfUnusual(String run, RuntimeException why) {
    RunLogException trouble =
        why instanceof RunLogException known
            ? known
            : new RunLogException(
                RunLogException.Kind.UNUSABLE, "the run " + run + " can't be ended: " + why, why);
    switch (trouble.kind()) {
      case GONE, BUSY, OVER, CLOSED -> {}
      case FULL, LOCKED, CORRUPT, NEWER, UNUSABLE -> {
        if (told.size() < MAX_TOLD && told.add(run)) {
          runs.tell(trouble);
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

  /** What the run's events say was used; where nobody counted, an estimate by what had come. */
  private Usage usage(RunState state) {
    Used used = new Used();
    try {
      long position = 0;
      for (long before = -1; before < position && position < state.last().position(); ) {
        before = position;
        position = used.add(runs.store.read(state.start().id(), position, READ_BYTES), position);
      }
    } catch (RunLogException trouble) {
      if (trouble.kind() != RunLogException.Kind.CORRUPT) {
        throw trouble;
      }
      // What there is, is ended all the same: whoever reads it is told.
    }
    return used.sum();
  }

  /** Adds up what entries say was used. */
  private static final class Used {
    private final EntryCursor entries = new EntryCursor();
    private Usage usage = Usage.unknown();
    private long characters;

    /** Where the next ones stand. */
    long add(List<Block> blocks, long from) {
      long position = from;
      for (Block block : blocks) {
        entries.restart(block.bytes(), block.epoch(), block.position(), block.count());
        while (entries.next()) {
          if (entries.kind() == Entry.Kind.EVENT) {
            switch (entries.event()) {
              case StreamEvent.UsageReported report -> usage = report.usage();
              case StreamEvent.Content content -> characters += content.length();
              case StreamEvent other -> {}
            }
          }
        }
        position = Math.max(position, block.position() + block.count());
      }
      return position;
    }

    Usage sum() {
      if (usage.outputTokens().isPresent() || characters == 0) {
        return usage;
      }
      return usage.toBuilder()
          .count(Usage.Count.OUTPUT, Usage.estimatedTokens(characters))
          .estimated(true)
          .build();
    }
  }
}
