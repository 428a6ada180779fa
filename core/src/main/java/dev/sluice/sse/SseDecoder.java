package dev.sluice.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns bytes into server-sent events, fed in any pieces. Not thread-safe.
 *
 * <p>Follows "Parsing an event stream" and "Interpreting an event stream" of the WHATWG HTML
 * standard: lines end with LF, CR or CRLF; one leading byte order mark is dropped; an event is
 * dispatched by a blank line, so one that the end of input interrupts is not; an event without data
 * is not dispatched but resets the type. The fields {@code id} and {@code retry} serve
 * reconnecting, which is not done here, and are passed over.
 *
 * <p>What lies whole within one piece is handed on without being copied. Between pieces the decoder
 * keeps the unfinished line and the data of the unfinished event, both bounded.
 */
public final class SseDecoder {
  /** The most bytes of a line, and of an event's data, unless told otherwise. */
  public static final int DEFAULT_LIMIT_BYTES = 8 * 1024 * 1024;

  /** A buffer larger than this is given back once it is empty: most streams never need one. */
  private static final int KEPT_BYTES = 1024;

  private static final byte[] NOTHING = {};
  private static final String MESSAGE = "message";
  private static final String[] FIELDS = {"data", "event", "id", "retry"};

  /** Longer than each of them. */
  private static final int MAX_FIELD = 6;

  private final SseHandler handler;
  private final int limitBytes;

  private boolean stopped;
  private boolean firstLine = true;
  private boolean lastWasCr;

  /** The beginning of the line that the last piece left unfinished. */
  private byte[] line = NOTHING;

  private int lineLength;

  private String type = MESSAGE;

  /** The type that was named last. */
  private String lastNamed = MESSAGE;

  private int dataLines;

  /** One data line, still where it arrived: the usual event has no more, and is not copied. */
  private byte[] only = NOTHING;

  private boolean inPlace;
  private int onlyFrom;
  private int onlyLength;

  /** Several data lines joined with LF, or one that outlives its piece. */
  private byte[] data = NOTHING;

  private int dataLength;

  /** A decoder with the default limits. */
  public SseDecoder(SseHandler handler) {
    this(handler, DEFAULT_LIMIT_BYTES);
  }

  /**
   * @param limitBytes the most bytes of a line, and of an event's data
   */
  public SseDecoder(SseHandler handler, int limitBytes) {
    this.handler = handler;
    this.limitBytes = limitBytes;
  }

