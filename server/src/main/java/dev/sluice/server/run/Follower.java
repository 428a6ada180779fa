package dev.sluice.server.run;

/** One client that hears of a run. Thread-safe. */
public interface Follower {

  /** Its run's id; empty as long as it is looked for. */
  String run();

  /** The client has left; no effect if it is known. Any thread may say so. */
  void left();
}
