package dev.sluice.server.architecture.broken.dialect.chat;

import dev.sluice.server.architecture.broken.run.Engine;

public final class SeesRun {
  private SeesRun() {}

  public static Class<?> seen() {
    return Engine.class;
  }
}
