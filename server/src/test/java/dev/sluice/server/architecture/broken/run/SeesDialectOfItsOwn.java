package dev.sluice.server.architecture.broken.run;

import dev.sluice.server.architecture.broken.dialect.chat.Chat;

public final class SeesDialectOfItsOwn {
  private SeesDialectOfItsOwn() {}

  public static Class<?> seen() {
    return Chat.class;
  }
}
