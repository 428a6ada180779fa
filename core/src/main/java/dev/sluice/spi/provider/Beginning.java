package dev.sluice.spi.provider;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How an answer begins, by which a {@link Framing} tells what it is. Of use only until {@link
 * Framing#choose} returns.
 */
public final class Beginning {
  /** How many bytes a framing may wait for before it is taken to be the right one. */
  public static final int MAX_BYTES = 4096;

  private final String contentType;
  private final boolean streamed;
  private final byte[] bytes;
  private final int from;
  private final int to;
  private final boolean all;

  Beginning(String contentType, boolean streamed, byte[] bytes, int from, int to, boolean all) {
    this.contentType = contentType;
    this.streamed = streamed;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.all = all;
  }

  /** The content type in lower case with its parameters; empty if the answer names none. */
  public String contentType() {
    return contentType;
  }

  /** Whether a stream was asked for. */
  public boolean isStreamed() {
    return streamed;
  }

  /** A copy of what has come, without a content coding; a later one begins with it. */
  public byte[] bytes() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** How many bytes have come. */
  public int length() {
    return to - from;
  }

  /**
   * The first byte, as 0 to 255, that is no blank and no part of a byte order mark; -1 if none has
   * come.
   */
  public int firstByte() {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean mark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
      if (!mark && b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b & 0xFF;
      }
    }
    return -1;
  }

  /** Whether nothing will follow. */
  public boolean isAll() {
    return all;
  }

  /** Whether its first line is here as a whole, or long enough to be none of a document's. */
  boolean hasLine() {
    return all || lineEnd() < to || to - from >= MAX_BYTES;
  }

  /** Whether its first line is only the beginning of a JSON object, as of one that is indented. */
  boolean beginsIndented() {
    int end = lineEnd();
    if (end == to) {
      return false;
    }
    while (end > from && bytes[end - 1] <= ' ') {
      end--;
    }
    return end > from && (bytes[end - 1] == '{' || bytes[end - 1] == ',');
  }

  /** Where the first line ends that is not blank. */
  private int lineEnd() {
    int at = Shape.begin(bytes, from, to);
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** What it looks like; null as long as the bytes that follow may decide. */
  @Nullable Shape shape() {
    Shape shape = Shape.of(bytes, from, to);
    return shape == null && all ? Shape.ofAll(bytes, from, to) : shape;
  }
}
