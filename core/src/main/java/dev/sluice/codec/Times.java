package dev.sluice.codec;

import java.math.BigInteger;
import java.time.Duration;

/** Times as whole nanoseconds, of as many digits as it takes. */
final class Times {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final BigInteger SECOND = BigInteger.valueOf(SECOND_NANOS);

  /** So many seconds fit into a long as nanoseconds. */
  private static final long FEW_SECONDS = 9_000_000_000L;

  /** So many digits are less than {@link Long#MAX_VALUE}. */
  private static final int FEW_DIGITS = 18;

  private Times() {}

  static String digits(Duration time) {
    long seconds = time.getSeconds();
    if (seconds > -FEW_SECONDS && seconds < FEW_SECONDS) {
      return Long.toString(time.toNanos());
    }
    BigInteger nanos = BigInteger.valueOf(time.getNano());
    return BigInteger.valueOf(seconds).multiply(SECOND).add(nanos).toString();
  }

  /**
   * The time of so many nanoseconds.
   *
   * @throws ArithmeticException if it is longer than any
   */
  static Duration of(String digits) {
    if (digits.length() <= FEW_DIGITS) {
      return Duration.ofNanos(Long.parseLong(digits));
    }
    BigInteger nanos = new BigInteger(digits);
    long rest = nanos.mod(SECOND).longValue();
    BigInteger seconds = nanos.subtract(BigInteger.valueOf(rest)).divide(SECOND);
    return Duration.ofSeconds(seconds.longValueExact(), rest);
  }
}
