package dev.sluice.server.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which models somebody may ask: names, or {@code provider/*} for all of a provider's. Immutable.
 */
final class Names {
  private static final String ALL = "*";
  private static final String ALL_OF = "/*";

  private final boolean isAll;
  private final Set<String> exact;
  private final List<String> beginnings;

  private Names(boolean isAll, Set<String> exact, List<String> beginnings) {
    this.isAll = isAll;
    this.exact = exact;
    this.beginnings = beginnings;
  }

  /** Those that are named; all of them where none is. */
  static Names of(List<String> names) {
    Set<String> exact = new HashSet<>();
    for (String name : names) {
      if (!isPattern(name)) {
        exact.add(name);
      }
    }
    List<String> beginnings =
        names.stream()
            .filter(name -> name.endsWith(ALL_OF))
            .map(name -> name.substring(0, name.length() - 1))
            .toList();
    return new Names(names.isEmpty() || names.contains(ALL), Set.copyOf(exact), beginnings);
  }

  /** Whether it stands for more than one model. */
  static boolean isPattern(String name) {
    return name.equals(ALL) || name.endsWith(ALL_OF);
  }

  /** A pattern's text with an asterisk that stands for any characters. */
  static Pattern glob(String text) {
    String regex =
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(regex);
  }

  boolean allows(String name) {
    return isAll || exact.contains(name) || beginnings.stream().anyMatch(name::startsWith);
  }

  /** Whether a model of this provider's may be asked that nobody has named. */
  boolean allowsAllOf(String provider) {
    return isAll || beginnings.contains(provider + "/");
  }
}
