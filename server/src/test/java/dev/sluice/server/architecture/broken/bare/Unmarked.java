package dev.sluice.server.architecture.broken.bare;

public final class Unmarked {
  private Unmarked() {}

  public static void stand() {}
}
