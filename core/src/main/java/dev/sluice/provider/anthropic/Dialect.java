package dev.sluice.provider.anthropic;

import dev.sluice.spi.provider.KeyHeader;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a server of the messages API is asked.
 *
 * @param version the header {@code anthropic-version}
 * @param betas what the header {@code anthropic-beta} asks for
 * @param bearer whether the key is a bearer token
 * @param unsignedThoughts whether thoughts go back that nobody has signed
 * @param defaultMaxTokens how long an answer may be where its request does not say; empty for what
 *     its model can
 * @param systemAbove whether instructions stand above the conversation, whatever the model takes
 */
record Dialect(
    String version,
    List<String> betas,
    boolean bearer,
    boolean unsignedThoughts,
    OptionalInt defaultMaxTokens,
    boolean systemAbove) {

  /** How Anthropic has its keys sent. */
  static final KeyHeader KEY = new KeyHeader("x-api-key", "");

  /** As Anthropic. */
  static final Dialect ANTHROPIC =
      new Dialect("2023-06-01", List.of(), false, false, OptionalInt.empty(), false);

  Dialect {
    betas = List.copyOf(betas);
  }

  /**
   * The version.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  static String checkedVersion(String date) {
    if (!date.matches("[A-Za-z0-9.-]{1,100}")) {
      throw new IllegalArgumentException(
          "a version of the API is a date such as 2023-06-01, not '" + date + "'");
    }
    return date;
  }

  Dialect version(String other) {
    return new Dialect(other, betas, bearer, unsignedThoughts, defaultMaxTokens, systemAbove);
  }

  Dialect betas(List<String> others) {
    return new Dialect(version, others, bearer, unsignedThoughts, defaultMaxTokens, systemAbove);
  }

  Dialect asBearer(boolean whether) {
    return new Dialect(version, betas, whether, unsignedThoughts, defaultMaxTokens, systemAbove);
  }

  Dialect withUnsignedThoughts() {
    return new Dialect(version, betas, bearer, true, defaultMaxTokens, systemAbove);
  }

  Dialect defaultMaxTokens(int tokens) {
    return new Dialect(
        version, betas, bearer, unsignedThoughts, OptionalInt.of(tokens), systemAbove);
  }

  Dialect withSystemAbove() {
    return new Dialect(version, betas, bearer, unsignedThoughts, defaultMaxTokens, true);
  }

  /** By which header the key is sent. */
  KeyHeader keyHeader() {
    return bearer ? KeyHeader.BEARER : KEY;
  }

  int maxTokens(String model, boolean streamed) {
    return defaultMaxTokens.orElseGet(() -> Family.of(model).maxTokens(streamed));
  }

  boolean systemMessages(String model) {
    return !systemAbove && Family.of(model).takesSystemMessages();
  }
}
