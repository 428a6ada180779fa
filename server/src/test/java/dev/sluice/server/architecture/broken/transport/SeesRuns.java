package dev.sluice.server.architecture.broken.transport;

import dev.sluice.server.architecture.broken.run.Engine;

public final class SeesRuns {
  private SeesRuns() {}

  public static Class<?> seen() {
    return Engine.class;
  }
}
