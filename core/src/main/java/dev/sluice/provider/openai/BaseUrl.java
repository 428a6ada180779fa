package dev.sluice.provider.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads base URLs, and says what is wrong with those that are none. */
final class BaseUrl {
  static final String DEFAULT = "https://api.openai.com/v1";

  private static final Pattern PORT = Pattern.compile("(?i)https?://[^/?#]*:(\\d+)([/?#].*)?");
  private static final String TWO_SCHEMES = "(?i)https?:/+https?:.*";
  private static final int MAX_PORT = 65_535;

  private BaseUrl() {}

  /**
   * The address.
   *
   * @param setting where it is set, for the message
   * @throws IllegalArgumentException if it cannot be used; it may hold a password, so it is not
   *     repeated
   */
  static URI read(String setting, String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      boolean usable = http && !host(uri).isEmpty() && uri.getRawUserInfo() == null;
      if (usable && isPort(port(text)) && !text.matches(TWO_SCHEMES)) {
        return uri;
      }
    } catch (URISyntaxException wrong) {
      // Told below.
    }
    throw new IllegalArgumentException(
        setting
            + " must be an http or https URL without user and password, such as"
            + " http://localhost:8080/v1"
            + wrong(text));
  }

  /** What people get wrong, as far as it can be seen. */
  private static String wrong(String text) {
    if (text.matches("[\"'].*")) {
      return ": it stands in quotation marks";
    }
    if (!text.matches("(?i)https?://.*")) {
      return ": it does not begin with http:// or https://";
    }
    if (text.matches("[^/]*//[^/]*@.*")) {
      return ": it holds a user or a password";
    }
    if (text.matches("[^/]*//[^\\[/]*:[^/]*:.*")) {
      return ": an IPv6 address stands in brackets, as in http://[::1]:8080/v1";
    }
    if (text.matches(TWO_SCHEMES)) {
      return ": it begins with http:// or https:// twice";
    }
    String port = port(text);
    return isPort(port) ? "" : ": the port " + port + " is out of range: ports go from 1 to 65535";
  }

  /** The port as it is written; empty if there is none. */
  private static String port(String text) {
    Matcher written = PORT.matcher(text);
    return written.matches() ? written.group(1) : "";
  }

  private static boolean isPort(String digits) {
    if (digits.isEmpty()) {
      return true;
    }
    int port = digits.length() > 9 ? 0 : Integer.parseInt(digits);
    return port >= 1 && port <= MAX_PORT;
  }

  /** The host; empty if there is none. Java's own knows none whose name has an underscore. */
  private static String host(URI base) {
    if (base.getHost() != null) {
      return base.getHost();
    }
    String authority = base.getRawAuthority() == null ? "" : base.getRawAuthority();
    return authority.matches("[\\w.~-]+(:\\d*)?") ? authority.replaceAll(":.*", "") : "";
  }

  static boolean isLoopback(URI base) {
    String host = host(base);
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** For a list: where it leads, without its query, which may hold a key. */
  static String shown(URI base) {
    return "at " + base.getRawAuthority() + base.getRawPath();
  }
}
