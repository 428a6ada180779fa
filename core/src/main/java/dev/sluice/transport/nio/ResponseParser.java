package dev.sluice.transport.nio;

import dev.sluice.transport.ResponseHead;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one HTTP/1.1 response (RFC 9112) from bytes in any pieces. Not thread-safe.
 *
 * <p>A body is delimited by chunks, by its length, or by the end of input; informational responses
 * (1xx) are passed over; trailers are read and dropped. What lies within one piece is not copied.
 */
final class ResponseParser {
  /** The most bytes of a head, and of the trailers. */
  static final int MOST_HEAD_BYTES = 64 * 1024;

  private static final int MOST_CHUNK_LINE_BYTES = 4 * 1024;
  private static final byte[] NOTHING = {};
  private static final Pattern KEEP_ALIVE = Pattern.compile("(?i)\\btimeout=(\\d{1,8})\\b");

  /** Hears the parts of the response. Each returns whether to go on. */
  interface Handler {
    boolean onHead(ResponseHead head);

    boolean onBody(byte[] bytes, int from, int to);
  }

  private enum State {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    LENGTH,
    UNTIL_END,
    COMPLETE
  }

  private final Handler handler;
  private State state = State.HEAD;
  private boolean begun;
  private boolean stopped;

  /** The beginning of a line that the last piece left unfinished. */
  private byte[] line = NOTHING;

  private int lineLength;
  private int headBytes;

  private int status;
  private Map<String, String> headers = new HashMap<>();
  private boolean persistent;
  private int keepAliveSeconds = -1;

  /** What is left of the chunk, or of the body. */
  private long left;

  private int chunkLineBytes;
  private boolean sizeRead;
  private boolean sizeEnded;

  ResponseParser(Handler handler) {
    this.handler = handler;
  }

  /** Whether any byte of a response has come. */
  boolean begun() {
    return begun;
  }

  /** Whether the head has been told of. */
  boolean inBody() {
    return state != State.HEAD;
  }

  boolean complete() {
    return state == State.COMPLETE;
  }

  /** Whether the connection can carry another exchange after this response. */
  boolean persistent() {
    return persistent;
  }

  /** How long the server keeps the connection when it is idle; negative if it does not say. */
  int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /** The input has ended; returns whether that is how the body ends. */
  boolean endOfInput() {
    if (state == State.UNTIL_END) {
      state = State.COMPLETE;
    }
    return complete();
  }

  /**
   * Takes the next bytes.
   *
   * @return where the response ended within them; {@code to} if it did not, or the handler stopped
   * @throws ProtocolException if they are no HTTP
   */
  int feed(byte[] bytes, int from, int to) throws ProtocolException {
    int at = from;
    begun |= at < to;
    while (at < to && !stopped && state != State.COMPLETE) {
      at =
          switch (state) {
            case HEAD, TRAILERS -> headLine(bytes, at, to);
            case CHUNK_SIZE -> chunkSize(bytes, at, to);
            case CHUNK, LENGTH -> body(bytes, at, (int) Math.min(to, at + left));
            case CHUNK_END -> chunkEnd(bytes[at], at);
            case UNTIL_END -> untilEnd(bytes, at, to);
            case COMPLETE -> at;
          };
    }
    return stopped ? to : at;
  }

  private int untilEnd(byte[] bytes, int from, int to) {
    stopped = !handler.onBody(bytes, from, to);
    return to;
  }

  private int body(byte[] bytes, int from, int to) {
    left -= to - from;
    if (left == 0) {
      state = state == State.CHUNK ? State.CHUNK_END : State.COMPLETE;
    }
    stopped = !handler.onBody(bytes, from, to);
    return to;
  }

  // Chunks.

