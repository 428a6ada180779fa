package dev.sluice.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A proxy.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param login name and password, as they are sent
 */
public record Via(Kind kind, String host, int port, Optional<Login> login) {

  /** How a proxy is spoken to. */
  public enum Kind {
    HTTP,
    HTTPS,
    /** SOCKS 5, given addresses. */
    SOCKS5,
    /** SOCKS 5, given names, which it resolves. */
    SOCKS5H
  }

  /** Who asks. Never printed. */
  public record Login(String name, String password) {

    /** As HTTP says it, RFC 7617. */
    public String basic() {
      byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
      return "a login";
    }
  }

  /** What of its login nobody else is to see, in the forms in which it is sent. */
  public List<String> secrets() {
    return login
        .map(who -> List.of(who.basic().substring("Basic ".length()), who.password()))
        .orElse(List.of());
  }

  /** Whether it takes whole requests, and a tunnel must be asked for. */
  public boolean isHttp() {
    return kind == Kind.HTTP || kind == Kind.HTTPS;
  }

  /** For messages. */
  public String said() {
    return "the proxy " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
