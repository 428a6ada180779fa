package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a server sends us, and whether we go.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.4">RFC 9110, section 15.4</a>
 */
final class Redirect {
  private Redirect() {}

  /** Whether a status is one that leads elsewhere. */
  static boolean is(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /**
   * Where a redirect leads.
   *
   * @param from what was asked
   * @param location the header of that name, null if there is none
   * @throws IOException if it leads to no http or https address, or from https to http: who asked
   *     for an encrypted connection has not asked for any other
   */
  static URI target(URI from, @Nullable String location) throws IOException {
    if (location == null) {
      throw new IOException(from.getAuthority() + " redirected without saying where");
    }
    URI target;
    try {
      target = from.resolve(new URI(escaped(location)));
    } catch (URISyntaxException e) {
      throw new IOException(
          from.getAuthority() + " redirected to what is no address: " + location, e);
    }
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || target.getHost() == null) {
      throw new IOException(
          from.getAuthority() + " redirected to what is no http address: " + location);
    }
    if (scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme())) {
      throw new IOException(
          "%s redirected from https to http, at %s, which is not followed"
              .formatted(from.getAuthority(), target.getAuthority()));
    }
    return target;
  }

  /** Servers leave characters in it that an address may not have, and clients take them. */
  private static String escaped(String location) {
    StringBuilder escaped = new StringBuilder();
    for (char c : location.strip().toCharArray()) {
      if (c <= ' ' || "\"<>\\^`{|}".indexOf(c) >= 0) {
        escaped.append("%%%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
