package dev.sluice.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A body that is not a stream, gathered up to a bound. */
final class WholeBody {
  /** The most bytes of an answer. */
  static final int LIMIT_BYTES = 16 * 1024 * 1024;

  /** The most bytes of what only tells why there is no answer. */
  static final int EXPLANATION_BYTES = 64 * 1024;

  private final int limitBytes;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private boolean cutOff;

  WholeBody(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds bytes; false once the bound is reached and the rest is not wanted. */
  boolean add(byte[] from, int start, int end) {
    int room = limitBytes - bytes.size();
    bytes.write(from, start, Math.min(room, end - start));
    cutOff = end - start > room;
    return !cutOff;
  }

  boolean isCutOff() {
    return cutOff;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
