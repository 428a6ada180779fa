package dev.sluice.architecture.broken.policy;

/** Writes where a library has no business. */
final class Prints {
  private Prints() {}

  static void print() {
    System.out.println("hello");
  }
}
