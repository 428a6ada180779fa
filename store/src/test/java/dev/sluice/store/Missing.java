package dev.sluice.store;

import java.util.ArrayList;
import java.util.List;

/**
 * How much was lost by kills, and how much a kill could have taken at any other moment. Nothing is
 * forgiven: where the machine or its disk held up the process, that is in it.
 */
final class Missing {
  private final List<Long> atKill = new ArrayList<>();
  private final List<Long> exposed = new ArrayList<>();
  private final List<Long> commits = new ArrayList<>();

  /** Of one process: the longest time of deltas that its runs lack. */
  void add(long nanos, ToldByChild told) {
    atKill.add(nanos);
    exposed.addAll(told.exposed());
    commits.addAll(told.commits());
  }

  @Override
  public String toString() {
    long late = exposed.stream().filter(nanos -> nanos > 50_000_000).count();
    return """
        %d kills, in ms       median  99 %%   99.9 %%   most
        missing after a kill  %s
        an event in memory    %s
        a commit              %s
        of %d events %d were in memory alone for more than 50 ms
        """
        .formatted(atKill.size(), row(atKill), row(exposed), row(commits), exposed.size(), late);
  }

  private static String row(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    StringBuilder row = new StringBuilder();
    for (double part : new double[] {0.5, 0.99, 0.999, 1}) {
      int at = (int) Math.min(sorted.size() - 1, sorted.size() * part);
      row.append("%8.1f".formatted(sorted.isEmpty() ? 0 : sorted.get(at) / 1e6));
    }
    return row.toString();
  }
}
