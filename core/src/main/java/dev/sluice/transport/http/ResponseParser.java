package dev.sluice.transport.http;

import dev.sluice.spi.transport.ResponseHead;
import java.net.ProtocolException;
import java.util.Arrays;

/**
 * Reads one HTTP/1.1 response (RFC 9112) from bytes in any pieces. Not thread-safe.
 *
 * <p>A body is delimited by chunks, by its length, or by the end of input; informational responses
 * (1xx) are passed over; trailers are read and dropped. What lies within one piece is not copied.
 * What two readers could understand in two ways is refused; {@code ResponseGrammarTest} has the
 * cases of the RFCs, each with its verdict.
 */
public final class ResponseParser {
  /** The most bytes of a head, the informational ones before it included, and of the trailers. */
  public static final int MAX_HEAD_BYTES = 64 * 1024;

  /** The most informational responses before the response. */
  public static final int MAX_INTERIM = 32;

  private static final byte[] NOTHING = {};

  /** How a server of TLS begins to say that it was not spoken to in TLS. */
  private static final byte TLS_ALERT = 0x15;

  /** Hears the parts of the response. Each returns whether to go on. */
  public interface Handler {
    boolean onHead(ResponseHead head);

    boolean onBody(byte[] bytes, int from, int to);
  }

  private enum State {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_CR,
    CHUNK_LF,
    TRAILERS,
    LENGTH,
    UNTIL_END,
    COMPLETE
  }

  private final Handler handler;
  private final boolean toConnect;
  private State state = State.HEAD;
  private boolean begun;
  private boolean stopped;

  /** The beginning of a line that the last piece left unfinished. */
  private byte[] line = NOTHING;

  private int lineLength;
  private int headBytes;

  private int status;
  private int minorVersion;
  private int interim;
  private final Fields fields = new Fields();
  private boolean persistent;
  private int keepAliveSeconds = -1;

  /** What is left of the chunk, or of the body. */
  private long left;

  private final ChunkLine chunkLine = new ChunkLine();

  public ResponseParser(Handler handler) {
    this(handler, false);
  }

  private ResponseParser(Handler handler, boolean toConnect) {
    this.handler = handler;
    this.toConnect = toConnect;
  }

  /**
   * Reads a proxy's response to CONNECT: with a good status it ends with its head, whatever length
   * or coding that names, and what follows is the tunnel's (RFC 9110, section 9.3.6).
   */
  public static ResponseParser toConnect(Handler handler) {
    return new ResponseParser(handler, true);
  }

  /** Whether any byte of a response has come. */
  public boolean begun() {
    return begun;
  }

  /** Whether the head has been told of. */
  public boolean inBody() {
    return state != State.HEAD;
  }

  public boolean complete() {
    return state == State.COMPLETE;
  }

  /** Whether the connection can carry another exchange after this response. */
  public boolean persistent() {
    return persistent;
  }

