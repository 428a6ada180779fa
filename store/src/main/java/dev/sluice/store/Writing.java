package dev.sluice.store;

/** Who writes to the database. Thread-safe. */
interface Writing {
  /** The epoch of this store. */
  long epoch();

  /** Whether the store of this epoch is open still, here or in another process. */
  boolean lives(long epoch);
}
