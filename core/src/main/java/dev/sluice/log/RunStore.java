package dev.sluice.log;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where runs are kept: for whoever brings a store of his own; users have {@link RunLog}.
 * Thread-safe; every method may block, and throws {@link RunLogException} for what it cannot do.
 *
 * <p>The contract holds for a store that several processes, or several machines, share. A store
 * that is open has an epoch, greater than any that there was before; whoever writes a run writes it
 * under his epoch, and as long as he lives nobody else may claim it.
 */
public interface RunStore extends AutoCloseable {

  /** The epoch under which this writer begins runs, at least 1. */
  long epoch();

  /**
   * Keeps batches of several runs, all of them or, if it throws, none, and durably before it
   * returns if one of them {@linkplain Batch#isDurable wants that}.
   *
   * @return what became of each, in their order: a batch that is refused does not keep the others
   */
  List<Verdict> keep(List<Batch> batches);

  /** What is kept of a run; empty if there is none of this id, or no more. */
  Optional<RunState> state(String run);

  /**
   * How far a run is: as {@link #state}, without what was asked, which may be long. Followers ask
   * this again and again.
   */
  default Optional<Progress> progress(String run) {
    return state(run).map(Progress::of);
  }

  /** The id of the run of this label that was begun last; empty if none is kept. */
  Optional<String> find(RunLabel label);

  /**
   * Blocks of a run in their order, beginning with the one that holds the entry behind this
   * position, which may begin before it. They need not be those that were kept: a store may join
   * blocks of one epoch that stand behind each other, at any time.
   *
   * @param maxBytes how much to read at the most; one block comes however long it is
   * @return none if there is nothing there
   */
  List<Block> read(String run, long position, int maxBytes);

  /**
   * Makes this writer the one of a run that has no ending and whose writer is gone, or is this one.
   * From then on the run is written under an epoch that the state says: one of this writer's that
   * is greater than the run's before, and a new one if he has none. So what is lost of a run, be it
   * with its process or without, never shares its place with what follows, whoever of them was
   * there first.
   */
  Claim claim(String run);

  /** The same of several runs, in their order; those that it throws for are not claimed. */
  default List<Claim> claim(List<String> all) {
    return all.stream().map(this::claim).toList();
  }

  /** Runs that have no ending and whose writers are gone, the oldest first. */
  List<String> orphans();

  /**
   * Forgets a run that has ended, or whose writer is gone.
   *
   * @return whether there was one of this id
   * @throws RunLogException BUSY if it is being written; UNUSABLE if this store does not delete
   *     single runs
   */
  default boolean delete(String run) {
    throw new RunLogException(
        RunLogException.Kind.UNUSABLE, "this store does not delete single runs");
  }

  /** Lets go of everything; what was written under its epoch can be claimed from now on. */
  @Override
  void close();

  /**
   * How far a run is.
   *
   * @param epoch of its writer
   * @param last behind the last entry that is kept
   * @param isOver whether it has ended
   */
  record Progress(long epoch, Offset last, boolean isOver) {
    public Progress {
      Objects.requireNonNull(last, "last");
    }

    /** That of this state. */
    public static Progress of(RunState state) {
      return new Progress(state.epoch(), state.last(), state.ended().isPresent());
    }
  }

  /** What became of a batch. */
  enum Verdict {
    /** It is kept. */
    KEPT,
    /**
     * It is of another epoch than the run or this store, or stands at another place than the run's
     * end, or it would begin a run that is there: the run has another writer.
     */
    STALE,
    /** The run has an ending, is not there, or no more. */
    GONE
  }

  /** What became of a claim. */
  sealed interface Claim {
    /** It is this writer's from now on. */
    record Yours(RunState state) implements Claim {}

    /** Its writer lives. */
    record Busy(RunState state) implements Claim {}

    /** It has ended. */
    record Over(RunState state) implements Claim {}

    /** There is none of this id, or no more. */
    record Gone() implements Claim {}
  }

  /**
   * Something to keep of one run. A block of another epoch, or one that stands at another place, is
   * refused by an {@link IllegalArgumentException}.
   *
   * @param run its id
   * @param start present in the first batch of a run alone, which may have no entries
   * @param epoch of the writer
   * @param after the place that it expects the run's entries to end at
   * @param block its entries, if there are any; of the same epoch, and directly behind {@code
   *     after}
   * @param ended present if its last entry is the ending
   */
  record Batch(
      String run,
      Optional<RunStart> start,
      long epoch,
      Offset after,
      Optional<Block> block,
      Optional<RunState.Ended> ended) {
    public Batch {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(start, "start");
      Objects.requireNonNull(after, "after");
      Objects.requireNonNull(block, "block");
      Objects.requireNonNull(ended, "ended");
      block.ifPresent(entries -> check(entries, epoch, after));
    }

    private static void check(Block entries, long epoch, Offset after) {
      boolean follows = entries.epoch() == epoch && entries.position() == after.position();
      if (!follows || entries.count() < 1) {
        throw new IllegalArgumentException(
            entries.count()
                + " entries of epoch "
                + entries.epoch()
                + " at "
                + entries.position()
                + " are none of epoch "
                + epoch
                + " behind "
                + after);
      }
    }

    /** Whether it must have reached the disk before it counts as kept: a start, and an ending. */
    public boolean isDurable() {
      return start.isPresent() || ended.isPresent();
    }

    /** Where the run ends once this is kept. */
    public Offset last() {
      return block
          .map(entries -> new Offset(entries.epoch(), entries.position() + entries.count()))
          .orElse(after);
    }
  }
}
