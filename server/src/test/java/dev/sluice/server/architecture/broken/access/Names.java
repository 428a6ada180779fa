package dev.sluice.server.architecture.broken.access;

public final class Names {
  private Names() {}

  public static void name() {}
}
