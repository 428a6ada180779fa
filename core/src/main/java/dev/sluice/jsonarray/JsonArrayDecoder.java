package dev.sluice.jsonarray;

import java.util.Arrays;

/**
 * Turns bytes into the elements of one JSON array (RFC 8259), fed in any pieces. Not thread-safe.
 *
 * <p>An element that is an object, an array or a string is handed on with its last byte, a number
 * or a word with the byte after it. Only where elements begin and end is looked at: strings, their
 * escapes, and how deep brackets are nested; whether an element is good JSON its reader finds out.
 * One leading byte order mark and blanks between elements are dropped. What lies whole within one
 * piece is handed on without being copied; between pieces the unfinished element is kept, bounded.
 */
public final class JsonArrayDecoder {
  /** The most bytes of an element, unless told otherwise. */
  public static final int DEFAULT_LIMIT_BYTES = 8 * 1024 * 1024;

  /** A buffer larger than this is given back once it is empty: most elements never need one. */
  private static final int KEPT_BYTES = 1024;

  private static final byte[] NOTHING = {};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** What may come next. */
  private enum Place {
    BEFORE_ARRAY,
    /** An element, or the array's end. */
    AT_FIRST,
    /** An element. */
    AT_NEXT,
    IN_ELEMENT,
    /** A comma, or the array's end. */
    AFTER_ELEMENT,
    /** Blanks. */
    AFTER_ARRAY
  }

  private final ElementHandler handler;
  private final int limitBytes;
  private boolean stopped;
  private Place place = Place.BEFORE_ARRAY;

  /** How much of a byte order mark has come; negative once there can be none. */
  private int markLength;

  /** How many brackets are open within the element. */
  private int depth;

  private boolean inString;
  private boolean escaped;

  /** The beginning of the element that the last piece left unfinished. */
  private byte[] element = NOTHING;

  private int elementLength;

  /** A decoder with the default limit. */
  public JsonArrayDecoder(ElementHandler handler) {
    this(handler, DEFAULT_LIMIT_BYTES);
  }

  /**
   * @param limitBytes the most bytes of an element
   */
  public JsonArrayDecoder(ElementHandler handler, int limitBytes) {
    this.handler = handler;
    this.limitBytes = limitBytes;
  }

  /**
   * Takes the next bytes; the array is the decoder's only until this returns.
   *
   * @throws ElementLimitException if an element is too long; the decoder is of no use after
   * @throws NoArrayException if what comes is no array; the decoder is of no use after
   */
  public void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !stopped) {
      if (place == Place.IN_ELEMENT) {
        at = inElement(bytes, at, to);
      } else if (begins(bytes[at])) {
        place = Place.IN_ELEMENT; // Which looks at this byte again.
      } else {
        at++;
      }
    }
  }

  /** The input has ended: whether the array had, or nobody wanted more of it. */
  public boolean end() {
    return stopped || place == Place.AFTER_ARRAY;
  }

  /** Takes a byte outside of elements; whether it is the first one of an element. */
  private boolean begins(byte b) {
    if (place == Place.BEFORE_ARRAY) {
      beforeArray(b);
      return false;
    }
    if (isBlank(b)) {
      return false;
    }
    switch (place) {
      case AT_FIRST, AT_NEXT -> {
        if (b == ']' && place == Place.AT_FIRST) {
          place = Place.AFTER_ARRAY;
        } else if (!beginsElement(b)) {
          throw new NoArrayException("what stands where an element should is no JSON value");
        } else {
          return true;
        }
      }
      case AFTER_ELEMENT -> {
        if (b != ',' && b != ']') {
          throw new NoArrayException("an element is followed by neither a comma nor the end");
        }
        place = b == ',' ? Place.AT_NEXT : Place.AFTER_ARRAY;
      }
      case AFTER_ARRAY -> throw new NoArrayException("something follows the end of the array");
      case BEFORE_ARRAY, IN_ELEMENT -> throw new IllegalStateException("it is elsewhere");
    }
    return false;
  }

  private void beforeArray(byte b) {
    boolean marked = markLength < 0 || markLength == BYTE_ORDER_MARK.length;
    if (!marked && b == BYTE_ORDER_MARK[markLength]) {
      markLength++;
    } else if ((marked || markLength == 0) && (isBlank(b) || b == '[')) {
      markLength = -1;
      place = b == '[' ? Place.AT_FIRST : place;
    } else {
      throw new NoArrayException("it does not begin as a JSON array does");
    }
  }

  private int inElement(byte[] bytes, int from, int to) {
    int end = elementEnd(bytes, from, to);
    if (end < 0) {
      keep(bytes, from, to);
      return to;
    }
    place = Place.AFTER_ELEMENT;
    if (elementLength == 0) {
      checkLimit(end - from);
      stopped = !handler.onElement(bytes, from, end - from);
    } else {
      keep(bytes, from, end);
      int length = elementLength;
      elementLength = 0;
      stopped = !handler.onElement(element, 0, length);
      element = element.length > KEPT_BYTES ? NOTHING : element;
    }
    return end;
  }

  /** Where the element ends, behind its last byte; negative if not among these. */
  private int elementEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
          if (depth == 0) {
            return i + 1;
          }
        }
        continue;
      }
      switch (b) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (depth == 0) {
            return i;
          }
          depth--;
          if (depth == 0) {
            return i + 1;
          }
        }
        case ',', ' ', '\t', '\r', '\n' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private void keep(byte[] bytes, int from, int to) {
    long needed = (long) elementLength + to - from;
    checkLimit(needed);
    if (needed > element.length) {
      element = Arrays.copyOf(element, Math.max((int) needed, 2 * elementLength));
    }
    System.arraycopy(bytes, from, element, elementLength, to - from);
    elementLength = (int) needed;
  }

  private void checkLimit(long length) {
    if (length > limitBytes) {
      throw new ElementLimitException(limitBytes);
    }
  }

  private static boolean beginsElement(byte b) {
    return switch (b) {
      case '{', '[', '"', '-', 't', 'f', 'n' -> true;
      default -> b >= '0' && b <= '9';
    };
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
