package dev.sluice.bench.gateway;

import java.nio.ByteBuffer;

/**
 * Finds in the bytes of one stream the times at which its chunks were written: runs of nineteen
 * digits, {@link System#nanoTime} of the upstream, which is one clock for all processes of a
 * machine. However a gateway writes its JSON anew, digits remain.
 */
final class Stamps {
  private static final int DIGITS = 19;

  /** Hears of one. */
  interface Listener {
    void onStamp(long nanos);
  }

  private int digits;
  private long value;

  /** Takes what was read of the stream. */
  void take(ByteBuffer bytes, Listener listener) {
    int count = digits;
    long number = value;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      int digit = bytes.get(i) - '0';
      if (digit >= 0 && digit <= 9) {
        number = number * 10 + digit;
        count++;
      } else {
        if (count == DIGITS) {
          listener.onStamp(number);
        }
        count = 0;
        number = 0;
      }
    }
    digits = count;
    value = number;
  }
}
