package dev.sluice.log;

import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Claim;
import dev.sluice.log.RunStore.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs that one or several {@link RunMemory}s keep. Not thread-safe: they hold its lock
 * wherever they use it.
 */
final class MemoryShelf {
  private final long maxBytes;

  /** Runs without an ending, the oldest first. */
  private final Map<String, MemoryRun> open = new LinkedHashMap<>();

  /** Runs with one, in the order in which they ended. */
  private final Map<String, MemoryRun> over = new LinkedHashMap<>();

  /** The runs of a label, the one that was begun last at the end. */
  private final Map<RunLabel, List<String>> labelled = new HashMap<>();

  private final Set<Long> writers = new HashSet<>();
  private long lastEpoch;
  private long held;

  /** The part of {@link #held} that can be let go. */
  private long heldByOver;

  MemoryShelf(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("runs need room, not " + maxBytes + " bytes");
    }
    this.maxBytes = maxBytes;
  }

  /** The epoch of a writer more. */
  long open() {
    lastEpoch++;
    writers.add(lastEpoch);
    return lastEpoch;
  }

  /** The writer of these is gone. */
  void leave(Set<Long> epochs) {
    writers.removeAll(epochs);
  }

  long held() {
    return held;
  }

  /**
   * @param own the writer's epochs
   */
  List<Verdict> keep(Set<Long> own, List<Batch> batches) {
    Map<String, MemoryRun.Mark> before = new LinkedHashMap<>();
    List<Verdict> verdicts = new ArrayList<>(batches.size());
    try {
      for (Batch batch : batches) {
        verdicts.add(keep(own, batch, before));
      }
    } catch (RuntimeException | Error thrown) {
      before.forEach(this::undo);
      throw thrown;
    }
    before.keySet().forEach(this::putAwayIfOver);
    return verdicts;
  }

  /**
   * @param before what to go back to, if a later one fails: what was there of each run
   */
  private Verdict keep(Set<Long> own, Batch batch, Map<String, MemoryRun.Mark> before) {
    MemoryRun there = find(batch.run());
    if (there == null ? batch.start().isEmpty() : there.isOver()) {
      return Verdict.GONE;
    }
    boolean isNext = there == null ? batch.after().equals(Offset.START) : there.isNext(batch);
    if (!own.contains(batch.epoch()) || !isNext) {
      return Verdict.STALE;
    }
    MemoryRun run = there != null ? there : begin(batch, before);
    before.computeIfAbsent(batch.run(), id -> run.mark());
    long room = maxBytes - heldByOpen();
    makeRoom(run.needs(batch, room));
    held -= run.held();
    run.add(batch, room);
    held += run.held();
    return Verdict.KEPT;
  }

  private MemoryRun begin(Batch batch, Map<String, MemoryRun.Mark> before) {
    MemoryRun run = new MemoryRun(batch.start().orElseThrow(), batch.epoch());
    makeRoom(run.held());
    before.put(batch.run(), MemoryRun.Mark.NOTHING);
    open.put(batch.run(), run);
    for (RunLabel label : run.start().found()) {
      labelled.computeIfAbsent(label, none -> new ArrayList<>(1)).add(batch.run());
    }
    held += run.held();
    return run;
  }

  /** Lets go of runs that have ended until so many bytes more find room. */
  private void makeRoom(long bytes) {
    if (bytes > maxBytes - heldByOpen()) {
      throw new RunLogException(
          RunLogException.Kind.FULL,
          "the memory for runs is full: those that go on, "
              + open.size()
              + ", hold "
              + heldByOpen()
              + " of "
              + maxBytes
              + " bytes, and one needs "
              + bytes
              + " more; give it more, or keep runs in a file");
    }
    Iterator<MemoryRun> oldest = over.values().iterator();
    while (bytes > maxBytes - held) {
      MemoryRun gone = oldest.next();
      oldest.remove();
      forget(gone);
      held -= gone.held();
      heldByOver -= gone.held();
    }
  }

  /** It is found by its labels no more. */
  private void forget(MemoryRun run) {
    for (RunLabel label : run.start().found()) {
      labelled.computeIfPresent(
          label, (same, ids) -> ids.remove(run.start().id()) && ids.isEmpty() ? null : ids);
    }
  }

  /** The part of {@link #held} that stays. */
  private long heldByOpen() {
    return held - heldByOver;
  }

  private void undo(String id, MemoryRun.Mark mark) {
    MemoryRun run = open.get(id);
    if (run == null) {
      return;
    }
    held -= run.held();
    if (mark.equals(MemoryRun.Mark.NOTHING)) {
      open.remove(id);
      forget(run);
    } else {
      run.reset(mark);
      held += run.held();
    }
  }

  /** Not before all batches are kept: what has ended in one of them may have to go on after all. */
  private void putAwayIfOver(String id) {
    MemoryRun run = open.get(id);
    if (run != null && run.isOver()) {
      open.remove(id);
      over.put(id, run);
      heldByOver += run.held();
    }
  }

  Optional<RunState> state(String id) {
    return Optional.ofNullable(find(id)).map(MemoryRun::state);
  }

  Optional<String> find(RunLabel label) {
    return Optional.ofNullable(labelled.get(label)).map(List::getLast);
  }

  List<Block> read(String id, long position, int maxBytes) {
    MemoryRun run = find(id);
    return run == null ? List.of() : run.read(position, maxBytes);
  }

  /**
   * @param own the writer's epochs; gets another one if none is greater than the run's
   * @param lives whether others take him for alive
   */
  Claim claim(NavigableSet<Long> own, boolean lives, String id) {
    MemoryRun run = find(id);
    if (run == null) {
      return new Claim.Gone();
    }
    if (run.isOver()) {
      return new Claim.Over(run.state());
    }
    if (!own.contains(run.epoch()) && writers.contains(run.epoch())) {
      return new Claim.Busy(run.state());
    }
    if (own.last() <= run.epoch()) {
      long another = open();
      own.add(another);
      if (!lives) {
        writers.remove(another);
      }
    }
    run.epoch(own.last());
    return new Claim.Yours(run.state());
  }

  List<String> orphans() {
    List<String> orphans = new ArrayList<>();
    open.forEach(
        (id, run) -> {
          if (!writers.contains(run.epoch())) {
            orphans.add(id);
          }
        });
    return orphans;
  }

  boolean delete(String id) {
    MemoryRun run = find(id);
    if (run == null) {
      return false;
    }
    if (!run.isOver() && writers.contains(run.epoch())) {
      throw new RunLogException(
          RunLogException.Kind.BUSY,
          "the run " + id + " is being written; wait for its end or cancel it");
    }
    if (over.remove(id) != null) {
      heldByOver -= run.held();
    } else {
      open.remove(id);
    }
    forget(run);
    held -= run.held();
    return true;
  }

  private @Nullable MemoryRun find(String id) {
    MemoryRun run = open.get(id);
    return run != null ? run : over.get(id);
  }
}
