package dev.sluice.server.architecture.broken.access;

import tools.jackson.core.JsonParser;

public final class UsesJackson {
  private UsesJackson() {}

  public static Class<?> seen() {
    return JsonParser.class;
  }
}
