package dev.sluice.transport.http;

import java.io.IOException;

/** A proxy's no, to a request or to a tunnel. */
public final class ProxyRefusal extends IOException {
  private static final long serialVersionUID = 1;

  public ProxyRefusal(int status) {
    super("it answered " + status + (status == 407 ? hint() : ""));
  }

  private static String hint() {
    return ": it wants a name and a password, as in http://name:password@host:port";
  }
}
