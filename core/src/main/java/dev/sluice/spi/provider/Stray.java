package dev.sluice.spi.provider;

import java.nio.charset.StandardCharsets;

/**
 * What stands between the frames of a stream and is none of them: a page that a proxy appends, an
 * error that is said without the stream's framing. Frames that follow prove that it was nothing;
 * else it is what is shown, up to a bound.
 */
final class Stray {
  private final WholeBody text = new WholeBody(WholeBody.EXPLANATION_BYTES);
  private boolean odd;

  void add(byte[] bytes, int from, int length, boolean strange) {
    if (text.size() > 0) {
      text.add(new byte[] {'\n'}, 0, 1);
    }
    text.add(bytes, from, from + length);
    odd |= strange;
  }

  void forget() {
    if (text.size() > 0) {
      text.take();
      odd = false;
    }
  }

  boolean isEmpty() {
    return text.size() == 0;
  }

  /** Whether there is something that no stream has between its frames. */
  boolean isOdd() {
    return odd;
  }

  String text() {
    return text.text().strip();
  }

  /** The text if it looks like JSON, else nothing. */
  byte[] json() {
    String all = text();
    return all.startsWith("{") || all.startsWith("[")
        ? all.getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }
}
