package dev.sluice.spi.transport;

import java.util.Set;

/** Which headers of a call can be sent: by RFC 9110, section 5, and not those of the connection. */
public final class RequestHeader {
  /** What a transport itself says, because the connection depends on it. */
  private static final Set<String> OWN =
      Set.of("host", "content-length", "transfer-encoding", "connection", "expect", "upgrade");

  /** What a proxy is to be told is in its URL, and no server's business. */
  private static final String LOGIN = "proxy-authorization";

  private RequestHeader() {}

  /**
   * Refuses what cannot be sent.
   *
   * @throws IllegalArgumentException if it cannot; the message does not repeat the value, which may
   *     be a key
   */
  public static void check(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(RequestHeader::isTokenCharacter)) {
      throw new IllegalArgumentException(
          "the name of a header cannot be sent: names are of letters, digits and hyphens");
    }
    for (String own : OWN) {
      if (own.equalsIgnoreCase(name)) {
        throw new IllegalArgumentException(
            "the header " + name + " is the connection's own: leave it out");
      }
    }
    if (LOGIN.equalsIgnoreCase(name)) {
      throw new IllegalArgumentException(
          "the header "
              + name
              + " is for a proxy alone: leave it out, and put the login into the"
              + " proxy's URL");
    }
    if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != 0x7F))) {
      throw new IllegalArgumentException(
          "the value of the header "
              + name
              + " cannot be sent: it holds a line end or another character that headers have none"
              + " of");
    }
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