  /**
   * For how many seconds the peer says that it keeps the connection when it is idle; negative if it
   * says nothing.
   */
  public int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /** The input has ended; returns whether that is how the body ends. */
  public boolean endOfInput() {
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
  public int feed(byte[] bytes, int from, int to) throws ProtocolException {
    int at = from;
    if (!begun && at < to && bytes[at] == TLS_ALERT) {
      throw new ProtocolException("what answers there speaks TLS; the address may need https");
    }
    begun |= at < to;
    while (at < to && !stopped && state != State.COMPLETE) {
      int next = step(bytes, at, to);
      if (next <= at) {
        throw new ProtocolException("a defect: the parser does not move in " + state);
      }
      at = next;
    }
    return stopped ? to : at;
  }

  /** Takes at least one byte; says where it stopped. */
  private int step(byte[] bytes, int at, int to) throws ProtocolException {
    return switch (state) {
      case HEAD, TRAILERS -> headLine(bytes, at, to);
      case CHUNK_SIZE -> chunkSize(bytes, at, to);
      case CHUNK, LENGTH -> body(bytes, at, at + (int) Math.min(to - at, left));
      case CHUNK_CR, CHUNK_LF -> chunkEnd(bytes[at], at);
      case UNTIL_END -> untilEnd(bytes, at, to);
      case COMPLETE -> at;
    };
  }

  private int untilEnd(byte[] bytes, int from, int to) {
    stopped = !handler.onBody(bytes, from, to);
    return to;
  }

  private int body(byte[] bytes, int from, int to) {
    left -= to - from;
    if (left == 0) {
      state = state == State.CHUNK ? State.CHUNK_CR : State.COMPLETE;
    }
    stopped = !handler.onBody(bytes, from, to);
    return to;
  }

  // Chunks.

  private int chunkSize(byte[] bytes, int from, int to) throws ProtocolException {
    int at = chunkLine.take(bytes, from, to);
    if (chunkLine.isWhole()) {
      left = chunkLine.size();
      chunkLine.begin();
      headBytes = 0;
      state = left == 0 ? State.TRAILERS : State.CHUNK;
    }
    return at;
  }

  private int chunkEnd(byte b, int at) throws ProtocolException {
    if (b != (state == State.CHUNK_CR ? '\r' : '\n')) {
      throw new ProtocolException("a chunk is longer than its size");
    }
    state = state == State.CHUNK_CR ? State.CHUNK_LF : State.CHUNK_SIZE;
    return at + 1;
  }

  // The head and the trailers, line by line.

  private int headLine(byte[] bytes, int from, int to) throws ProtocolException {
    int end = from;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    headBytes += Math.min(end + 1, to) - from;
    if (headBytes > MAX_HEAD_BYTES) {
      throw new ProtocolException("the head is longer than " + MAX_HEAD_BYTES + " bytes");
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
    if (state == State.HEAD && status == 0) {
      statusLine(Fields.text(bytes, from, end, "the status line"));
    } else if (end > from) {
      fields.line(bytes, from, end);
    } else if (state == State.TRAILERS) {
      fields.take();
      state = State.COMPLETE;
    } else {
      endOfHead();
    }
  }

  /**
   * RFC 9112, section 4; a server may leave out the space before a reason that it does not give.
   */
  private void statusLine(String said) throws ProtocolException {
    boolean http =
        said.startsWith("HTTP/1.")
            && said.length() >= 12
            && isDigit(said.charAt(7))
            && said.charAt(8) == ' '
            && isDigit(said.charAt(9))
            && isDigit(said.charAt(10))
            && isDigit(said.charAt(11))
            && (said.length() == 12 || said.charAt(12) == ' ');
    int code = http ? Integer.parseInt(said, 9, 12, 10) : 0;
    if (code < 100) {
      throw new ProtocolException("the answer does not begin with an HTTP/1.1 status line");
    }
    minorVersion = said.charAt(7) - '0';
    status = code;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void endOfHead() throws ProtocolException {
    if (status == 101) {
      throw new ProtocolException("the server changed the protocol, which it was not asked to");
    }
    ResponseHead head = new ResponseHead(status, fields.take());
    if (status < 200) {
      status = 0;
      if (++interim > MAX_INTERIM) {
        throw new ProtocolException(
            "there are more than " + MAX_INTERIM + " informational answers before the answer");
      }
      return;
    }
    boolean tunnel = toConnect && status < 300;
    BodyEnd end = tunnel ? BodyEnd.TUNNEL : BodyEnd.of(minorVersion, head);
    persistent = end.persistent();
    keepAliveSeconds = end.keepAliveSeconds();
    left = end.length();
    state =
        switch (end.by()) {
          case NOTHING -> State.COMPLETE;
          case CHUNKS -> State.CHUNK_SIZE;
          case LENGTH -> State.LENGTH;
          case CLOSE -> State.UNTIL_END;
        };
    stopped = !handler.onHead(head);
  }
}
