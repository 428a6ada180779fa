package dev.sluice.simulator;

import java.util.SplittableRandom;

/** Says where the body is cut into pieces. */
interface Cuts {
  /** As many bytes as there are, up to a size that a piece must not exceed. */
  int LARGEST = 16 << 10;

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
        return border - offset;
      }
    }
    return LARGEST;
  }
}
