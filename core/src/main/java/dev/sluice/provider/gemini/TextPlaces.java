package dev.sluice.provider.gemini;

import java.util.Arrays;

/**
 * Where the bytes of a text in UTF-8 stand among its UTF-16 units: Gemini counts the former, Java
 * the latter. Remembers no text, but the runs of characters that are equally long in UTF-8, of
 * which an English text has one. Not thread-safe.
 */
final class TextPlaces {
  /** Of each run: its first byte, its first unit and how many bytes a unit of it takes. */
  private static final int FIELDS = 3;

  private int[] runs = new int[FIELDS * 2];
  private int count;
  private int width;
  private int bytes;
  private int units;

  /** The text goes on with this. */
  void add(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      int needs = width(piece.charAt(i));
      if (needs != width) {
        begin(needs);
      }
      bytes += needs;
      units++;
    }
  }

  private void begin(int needs) {
    int at = count * FIELDS;
    if (at == runs.length) {
      runs = Arrays.copyOf(runs, runs.length * 2);
    }
    runs[at] = bytes;
    runs[at + 1] = units;
    runs[at + 2] = needs;
    width = needs;
    count++;
  }

  /** Half a surrogate pair is half of four bytes. */
  private static int width(char c) {
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  /** How many bytes the text has up to now. */
  int bytes() {
    return bytes;
  }

  /** How many UTF-16 units it has. */
  int units() {
    return units;
  }

  /** The unit that this byte is of, the number of units for its end; -1 if it is beyond. */
  int unitAt(long place) {
    if (place < 0 || place > bytes) {
      return -1;
    }
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs[middle * FIELDS] <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int at = low * FIELDS;
    return count == 0 ? 0 : runs[at + 1] + (int) ((place - runs[at]) / runs[at + 2]);
  }
}
