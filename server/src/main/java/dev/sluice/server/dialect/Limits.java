package dev.sluice.server.dialect;

/**
 * What a request may have; a decoder refuses more by name.
 *
 * @param messages how many messages
 * @param depth how deep JSON may be nested
 */
public record Limits(int messages, int depth) {
  /** The most parts of messages, what is in results of tools included. */
  public static final int PARTS = 65_536;

  /** What holds unless it is set otherwise. */
  public static final Limits USUAL = new Limits(16_384, 64);
}
