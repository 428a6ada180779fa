package dev.sluice.server.architecture.broken.dialect;

import dev.sluice.server.architecture.broken.dialect.chat.Chat;

public final class SeesDialect {
  private SeesDialect() {}

  public static Class<?> seen() {
    return Chat.class;
  }
}
