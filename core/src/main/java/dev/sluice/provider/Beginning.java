package dev.sluice.provider;

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

  /** Whether nothing will follow. */
  public boolean isAll() {
    return all;
  }

  /** What it looks like; null as long as the bytes that follow may decide. */
  @Nullable Shape shape() {
    Shape shape = Shape.of(bytes, from, to);
    return shape == null && all ? Shape.ofAll(bytes, from, to) : shape;
  }
}
