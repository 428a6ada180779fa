package dev.sluice.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Some of many cases in which any two values that meet in one of all cases meet in one of these:
 * most of what goes wrong by several things together goes wrong by two.
 */
public final class Covering {
  /** {@code -Dfull.product=true} runs all cases. */
  private static final boolean FULL = Boolean.getBoolean("full.product");

  private Covering() {}

  /** Two values of a case, by their places. */
  private record Pair(int place, Object value, int otherPlace, Object otherValue) {}

  /**
   * So many of them as it takes, in any order that the seed decides; all if all are asked for.
   *
   * @param values what a case consists of, each kind at its own place
   */
  public static <C> List<C> of(List<C> all, long seed, Function<C, ? extends List<?>> values) {
    if (FULL) {
      return all;
    }
    List<C> left = new ArrayList<>(all);
    Collections.shuffle(left, new Random(seed));
    Set<Pair> met = new HashSet<>();
    List<C> chosen = new ArrayList<>();
    // Those first in which the most is new.
    for (int wanted = pairs(values.apply(all.getFirst())).size(); wanted > 0; wanted--) {
      for (C each : List.copyOf(left)) {
        Set<Pair> pairs = pairs(values.apply(each));
        pairs.removeAll(met);
        if (pairs.size() >= wanted) {
          met.addAll(pairs);
          chosen.add(each);
          left.remove(each);
        }
      }
    }
    return chosen;
  }

  private static Set<Pair> pairs(List<?> values) {
    Set<Pair> pairs = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = i + 1; j < values.size(); j++) {
        pairs.add(new Pair(i, values.get(i), j, values.get(j)));
      }
    }
    return pairs;
  }
}
