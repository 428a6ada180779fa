package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One way in which a network could hand over some bytes.
 *
 * @param name how they were cut, for a failed test's message: whole, byte by byte, or the seed
 */
public record Pieces(String name, List<byte[]> list) {
  private static final int RANDOM_WAYS = 20;

  /** The same on every run, so that a failure comes back; another one with -Dsluice.seed=N. */
  private static final long SEED = Long.getLong("sluice.seed", 20_261_124L);

  static {
    System.out.println("random splits begin at seed " + SEED + " (-Dsluice.seed)");
  }

  /** Whole, byte by byte, and in random pieces. */
  public static List<Pieces> of(byte[] bytes) {
    List<Pieces> ways = new ArrayList<>();
    ways.add(new Pieces("whole", List.of(bytes)));
    ways.add(each("byte by byte", bytes, 1));
    for (int i = 0; i < RANDOM_WAYS; i++) {
      ways.add(random(bytes, SEED + i));
    }
    return ways;
  }

  /** Pieces of random length, some empty; half of the seeds cut small and half cut large. */
  public static Pieces random(byte[] bytes, long seed) {
    Random random = new Random(seed);
    int longest = seed % 2 == 0 ? 8 : Math.max(8, bytes.length / 3);
    List<byte[]> list = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(random.nextInt(longest + 1), bytes.length - at);
      list.add(slice(bytes, at, length));
      at += length;
    }
    return new Pieces("random pieces of seed " + seed, list);
  }

  /** Two pieces, cut here. */
  public static Pieces cutAt(byte[] bytes, int at) {
    return new Pieces(
        "cut at " + at, List.of(slice(bytes, 0, at), slice(bytes, at, bytes.length - at)));
  }

  private static Pieces each(String name, byte[] bytes, int length) {
    List<byte[]> list = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += length) {
      list.add(slice(bytes, at, Math.min(length, bytes.length - at)));
    }
    return new Pieces(name, list);
  }

  private static byte[] slice(byte[] bytes, int from, int length) {
    byte[] slice = new byte[length];
    System.arraycopy(bytes, from, slice, 0, length);
    return slice;
  }

  @Override
  public String toString() {
    return name;
  }
}
