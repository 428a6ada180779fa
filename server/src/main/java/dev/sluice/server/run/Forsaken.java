package dev.sluice.server.run;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last runs that were cancelled because their clients had left. Whoever asks again by the same
 * key has lost his connection, and wants an answer: to join such a run would give him none for a
 * day. A run that somebody has stopped is another thing. Thread-safe.
 */
final class Forsaken {
  private static final int MAX = 10_000;

  private final Set<String> runs = new LinkedHashSet<>();

  synchronized void add(String run) {
    runs.add(run);
    if (runs.size() > MAX) {
      runs.remove(runs.iterator().next());
    }
  }

  synchronized boolean has(String run) {
    return runs.contains(run);
  }
}
