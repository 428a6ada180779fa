package dev.sluice.server.architecture.broken.attic;

public final class HasNoPlace {
  private HasNoPlace() {}

  public static void stand() {}
}
