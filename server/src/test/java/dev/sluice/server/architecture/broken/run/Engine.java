package dev.sluice.server.architecture.broken.run;

public final class Engine {
  private Engine() {}

  public static void run() {}
}
