package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What a {@link StreamingChild} has said until it was killed. */
final class ToldByChild {
  /**
   * So many commits may have ended since the log looked for the last time but one: of each look
   * there are two at the most, what need not wait for the disk and then what must, and the kill
   * came before the second one of the last.
   */
  private static final int COMMITS_SINCE = 3;

  private final Map<String, NavigableMap<Integer, Long>> events = new LinkedHashMap<>();
  private final Set<String> kept = new HashSet<>();
  private final List<Commit> commits = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private long last;

  /**
   * One group.
   *
   * @param end {@link Long#MAX_VALUE} if the kill came first, or between it and the word of it
   * @param reached where each of its runs ends
   */
  private record Commit(long begin, long end, Map<String, Integer> reached) {
    boolean isDone() {
      return end != Long.MAX_VALUE;
    }
  }

  private ToldByChild() {}

  static ToldByChild of(List<String> lines) {
    ToldByChild told = new ToldByChild();
    for (String line : lines) {
      told.read(List.of(line.split(" ", -1)));
    }
    return told;
  }

  private void read(List<String> words) {
    switch (words.getFirst()) {
      case "began" -> events.put(words.get(1), new TreeMap<>());
      case "event" -> {
        long nanos = Long.parseLong(words.get(3));
        events(words.get(1)).put(Integer.valueOf(words.get(2)), nanos);
        last = Math.max(last, nanos);
      }
      case "lacking" -> {}
      case "trouble" -> troubles.add(String.join(" ", words));
      case "kept" -> kept.add(words.get(1));
      case "keeping" -> {
        Map<String, Integer> reached = new HashMap<>();
        for (String run : words.subList(2, words.size())) {
          int colon = run.indexOf(':');
          reached.put(run.substring(0, colon), Integer.valueOf(run.substring(colon + 1)));
        }
        commits.add(new Commit(Long.parseLong(words.get(1)), Long.MAX_VALUE, reached));
      }
      case "done" -> {
        Commit begun = commits.removeLast(); // those that failed are behind it, and never done
        commits.add(new Commit(begun.begin, Long.parseLong(words.get(1)), begun.reached));
      }
      default -> throw new AssertionError(words);
    }
  }

  Set<String> runs() {
    return events.keySet();
  }

  /** The times at which a run's events were appended, by their numbers. */
  NavigableMap<Integer, Long> events(String run) {
    return events.computeIfAbsent(run, id -> new TreeMap<>());
  }

  /** What went wrong, each time with its message. */
  List<String> troubles() {
    return troubles;
  }

  /** Whether it was told that this run is kept with its ending. */
  boolean isKept(String run) {
    return kept.contains(run);
  }

  /** Where the last commit that was done leaves this run. */
  int committed(String run) {
    int position = 0;
    for (Commit commit : commits) {
      if (commit.isDone()) {
        position = Math.max(position, commit.reached.getOrDefault(run, 0));
      }
    }
    return position;
  }

  /**
   * What is missing was not there when the log looked for the last time but one. When that was is
   * not told; what is, is the end of the commit before.
   *
   * @param from the first event of this run that is missing
   * @return how many nanoseconds before the last event of the process it was appended
   */
  long assertRecent(String run, int from, String what) {
    Map.Entry<Integer, Long> first = events(run).ceilingEntry(from);
    if (first == null) {
      return 0;
    }
    List<Commit> done = commits.stream().filter(Commit::isDone).toList();
    int before = done.size() - 1 - COMMITS_SINCE;
    if (before >= 0) {
      assertThat(first.getValue())
          .as("not there when the log looked: %s", what)
          .isGreaterThanOrEqualTo(done.get(before).end);
    }
    return last - first.getValue();
  }

  /** How long each event was in memory alone, in nanoseconds: whenever a kill would have come. */
  List<Long> exposed() {
    List<Long> exposed = new ArrayList<>();
    Map<String, Integer> reached = new HashMap<>();
    for (Commit commit : commits) {
      commit.reached.forEach(
          (run, position) -> {
            int from = reached.getOrDefault(run, 0);
            reached.put(run, position);
            for (long appended : events(run).subMap(from, position).values()) {
              exposed.add(Math.min(commit.end, last) - appended);
            }
          });
    }
    return exposed;
  }

  /** How long each commit took, in nanoseconds. */
  List<Long> commits() {
    return commits.stream().filter(Commit::isDone).map(done -> done.end - done.begin).toList();
  }
}
