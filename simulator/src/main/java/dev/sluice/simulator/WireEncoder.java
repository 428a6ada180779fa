package dev.sluice.simulator;

import java.util.List;

/**
 * Turns what a script says into the bytes of one response's body. It lives for one response, so it
 * may count events and remember what is open; it must be deterministic, since a body whose length
 * is announced is encoded twice. Used by one thread.
 */
interface WireEncoder {
  String contentType();

  /** Headers that come with this answer, unless the script says other values. */
  default List<Head.Field> fields() {
    return List.of();
  }

  /**
   * Whether the answer is one document, sent when it is complete. Then {@link #encode} adds
   * nothing, and {@link #document} gives the whole.
   */
  default boolean isDocument() {
    return false;
  }

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
  default void document(ByteBuilder out) {
    throw new IllegalStateException("a stream is no document");
  }
}
