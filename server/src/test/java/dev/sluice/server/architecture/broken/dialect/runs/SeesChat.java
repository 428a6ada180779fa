package dev.sluice.server.architecture.broken.dialect.runs;

import dev.sluice.server.architecture.broken.dialect.chat.Chat;

public final class SeesChat {
  private SeesChat() {}

  public static Class<?> seen() {
    return Chat.class;
  }
}
