package dev.sluice.codec;

/** What is refused on both ways. */
final class Limits {
  /** Objects and arrays in each other: a tool's result may hold results. */
  static final int MAX_DEPTH = 128;

  /** More than the longest reply has that a stream keeps, every character escaped. */
  static final int MAX_BYTES = 256 * 1024 * 1024;

  /** Characters of a number that is read. */
  static final int MAX_DIGITS = 400;

  /** Before and behind the point: what has more costs more to add than it is worth. */
  static final int MAX_PRICE_DIGITS = 200;

  /** Providers that one reply has data of. */
  static final int MAX_PROVIDERS = 1_000;

  private Limits() {}
}
