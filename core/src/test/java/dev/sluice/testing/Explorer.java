package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks something on many random cases, each made from a seed of its own. The first case that
 * fails is made smaller for as long as it fails; the message has its seed, what was found, and what
 * is left of it.
 *
 * @param <C> a case; its text stands in the message
 */
public final class Explorer<C> {
  /** The same on every run, so that a failure comes back; another one with -Dsluice.seed=N. */
  public static final long SEED = Long.getLong("sluice.seed", 20_261_124L);

  /** A case may wait for a timeout, and there may be many smaller ones. */
  private static final int MAX_TRIED = 300;

  private final Function<Random, C> any;
  private final Function<C, List<C>> smaller;
  private final Property<C> property;

  /** What holds for every case; throws if it does not. */
  public interface Property<C> {
    void check(C each) throws Exception;
  }

  private record Failing<C>(C example, Throwable why) {}

  /**
   * One that looks for a case.
   *
   * @param smaller simpler cases made of a case, the simplest first; never a case that is as simple
   */
  public Explorer(Function<Random, C> any, Function<C, List<C>> smaller, Property<C> property) {
    this.any = any;
    this.smaller = smaller;
    this.property = property;
  }

  /** Checks a property that makes its cases itself, on {@link #SEED} and those after it. */
  public static void each(int cases, Property<Random> property) {
    Explorer<Long> seeds =
        new Explorer<>(
            Random::nextLong, seed -> List.of(), seed -> property.check(new Random(seed)));
    seeds.explore(SEED, cases, "sluice.seed");
  }

  /**
   * Checks so many cases, the first made from this seed, the next from the next.
   *
   * @param setting the system property that sets the seed, for the message
   * @throws AssertionError if a case fails, caused by what the smallest one threw
   */
  public void explore(long seed, int cases, String setting) {
    for (long next = seed; next < seed + cases; next++) {
      // Random numbers of neighbouring seeds begin alike.
      C found = any.apply(new Random(new SplittableRandom(next).nextLong()));
      Failing<C> failing = failing(found);
      if (failing != null) {
        Failing<C> smallest = smallest(failing);
        throw new AssertionError(
            "seed %d fails (-D%s=%d repeats it): %s%nfound: %s%nsmallest: %s"
                .formatted(next, setting, next, smallest.why.getMessage(), found, smallest.example),
            smallest.why);
      }
    }
  }

  private Failing<C> smallest(Failing<C> found) {
    Failing<C> smallest = found;
    List<C> left = smaller.apply(found.example);
    for (int tried = 0, at = 0; at < left.size() && tried < MAX_TRIED; tried++) {
      Failing<C> still = failing(left.get(at++));
      if (still != null) {
        smallest = still;
        left = smaller.apply(still.example);
        at = 0;
      }
    }
    return smallest;
  }

  private @Nullable Failing<C> failing(C example) {
    try {
      property.check(example);
      return null;
    } catch (Throwable why) {
      return new Failing<>(example, why);
    }
  }

  /** The list without its halves, its quarters, and so on to each element. */
  public static <E> List<List<E>> fewer(List<E> list) {
    List<List<E>> fewer = new ArrayList<>();
    for (int length = list.size(); length > 0; length /= 2) {
      for (int from = 0; from + length <= list.size(); from += length) {
        List<E> rest = new ArrayList<>(list.subList(0, from));
        rest.addAll(list.subList(from + length, list.size()));
        fewer.add(rest);
      }
    }
    return fewer;
  }

  /** The list with each element in turn replaced by something smaller. */
  public static <E> List<List<E>> lesser(List<E> list, Function<E, List<E>> smaller) {
    List<List<E>> lesser = new ArrayList<>();
    for (int at = 0; at < list.size(); at++) {
      for (E replacement : smaller.apply(list.get(at))) {
        List<E> copy = new ArrayList<>(list);
        copy.set(at, replacement);
        lesser.add(copy);
      }
    }
    return lesser;
  }
}
