package dev.sluice.spi.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body that is not a stream, gathered up to a bound. */
final class WholeBody {
  /** The most bytes of an answer. */
  static final int LIMIT_BYTES = 16 * 1024 * 1024;

  /** The most bytes of what only tells why there is no answer. */
  static final int EXPLANATION_BYTES = 64 * 1024;

  private final int limitBytes;

  /** Made with the first bytes: most answers are streams, and need none. */
  private @Nullable ByteArrayOutputStream bytes;

  private boolean cutOff;

  WholeBody(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds bytes; false once the bound is reached and the rest is not wanted. */
  boolean add(byte[] from, int start, int end) {
    bytes = bytes == null ? new ByteArrayOutputStream(512) : bytes;
    int room = limitBytes - bytes.size();
    bytes.write(from, start, Math.min(room, end - start));
    cutOff = end - start > room;
    return !cutOff;
  }

  int size() {
    return bytes == null ? 0 : bytes.size();
  }

  /** Gives what is there, and forgets it. */
  byte[] take() {
    byte[] all = bytes();
    bytes = null;
    return all;
  }

  boolean isCutOff() {
    return cutOff;
  }

  byte[] bytes() {
    return bytes == null ? new byte[0] : bytes.toByteArray();
  }

  String text() {
    return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
  }
}
