package dev.sluice.transport.nio;

import java.util.Optional;

/**
 * A proxy.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param login name and password, as they are sent
 */
record Via(Kind kind, String host, int port, Optional<Login> login) {

  /** How a proxy is spoken to. */
  enum Kind {
    HTTP,
    HTTPS,
    /** SOCKS 5, given addresses. */
    SOCKS5,
    /** SOCKS 5, given names, which it resolves. */
    SOCKS5H
  }

  /** Who asks. Never printed. */
  record Login(String name, String password) {
    @Override
    public String toString() {
      return "a login";
    }
  }

  /** Whether it takes whole requests, and a tunnel must be asked for. */
  boolean isHttp() {
    return kind == Kind.HTTP || kind == Kind.HTTPS;
  }

  /** For messages. */
  String said() {
    return "the proxy " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
