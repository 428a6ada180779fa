package dev.sluice.simulator;

import java.util.SplittableRandom;

/** Says where the body is cut into pieces. */
interface Cuts {
  /** Where nothing is cut, as many bytes as there are, but no more than this. */
  int LARGEST = 16 << 10;

  /** No piece is larger, wherever a script puts its borders: a piece is kept in memory. */
  int LIMIT = 1 << 20;

  /** The size of the piece that starts {@code offset} bytes into the body, at least 1. */
  long size(long offset);

  static Cuts of(Step.Split split, int requestNumber) {
    return switch (split) {
      case Step.SplitOff off -> offset -> LARGEST;
      case Step.SplitEvery every -> offset -> every.size();
      case Step.SplitAt at -> offset -> untilNext(at, offset);
      case Step.SplitRandom range -> {
        var random = new SplittableRandom(range.seed() * 31 + requestNumber);
        yield offset -> random.nextInt(range.smallest(), range.largest() + 1);
      }
    };
  }

  private static long untilNext(Step.SplitAt at, long offset) {
    for (long border : at.offsets()) {
      if (border > offset) {
        return Math.min(border - offset, LIMIT);
      }
    }
    return LARGEST;
  }
}