  /**
   * Takes the next bytes; the array is the decoder's only until this returns.
   *
   * @throws SseLimitException if a line or an event is too long; the decoder is of no use after
   */
  public void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !stopped) {
      if (lastWasCr) {
        lastWasCr = false;
        if (bytes[at] == '\n') {
          at++;
          continue;
        }
      }
      int end = lineEnd(bytes, at, to);
      if (end == to) {
        keepLine(bytes, at, to);
        break;
      }
      lastWasCr = bytes[end] == '\r';
      if (lineLength == 0) {
        checkLimit("a line", end - at);
        onLine(bytes, at, end);
      } else {
        keepLine(bytes, at, end);
        int length = lineLength;
        lineLength = 0;
        onLine(line, 0, length);
        keepData();
        line = line.length > KEPT_BYTES ? NOTHING : line;
      }
      if (end < at) {
        throw new IllegalStateException("the decoder does not move");
      }
      at = end + 1;
    }
    keepData();
  }

  /** Whether what came ends with an event, or a comment: nothing of another one has begun. */
  public boolean isBetweenEvents() {
    return lineLength == 0 && dataLines == 0;
  }

  /** Hands on the unfinished line if it can become no field: what follows may still add to it. */
  public void tellUnfinished() {
    int from = firstLine && hasByteOrderMark(line, 0, lineLength) ? 3 : 0;
    if (from < lineLength && line[from] != ':' && !isKnown(line, from, lineLength)) {
      handler.onOther(line, from, lineLength - from);
    }
  }

  /** Whether this begins, or may begin, with a field of the standard. */
  private static boolean isKnown(byte[] bytes, int from, int to) {
    // No farther: a line that comes in many pieces is looked at with each of them.
    int colon = colon(bytes, from, Math.min(to, from + MAX_FIELD));
    for (String field : FIELDS) {
      if (colon - from <= field.length()
          && is(bytes, from, colon, colon < to ? field : field.substring(0, colon - from))) {
        return true;
      }
    }
    return false;
  }

  private static int colon(byte[] bytes, int from, int to) {
    int colon = from;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    return colon;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b <= '\r' && (b == '\n' || b == '\r')) {
        return i;
      }
    }
    return to;
  }

  private void keepLine(byte[] bytes, int from, int to) {
    checkLimit("a line", lineLength + (long) (to - from));
    line = room(line, lineLength, to - from);
    System.arraycopy(bytes, from, line, lineLength, to - from);
    lineLength += to - from;
  }

  private void onLine(byte[] bytes, int start, int end) {
    int from = start;
    if (firstLine) {
      firstLine = false;
      if (hasByteOrderMark(bytes, from, end)) {
        from += 3;
      }
    }
    if (from == end) {
      dispatch();
    } else if (bytes[from] != ':') {
      onField(bytes, from, end);
    }
  }

  private void onField(byte[] bytes, int from, int end) {
    int colon = colon(bytes, from, end);
    int value = Math.min(colon + 1, end);
    if (value < end && bytes[value] == ' ') {
      value++;
    }
    if (is(bytes, from, colon, "data")) {
      onData(bytes, value, end - value);
    } else if (is(bytes, from, colon, "event")) {
      type = value == end ? MESSAGE : type(bytes, value, end);
    } else if (!is(bytes, from, colon, "id") && !is(bytes, from, colon, "retry")) {
      handler.onOther(bytes, from, end - from);
    }
  }

  /** Most events have the type of the one before: its string serves again. */
  private String type(byte[] bytes, int from, int to) {
    if (!is(bytes, from, to, lastNamed)) {
      lastNamed = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    return lastNamed;
  }

  private void onData(byte[] bytes, int from, int length) {
    if (dataLines == 0) {
      only = bytes;
      inPlace = true;
      onlyFrom = from;
      onlyLength = length;
    } else {
      keepData();
      checkLimit("an event", dataLength + 1L + length);
      data = room(data, dataLength, length + 1);
      data[dataLength++] = '\n';
      System.arraycopy(bytes, from, data, dataLength, length);
      dataLength += length;
    }
    dataLines++;
  }

  /** Copies the one data line before the bytes under it go away. */
  private void keepData() {
    if (inPlace) {
      data = room(data, 0, onlyLength);
      System.arraycopy(only, onlyFrom, data, 0, onlyLength);
      dataLength = onlyLength;
      only = NOTHING;
      inPlace = false;
    }
  }

  private void dispatch() {
    String eventType = type;
    type = MESSAGE;
    if (dataLines == 0) {
      return;
    }
    dataLines = 0;
    if (inPlace) {
      byte[] bytes = only;
      only = NOTHING;
      inPlace = false;
      stopped = !handler.onEvent(eventType, bytes, onlyFrom, onlyLength);
    } else {
      stopped = !handler.onEvent(eventType, data, 0, dataLength);
      dataLength = 0;
      data = data.length > KEPT_BYTES ? NOTHING : data;
    }
  }

  private void checkLimit(String what, long length) {
    if (length > limitBytes) {
      throw new SseLimitException(what, limitBytes);
    }
  }

  private static byte[] room(byte[] buffer, int used, int more) {
    int needed = used + more;
    if (needed <= buffer.length) {
      return buffer;
    }
    return Arrays.copyOf(buffer, Math.max(needed, Math.min(2 * used, Integer.MAX_VALUE - 8)));
  }

  private static boolean is(byte[] bytes, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasByteOrderMark(byte[] bytes, int from, int to) {
    return to - from >= 3
        && bytes[from] == (byte) 0xEF
        && bytes[from + 1] == (byte) 0xBB
        && bytes[from + 2] == (byte) 0xBF;
  }
}
