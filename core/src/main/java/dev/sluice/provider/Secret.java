package dev.sluice.provider;

/** A key: never printed, and found and replaced in what others print. */
public final class Secret {
  /** Shorter ones are not looked for: they would be found in ordinary words. */
  private static final int SHORTEST_REDACTED = 6;

  private static final String MASK = "***";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The key itself, for a header. */
  public String value() {
    return value;
  }

  /** The text without this key in it. */
  public String redact(String text) {
    return value.length() < SHORTEST_REDACTED ? text : text.replace(value, MASK);
  }

  @Override
  public String toString() {
    return MASK;
  }
}
