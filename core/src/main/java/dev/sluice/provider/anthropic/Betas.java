package dev.sluice.provider.anthropic;

import java.util.regex.Pattern;

/** The names of features that are not for everybody yet. */
final class Betas {
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private Betas() {}

  /**
   * The name.
   *
   * @throws IllegalArgumentException if it cannot stand in a header's list
   */
  static String checked(String beta) {
    if (!NAMES.matcher(beta).matches()) {
      throw new IllegalArgumentException(
          "the name of a beta is of letters, digits, dots, hyphens and underscores; this one is"
              + " not: '"
              + beta
              + "'");
    }
    return beta;
  }
}
