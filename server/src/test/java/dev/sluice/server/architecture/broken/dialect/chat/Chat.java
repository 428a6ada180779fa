package dev.sluice.server.architecture.broken.dialect.chat;

public final class Chat {
  private Chat() {}

  public static void talk() {}
}
