package dev.sluice.server.http;

import dev.sluice.server.dialect.Problem;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out that the user's browser has open: on loopback there is no key, and a page may
 * send requests there, with simple content types or under a name that it had resolved to 127.0.0.1.
 * Immutable.
 */
final class Guard {
  private static final List<String> FORWARDED =
      List.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-forwarded-port",
          "x-forwarded-server",
          "x-real-ip");

  /** What browsers say of requests of this page's own, and of those that no page has caused. */
  private static final Set<String> NO_OTHER_PAGE = Set.of("same-origin", "none");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
  private static final Pattern LOOPBACK =
      Pattern.compile("127\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");

  private final boolean isKeyed;
  private final boolean anyHost;
  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins = new HashSet<>();

  Guard(HttpSettings settings, boolean isKeyed) {
    this.isKeyed = isKeyed;
    this.anyHost = isKeyed && settings.hosts().isEmpty();
    settings.hosts().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
    settings.origins().forEach(origin -> origins.add(origin.toLowerCase(Locale.ROOT)));
  }

  /**
   * Why a request is not looked at.
   *
   * @param isTls whether it came by TLS
   * @param authority as it names whom it asks; null if it does not
   */
  Optional<Problem> refusal(boolean isTls, @Nullable String authority, MultiMap headers) {
    String host = authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    java.util.regex.Matcher parts = HOST.matcher(host);
    if (!parts.matches()) {
      return Optional.of(
          Problem.invalid(
              "malformed_host", "the header Host has to name one host, and its port", ""));
    }
    if (!isOwn(parts.group(1))) {
      return Optional.of(
          Problem.of(
              421,
              "invalid_request_error",
              "unknown_host",
              "this gateway is not called so; ask it by 127.0.0.1 or localhost, or have the name"
                  + " listed in its settings, as allowed_hosts"));
    }
    if (!isKeyed) {
      for (String name : FORWARDED) {
        if (headers.contains(name)) {
          return Optional.of(
              Problem.of(
                  403,
                  "invalid_request_error",
                  "forwarded",
                  "a gateway without keys is for this machine alone, and takes nothing that was"
                      + " forwarded: set keys before putting it behind a proxy"));
        }
      }
    }
    return isWelcome(isTls, host, headers)
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                403,
                "invalid_request_error",
                "origin_not_allowed",
                "web pages of other origins may not ask this gateway; have theirs listed in its"
                    + " settings, as allowed_origins"));
  }

  private boolean isOwn(String name) {
    return anyHost
        || name.equals("localhost")
        || name.equals("[::1]")
        || isLoopback(name)
        || hosts.contains(name);
  }

  private static boolean isLoopback(String name) {
    if (!LOOPBACK.matcher(name).matches()) {
      return false;
    }
    for (String number : name.split("\\.", -1)) {
      if (Integer.parseInt(number) > 255) {
        return false;
      }
    }
    return true;
  }

  /** Whether no browser says that another page asks, or that page is listed. */
  private boolean isWelcome(boolean isTls, String host, MultiMap headers) {
    List<String> origin = headers.getAll("origin");
    if (origin.size() > 1) {
      return false;
    }
    if (origin.size() == 1) {
      return isListed(origin.getFirst()) || isSame(isTls, host, origin.getFirst());
    }
    // A page's request for an image or a script has no Origin, but this.
    return headers.getAll("sec-fetch-site").stream().allMatch(NO_OTHER_PAGE::contains);
  }

  private static boolean isSame(boolean isTls, String host, String origin) {
    String scheme = isTls ? "https://" : "http://";
    String port = isTls ? ":443" : ":80";
    String own =
        scheme + (host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host);
    return origin.toLowerCase(Locale.ROOT).equals(own);
  }

  /** Whether pages of this origin may ask. */
  boolean isListed(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** Whether any pages may ask. */
  boolean listsOrigins() {
    return !origins.isEmpty();
  }
}
