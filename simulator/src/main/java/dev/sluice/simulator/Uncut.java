package dev.sluice.simulator;

/** Bytes of a body that are not cut yet. Letters of a huge delta are counted, not kept. */
final class Uncut {
  private final ByteBuilder before = new ByteBuilder(512);
  private final ByteBuilder after = new ByteBuilder(512);
  private long letters;

  long length() {
    return before.length() + letters + after.length();
  }

  /** Adds everything that {@code bytes} holds, and empties it. */
  void add(ByteBuilder bytes) {
    bytes.moveTo(letters > 0 ? after : before, bytes.length());
  }

  void addLetters(long count) {
    letters += count;
  }

  void take(int count, ByteBuilder to) {
    int first = Math.min(count, before.length());
    before.moveTo(to, first);
    int filled = (int) Math.min(count - first, letters);
    to.fill('a', filled);
    letters -= filled;
    after.moveTo(to, count - first - filled);
    if (letters == 0 && before.isEmpty()) {
      after.moveTo(before, after.length());
    }
  }
}