  private int chunkSize(byte[] bytes, int from, int to) throws ProtocolException {
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == '\n') {
        if (!sizeRead) {
          throw new ProtocolException("a chunk has no size");
        }
        beginChunk();
        return at + 1;
      }
      if (++chunkLineBytes > MOST_CHUNK_LINE_BYTES) {
        throw new ProtocolException("the size of a chunk is longer than a line can be");
      }
      int digit = sizeEnded ? -1 : Character.digit(b, 16);
      if (digit >= 0) {
        sizeRead = true;
        left = left << 4 | digit;
        if (left > Integer.MAX_VALUE) {
          throw new ProtocolException("a chunk is larger than 2 GiB");
        }
      } else if (!sizeRead || (!sizeEnded && b != ';' && b != ' ' && b != '\t' && b != '\r')) {
        throw new ProtocolException("the size of a chunk is not a number");
      } else {
        sizeEnded = true;
      }
    }
    return to;
  }

  private void beginChunk() {
    sizeRead = false;
    sizeEnded = false;
    chunkLineBytes = 0;
    headBytes = 0;
    state = left == 0 ? State.TRAILERS : State.CHUNK;
  }

  private int chunkEnd(byte b, int at) throws ProtocolException {
    if (b == '\n') {
      state = State.CHUNK_SIZE;
    } else if (b != '\r') {
      throw new ProtocolException("a chunk is longer than its size");
    }
    return at + 1;
  }

  // The head and the trailers, line by line.

  private int headLine(byte[] bytes, int from, int to) throws ProtocolException {
    int end = from;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    headBytes += end - from + 1;
    if (headBytes > MOST_HEAD_BYTES) {
      throw new ProtocolException("the head is longer than " + MOST_HEAD_BYTES + " bytes");
    }
    if (end == to) {
      keep(bytes, from, to);
      return to;
    }
    if (lineLength == 0) {
      onLine(bytes, from, end);
    } else {
      keep(bytes, from, end);
      byte[] whole = line;
      int length = lineLength;
      line = NOTHING;
      lineLength = 0;
      onLine(whole, 0, length);
    }
    return end + 1;
  }

  private void keep(byte[] bytes, int from, int to) {
    int needed = lineLength + to - from;
    if (needed > line.length) {
      line = Arrays.copyOf(line, Math.max(needed, 2 * line.length));
    }
    System.arraycopy(bytes, from, line, lineLength, to - from);
    lineLength = needed;
  }

  private void onLine(byte[] bytes, int from, int lineFeed) throws ProtocolException {
    int end = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    if (state == State.TRAILERS) {
      if (end == from) {
        state = State.COMPLETE;
      }
    } else if (status == 0) {
      status = statusLine(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
    } else if (end == from) {
      endOfHead();
    } else {
      header(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
    }
  }

  private int statusLine(String said) throws ProtocolException {
    boolean http =
        said.startsWith("HTTP/1.")
            && said.length() >= 12
            && said.charAt(8) == ' '
            && (said.length() == 12 || said.charAt(12) == ' ');
    persistent = http && said.charAt(7) != '0';
    try {
      int code = http ? Integer.parseInt(said, 9, 12, 10) : 0;
      if (code >= 100) {
        return code;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw new ProtocolException("the answer does not begin with an HTTP/1.1 status line");
  }

  private void header(String said) throws ProtocolException {
    int colon = said.indexOf(':');
    if (colon <= 0) {
      throw new ProtocolException("a header has no name");
    }
    String name = said.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    String value = said.substring(colon + 1).strip();
    if (name.equals("content-length") && !headers.getOrDefault(name, value).equals(value)) {
      throw new ProtocolException("the answer has two lengths");
    }
    if (name.equals("transfer-encoding") || name.equals("connection")) {
      headers.merge(name, value, (first, next) -> first + ", " + next);
    } else {
      headers.putIfAbsent(name, value);
    }
  }

  private void endOfHead() throws ProtocolException {
    if (status == 101) {
      throw new ProtocolException("the server changed the protocol, which it was not asked to");
    }
    if (status < 200) {
      status = 0;
      headers.clear();
      return;
    }
    ResponseHead head = new ResponseHead(status, headers);
    headers = Map.of();
    delimit(head);
    stopped = !handler.onHead(head);
  }

  /** Finds how the body ends: RFC 9112, section 6.3. */
  private void delimit(ResponseHead head) throws ProtocolException {
    String connection = head.header("connection").orElse("").toLowerCase(Locale.ROOT);
    persistent = persistent ? !connection.contains("close") : connection.contains("keep-alive");
    keepAliveSeconds = keepAlive(head.header("keep-alive").orElse(""));
    String encoding = head.header("transfer-encoding").orElse("").toLowerCase(Locale.ROOT);
    String length = head.header("content-length").orElse("");
    if (head.status() == 204 || head.status() == 304) {
      state = State.COMPLETE;
    } else if (!encoding.isEmpty()) {
      if (!encoding.equals("chunked")) {
        throw new ProtocolException("the transfer encoding " + encoding + " is not known");
      }
      // A length beside it is wrong, and whoever sends both may disagree with a proxy about it.
      persistent = persistent && length.isEmpty();
      state = State.CHUNK_SIZE;
    } else if (!length.isEmpty()) {
      left = number(length);
      state = left == 0 ? State.COMPLETE : State.LENGTH;
    } else {
      persistent = false;
      state = State.UNTIL_END;
    }
  }

  private static int keepAlive(String said) {
    Matcher timeout = KEEP_ALIVE.matcher(said);
    return timeout.find() ? Integer.parseInt(timeout.group(1)) : -1;
  }

  private static long number(String length) throws ProtocolException {
    try {
      long value = Long.parseLong(length);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw new ProtocolException("the length of the answer is not a number");
  }
}
