package dev.sluice.simulator;

/**
 * Turns what a script says into the bytes of one response's body. It lives for one response, so it
 * may count events and remember what is open; it must be deterministic, since a body whose length
 * is announced is encoded twice. Used by one thread.
 */
interface WireEncoder {
  String contentType();

  /**
   * Whether the answer is one document, sent when it is complete. Then {@link #encode} adds
   * nothing, and {@link #document} gives the whole.
   */
  boolean isDocument();

  /** Appends the bytes of one step. */
  void encode(Step.Said said, ByteBuilder out);

  /**
   * Appends a text delta around {@code size} letters that are not appended: they would fill the
   * memory.
   *
   * @return how many of the appended bytes stand before the letters
   */
  int encodeAround(Step.Huge huge, ByteBuilder out);

  /** From here on, lines end like this. */
  void eol(Octets bytes);

  /** Appends the whole answer, of what was encoded so far. */
  void document(ByteBuilder out);
}
