package dev.sluice.server.run;

import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EventLines;
import java.util.Arrays;

/**
 * The server-sent events that tell one entry. Where they are several, the {@code id:} line of each
 * but the last one says how many they are by then, and in which dialect: a client goes on in the
 * midst of them, and loses and doubles none.
 */
final class Blocks {
  private static final int ID_LENGTH = "id: ".length();

  private Blocks() {}

  /**
   * Has what stands behind this index, which tells the entry before the place, say where it is.
   *
   * @param dialect its name in ASCII
   */
  static void number(Offset at, byte[] dialect, Bytes bytes, int from) {
    int first = end(bytes, from, 1);
    if (first < 0 || first == bytes.size() || !hasId(bytes.array(), from, bytes.size())) {
      return; // Nearly always.
    }
    byte[] all = Arrays.copyOfRange(bytes.array(), from, bytes.size());
    bytes.truncate(from);
    int part = 1;
    for (int start = 0; start < all.length; part++) {
      int end = end(all, start, all.length);
      if (end == all.length) {
        EventLines.id(at, bytes);
      } else {
        EventLines.id(at, part, dialect, bytes);
      }
      int text = isId(all, start, end) ? line(all, start) : start;
      bytes.add(all, text, end - text);
      start = end;
    }
  }

  /** The index behind so many of them; -1 if there are fewer. */
  static int end(Bytes bytes, int from, int count) {
    int at = from;
    for (int i = 0; i < count; i++) {
      if (at >= bytes.size()) {
        return -1;
      }
      at = end(bytes.array(), at, bytes.size());
    }
    return at;
  }

  private static int end(byte[] bytes, int from, int size) {
    for (int i = from + 1; i < size; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
        return i + 1;
      }
    }
    return size;
  }

  /** Whether one of them says where it is: not all formats do. */
  private static boolean hasId(byte[] bytes, int from, int size) {
    for (int at = from; at < size; at = end(bytes, at, size)) {
      if (isId(bytes, at, size)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isId(byte[] bytes, int at, int size) {
    return size - at > ID_LENGTH
        && bytes[at] == 'i'
        && bytes[at + 1] == 'd'
        && bytes[at + 2] == ':'
        && bytes[at + 3] == ' ';
  }

  private static int line(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
