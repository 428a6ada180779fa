package dev.sluice.rules.broken;

/** Writes where a library has no business. */
final class Prints {
  private Prints() {}

  static void print() {
    System.out.println("hello");
  }
}
