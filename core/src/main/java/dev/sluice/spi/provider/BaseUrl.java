package dev.sluice.spi.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads base URLs, and says what is wrong with those that are none. */
public final class BaseUrl {
  private static final Pattern PORT = Pattern.compile("(?i)https?://[^/?#]*:(\\d+)([/?#].*)?");
  private static final String TWO_SCHEMES = "(?i)https?:/+https?:.*";
  private static final int MAX_PORT = 65_535;

  /** What people copy from examples behind the base; {@code /models} alone may be a base. */
  private static final Pattern ENDPOINT =
      Pattern.compile("(/chat/completions|/completions|/responses|(?<=/v\\d[^/]{0,20})/models)$");

  private BaseUrl() {}

  /**
   * The address. One of a single endpoint, such as {@code http://host/v1/chat/completions}, is that
   * of what it is below.
   *
   * @param setting where it is set, for the message
   * @throws IllegalArgumentException if it cannot be used; it may hold a password, so it is not
   *     repeated
   */
  public static URI read(String setting, String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      boolean usable = http && !host(uri).isEmpty() && uri.getRawUserInfo() == null;
      if (usable && isPort(port(text)) && !text.matches(TWO_SCHEMES)) {
        return aboveEndpoint(uri);
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

  private static URI aboveEndpoint(URI uri) {
    String path = uri.getRawPath().replaceAll("/+$", "");
    String above = ENDPOINT.matcher(path).replaceFirst("");
    return above.equals(path)
        ? uri
        : URI.create(
            uri.getScheme()
                + "://"
                + uri.getRawAuthority()
                + above
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
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
    if (text.matches("[^/]*//(\\[[^\\]/]*\\]|[^:\\[\\]/]*):[^:/]*[^:/\\d?#][^:/]*(/.*)?")) {
      return ": its port is no number";
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

  /** Whether it is this machine. */
  public static boolean isLoopback(URI base) {
    String host = host(base).toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /**
   * Whether it is this machine or one of a private network (RFC 1918, RFC 4193, RFC 3927, RFC
   * 4291), told by its address: a server there may want no key.
   */
  public static boolean isNear(URI base) {
    String host = host(base).toLowerCase(Locale.ROOT);
    return isLoopback(base)
        || host.matches("10(\\.\\d{1,3}){3}")
        || host.matches("192\\.168(\\.\\d{1,3}){2}")
        || host.matches("172\\.(1[6-9]|2\\d|3[01])(\\.\\d{1,3}){2}")
        || host.matches("169\\.254(\\.\\d{1,3}){2}")
        || host.matches("\\[f[cd][0-9a-f]{2}:.*")
        || host.matches("\\[fe[89ab][0-9a-f]:.*");
  }

  /**
   * An address below this one; what stands after a question mark goes along.
   *
   * @param path such as {@code /chat/completions}
   */
  public static URI endpoint(URI base, String path) {
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(withoutQuery(base) + path + query);
  }

  /** An address without what stands after a question mark, and without a slash at its end. */
  public static String withoutQuery(URI base) {
    return base.toString().replaceAll("[?#].*$", "").replaceAll("/+$", "");
  }

  /** For a list: where it leads, without its query, which may hold a key. */
  public static String shown(URI base) {
    return "at " + base.getRawAuthority() + base.getRawPath();
  }
}
