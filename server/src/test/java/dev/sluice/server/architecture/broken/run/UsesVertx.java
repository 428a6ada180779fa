package dev.sluice.server.architecture.broken.run;

import io.vertx.core.Vertx;

public final class UsesVertx {
  private UsesVertx() {}

  public static Class<?> seen() {
    return Vertx.class;
  }
}
