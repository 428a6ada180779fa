package dev.sluice.server.architecture.broken.transport;

import dev.sluice.server.architecture.broken.access.Names;

public final class SeesAccess {
  private SeesAccess() {}

  public static Class<?> seen() {
    return Names.class;
  }
}
