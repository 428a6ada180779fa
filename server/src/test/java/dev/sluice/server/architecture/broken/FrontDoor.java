package dev.sluice.server.architecture.broken;

public final class FrontDoor {
  private FrontDoor() {}

  public static void open() {}
}
