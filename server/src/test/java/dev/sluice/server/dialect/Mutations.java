package dev.sluice.server.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Requests that are nearly good, from ones that are: what every build tries of a fuzz target. */
public final class Mutations {
  private static final long SEED = Long.getLong("sluice.seed", 20_261_129L);
  private static final String SIGNS = " \t\r\n\0:;,\"\\0x9eE-+.{}[]ntfu";

  private Mutations() {}

  /** Gives so many mutations of these seeds to the target, the same on every run. */
  public static void of(List<byte[]> seeds, int count, Consumer<byte[]> target) {
    for (int i = 0; i < count; i++) {
      Random random = new Random(SEED + i);
      byte[] mutation = seeds.get(random.nextInt(seeds.size())).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutation = changed(mutation, seeds, random);
      }
      try {
        target.accept(mutation);
      } catch (RuntimeException | Error failed) {
        throw new AssertionError(
            "-Dsluice.seed=" + (SEED + i) + ": " + Arrays.toString(mutation), failed);
      }
    }
  }

  private static byte[] changed(byte[] bytes, List<byte[]> seeds, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
    byte[] any = {(byte) random.nextInt(256)};
    byte[] sign = {(byte) SIGNS.charAt(random.nextInt(SIGNS.length()))};
    return switch (random.nextInt(7)) {
      case 0 -> joined(bytes, at, any, at);
      case 1 -> joined(bytes, at, new byte[0], to);
      case 2 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, to), at);
      case 3 -> joined(bytes, at, any, Math.min(bytes.length, at + 1));
      case 4 -> joined(bytes, at, sign, Math.min(bytes.length, at + 1));
      case 5 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length + 1);
        yield joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
      }
      default -> joined(bytes, at, sign, at);
    };
  }

  /** The bytes up to a place, these, and the bytes from another one. */
  private static byte[] joined(byte[] bytes, int at, byte[] middle, int from) {
    byte[] all = Arrays.copyOf(bytes, at + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, all, at, middle.length);
    System.arraycopy(bytes, from, all, at + middle.length, bytes.length - from);
    return all;
  }
}
