package dev.sluice.server.architecture.broken.dialect.chat;

import io.netty.buffer.ByteBuf;

public final class UsesNetty {
  private UsesNetty() {}

  public static Class<?> seen() {
    return ByteBuf.class;
  }
}
