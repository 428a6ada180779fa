package dev.sluice.store.architecture.broken;

final class ReadsTheClock {
  private ReadsTheClock() {}

  static long now() {
    return System.nanoTime();
  }
}
