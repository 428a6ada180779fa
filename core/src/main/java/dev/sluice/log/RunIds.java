package dev.sluice.log;

import dev.sluice.time.Clock;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * Makes ids for runs: ULIDs, 26 characters of Crockford's base 32, which tell the millisecond in
 * which they were made and then 80 bits that nobody can guess. Ids that one object makes grow, also
 * within a millisecond and when the clock is set back. Thread-safe.
 *
 * @see <a href="https://github.com/ulid/spec">ULID</a>
 */
public final class RunIds {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int LENGTH = 26;
  private static final int TIME_LENGTH = 10;
  private static final int HALF_BITS = 40;
  private static final long HALF = (1L << HALF_BITS) - 1;

  /** What is drawn for a new millisecond leaves this bit free, so that ids have room to grow. */
  private static final long FREE = HALF >>> 1;

  private static final long MAX_MILLIS = (1L << 48) - 1;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  // Of the id before; guarded by this object.
  private long millis = -1;
  private long high;
  private long low;

  private RunIds(Clock clock) {
    this.clock = clock;
  }

  /** Ids that tell the time of this clock. */
  public static RunIds of(Clock clock) {
    return new RunIds(Objects.requireNonNull(clock, "clock"));
  }

  /** An id that none had before. */
  public String next() {
    long now = Math.clamp(clock.now().toEpochMilli(), 0, MAX_MILLIS);
    long drawnHigh = random.nextLong() & FREE;
    long drawnLow = random.nextLong() & HALF;
    synchronized (this) {
      if (now > millis) {
        millis = now;
        high = drawnHigh;
        low = drawnLow;
      } else {
        // By a random step: who sees one id cannot tell the next one.
        low += 1 + (drawnLow >>> 8);
        if (low > HALF) {
          low &= HALF;
          high++;
        }
      }
      return text();
    }
  }

  private String text() {
    char[] id = new char[LENGTH];
    digits(id, 0, TIME_LENGTH, millis);
    digits(id, TIME_LENGTH, 8, high);
    digits(id, TIME_LENGTH + 8, 8, low);
    return new String(id);
  }

  private static void digits(char[] id, int from, int count, long value) {
    long rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      id[i] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }
}
