package dev.sluice.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Bytes that are nearly good, from bytes that are: what every build tries of a fuzz target. A
 * fuzzer with coverage tries more of them, for as long as it is let: see CONTRIBUTING.md.
 */
public final class Mutations {
  private static final long SEED = Long.getLong("sluice.seed", 20_261_128L);

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
    return switch (random.nextInt(6)) {
      case 0 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
      case 1 -> joined(bytes, at, new byte[0], to);
      case 2 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, to), at);
      case 3 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, to);
      case 4 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length + 1);
        yield joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
      }
      default -> joined(bytes, at, " \t\r\n\0:;,\"\\0xF{}[]".substring(random.nextInt(17)), at);
    };
  }

  private static byte[] joined(byte[] bytes, int at, String middle, int from) {
    return joined(bytes, at, new byte[] {(byte) middle.charAt(0)}, from);
  }

  /** The bytes up to here, these, and the bytes from there. */
  private static byte[] joined(byte[] bytes, int at, byte[] middle, int from) {
    return Coded.joined(
        Arrays.copyOf(bytes, at), middle, Arrays.copyOfRange(bytes, from, bytes.length));
  }

  /** The bytes in pieces, cut as the bytes themselves decide. */
  public static Pieces cut(byte[] bytes) {
    return Pieces.random(bytes, Arrays.hashCode(bytes));
  }
}
