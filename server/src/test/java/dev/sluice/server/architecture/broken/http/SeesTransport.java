package dev.sluice.server.architecture.broken.http;

import dev.sluice.server.architecture.broken.transport.Wire;

public final class SeesTransport {
  private SeesTransport() {}

  public static Class<?> seen() {
    return Wire.class;
  }
}
