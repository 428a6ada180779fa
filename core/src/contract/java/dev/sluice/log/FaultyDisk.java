package dev.sluice.log;

/** A disk that fails when a test says so, and opens stores of runs on it; what is on it stays. */
public interface FaultyDisk {
  /**
   * Opens a store.
   *
   * @throws RunLogException if that takes what the disk refuses
   */
  RunStore open();

  /** How often something was written, synced or cut off on it until now. */
  long operations();

  /** From the operation of this number on, counted from 0, it fails in this manner. */
  void failFrom(long operation, Fault fault);

  /** It works again, and its stores go on. */
  void heal();

  /**
   * The machine starts anew, and the disk works again: the stores are gone without having closed
   * anything, and what was written since the last sync may be lost, whole or in parts.
   */
  void restart();

  /** How a disk fails. */
  enum Fault {
    /** A write gets through in part, and then fails. */
    SHORT_WRITE,
    /** There is no room for what is written. */
    FULL,
    /** What was written is not brought to the disk. */
    SYNC_ERROR,
    /** The process is gone: one more write gets through in part, and nothing after it. */
    KILLED
  }
}
