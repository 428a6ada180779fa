package dev.sluice.spi.provider;

/**
 * By which header a key is sent.
 *
 * @param header its name, in lower case
 * @param before what stands before the key there; may be empty
 */
public record KeyHeader(String header, String before) {
  /** {@code Authorization: Bearer}, as most servers want it (RFC 6750, section 2.1). */
  public static final KeyHeader BEARER = new KeyHeader("authorization", "Bearer ");

  /** What the header holds for this key. */
  public String value(Secret key) {
    return before + key.value();
  }
}
