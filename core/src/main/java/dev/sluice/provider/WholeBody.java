package dev.sluice.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A body that is not a stream, gathered up to a bound. */
final class WholeBody {
  static final int LIMIT_BYTES = 16 * 1024 * 1024;

  private static final int EXCERPT_CHARACTERS = 2000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private boolean cutOff;

  /** Adds bytes; false once the bound is reached and the rest is not wanted. */
  boolean add(byte[] from, int start, int end) {
    int room = LIMIT_BYTES - bytes.size();
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

  /** The beginning, for messages. */
  String excerpt() {
    String all = text().strip();
    return all.length() <= EXCERPT_CHARACTERS ? all : all.substring(0, EXCERPT_CHARACTERS) + "…";
  }
}
