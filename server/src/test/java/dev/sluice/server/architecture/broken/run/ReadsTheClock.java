package dev.sluice.server.architecture.broken.run;

public final class ReadsTheClock {
  private ReadsTheClock() {}

  public static long now() {
    return System.nanoTime();
  }
}
