package dev.sluice.log;

import dev.sluice.log.Journal.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs in memory behind a journal on a simulated disk: a small store that shows what the contract
 * asks of one while its disk fails. What is to be done is written first; what is read of the file
 * later comes out as it did then. Thread-safe.
 */
final class JournalledRuns implements FaultyDisk {
  private final FailingFile file = new FailingFile();

  /** What the file says; null before somebody reads it. Whoever opens is another of it. */
  private @Nullable RunMemory told;

  /** How much of the file is true. */
  private int length;

  @Override
  public synchronized RunStore open() {
    RunMemory first = told();
    write(new Step.Opened(), true);
    return new Store(first.another());
  }

  @Override
  public long operations() {
    return file.operations();
  }

  @Override
  public void failFrom(long operation, Fault fault) {
    file.failFrom(operation, fault);
  }

  @Override
  public void heal() {
    file.heal();
  }

  @Override
  public synchronized void restart() {
    heal();
    file.loseUnsynced();
    told = null;
  }

  private RunMemory told() {
    RunMemory known = told;
    if (known == null) {
      Journal.Read read = Journal.decode(file.bytes());
      length = read.length();
      known = new RunMemory();
      Replayed replayed = new Replayed(known);
      read.records().forEach(replayed::redo);
      told = known;
    }
    return known;
  }

  /** Brings it to the disk, or throws; what came there in part is cut off before the next one. */
  private void write(Step record, boolean durably) {
    byte[] bytes = Journal.encode(record);
    try {
      if (file.bytes().length > length) {
        file.cut(length);
      }
      file.write(bytes);
      if (durably) {
        file.sync();
      }
      length += bytes.length;
    } catch (IOException refused) {
      throw new RunLogException(
          file.isFull() ? RunLogException.Kind.FULL : RunLogException.Kind.UNUSABLE,
          String.valueOf(refused.getMessage()),
          refused);
    }
  }

  /** Does again what a journal says; nobody who wrote it lives. */
  private static final class Replayed {
    private final Map<Long, RunMemory> writers = new HashMap<>();
    private final RunMemory first;

    Replayed(RunMemory first) {
      this.first = first;
    }

    void redo(Step record) {
      switch (record) {
        case Step.Opened opened -> {
          RunMemory next = first.another();
          next.lapse();
          writers.put(next.epoch(), next);
        }
        case Step.Claimed claimed -> writer(claimed.epoch()).claim(claimed.run());
        case Step.Kept kept -> writer(kept.epoch()).keep(kept.batches());
      }
    }

    private RunMemory writer(long epoch) {
      return Objects.requireNonNull(writers.get(epoch));
    }
  }

  /** One writer. */
  private final class Store implements RunStore {
    private final RunMemory memory;
    private boolean closed;

    Store(RunMemory memory) {
      this.memory = memory;
    }

    @Override
    public long epoch() {
      return memory.epoch();
    }

    @Override
    public List<Verdict> keep(List<Batch> batches) {
      synchronized (JournalledRuns.this) {
        if (!closed && !batches.isEmpty()) {
          write(new Step.Kept(epoch(), batches), batches.stream().anyMatch(Batch::isDurable));
        }
        return memory.keep(batches);
      }
    }

    @Override
    public Optional<RunState> state(String run) {
      return memory.state(run);
    }

    @Override
    public Optional<String> find(RunLabel label) {
      return memory.find(label);
    }

    @Override
    public List<Block> read(String run, long position, int maxBytes) {
      return memory.read(run, position, maxBytes);
    }

    @Override
    public Claim claim(String run) {
      synchronized (JournalledRuns.this) {
        if (memory.orphans().contains(run) || isOwn(run)) {
          write(new Step.Claimed(epoch(), run), true);
        }
        return memory.claim(run);
      }
    }

    private boolean isOwn(String run) {
      return memory
          .state(run)
          .filter(state -> state.ended().isEmpty() && memory.isOwn(state.epoch()))
          .isPresent();
    }

    @Override
    public List<String> orphans() {
      return memory.orphans();
    }

    @Override
    public void close() {
      synchronized (JournalledRuns.this) {
        closed = true;
        memory.close();
      }
    }
  }
}
