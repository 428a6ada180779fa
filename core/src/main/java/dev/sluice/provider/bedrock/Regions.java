package dev.sluice.provider.bedrock;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where Bedrock is in a region: what is asked, and what lists the models. */
final class Regions {
  /** As AWS names them. */
  private static final Pattern NAME = Pattern.compile("[a-z]{2,5}(-[a-z]+)+-\\d{1,2}");

  private static final Pattern HOST =
      Pattern.compile("(?:.*\\.)?bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\..*");

  private Regions() {}

  static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }

  /** The address of the models. */
  static String runtime(String region) {
    return "https://bedrock-runtime." + region + "." + suffix(region);
  }

  /** The region in a server's name; empty if there is none. */
  static Optional<String> of(URI base) {
    Matcher named = HOST.matcher(String.valueOf(base.getRawAuthority()));
    return named.matches() ? Optional.of(named.group(1)) : Optional.empty();
  }

  /** Where the models of this address are listed: beside it at Amazon, elsewhere with it. */
  static URI control(URI base) {
    return of(base).isPresent()
        ? URI.create(base.toString().replaceFirst("bedrock-runtime", "bedrock"))
        : base;
  }

  private static String suffix(String region) {
    if (region.startsWith("cn-")) {
      return "amazonaws.com.cn";
    }
    return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
  }
}
