package dev.sluice.transport.nio;

import java.io.IOException;

/** A proxy's no to a tunnel. */
final class ProxyRefusal extends IOException {
  private static final long serialVersionUID = 1;

  ProxyRefusal(int status) {
    super("it answered " + status + (status == 407 ? hint() : ""));
  }

  private static String hint() {
    return ": it wants a name and a password, as in http://name:password@host:port";
  }
}
