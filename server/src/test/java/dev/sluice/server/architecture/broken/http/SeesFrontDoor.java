package dev.sluice.server.architecture.broken.http;

import dev.sluice.server.architecture.broken.FrontDoor;

public final class SeesFrontDoor {
  private SeesFrontDoor() {}

  public static Class<?> seen() {
    return FrontDoor.class;
  }
}
