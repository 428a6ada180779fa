package dev.sluice.server.run;

/** One client that hears of a run. Thread-safe. */
public interface Follower {

  /** Its run's id. */
  String run();

  /** The client has left. */
  void left();
}
