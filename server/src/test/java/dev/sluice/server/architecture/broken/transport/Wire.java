package dev.sluice.server.architecture.broken.transport;

public final class Wire {
  private Wire() {}

  public static void carry() {}
}
