package dev.sluice.server.architecture.broken.run;

public final class MakesThreads {
  private MakesThreads() {}

  public static Thread begin() {
    return Thread.ofVirtual().start(() -> {});
  }
}
