package dev.sluice.spi.transport;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a response's content coding (RFC 9110, section 8.4) as its bytes come: what they say is
 * handed on at once. Nobody asks for a coding, but some servers and proxies use one all the same.
 * Pure; not thread-safe.
 *
 * <p>It understands {@code gzip} and {@code deflate}, the latter also without the zlib format
 * around it, as some servers send it. A stream that grows more than a hundredfold is refused: that
 * is no text but an attack.
 */
public final class ContentCoding implements AutoCloseable {
  /** How many times its coded size a body may have, once it has more than {@link #FREE_BYTES}. */
  static final int MAX_GROWTH = 100;

  static final int FREE_BYTES = 1024 * 1024;

  private static final int PIECE_BYTES = 8 * 1024;

  /** Takes what has been decoded. */
  @FunctionalInterface
  public interface Output {

    /**
     * More of the body. The bytes are the output's only until it returns.
     *
     * @return whether to go on; at false the rest is dropped
     */
    boolean take(byte[] bytes, int from, int to);
  }

  private enum State {
    /** Before the first bytes of zlib's format, or of none. */
    BEFORE_DEFLATE,
    GZIP_HEADER,
    DATA,
    GZIP_TRAILER,
    /** Whole; of gzip another member may follow. */
    WHOLE
  }

  private final String name;
  private final @Nullable GzipFrame gzip;
  private final byte[] piece = new byte[PIECE_BYTES];

  private State state;
  private @Nullable Inflater inflater;

  /** The first byte of a body in deflate: the second one tells which format it is. */
  private int firstByte = -1;

  private long codedBytes;
  private long decodedBytes;
  private boolean stopped;

  private ContentCoding(String name) {
    this.name = name;
    this.gzip = name.equals("gzip") ? new GzipFrame() : null;
    this.state = gzip != null ? State.GZIP_HEADER : State.BEFORE_DEFLATE;
  }

  /**
   * The coding of this response; null if it has none.
   *
   * @throws ProtocolException naming the coding, if it is none that is understood
   */
  public static @Nullable ContentCoding of(ResponseHead head) throws ProtocolException {
    String said = head.header("content-encoding").orElse("");
    List<String> codings = new ArrayList<>(1);
    for (String coding : said.toLowerCase(Locale.ROOT).split(",", -1)) {
      String stripped = coding.strip();
      if (!stripped.isEmpty() && !stripped.equals("identity")) {
        codings.add(stripped);
      }
    }
    if (codings.isEmpty()) {
      return null;
    }
    return switch (codings.size() == 1 ? codings.getFirst() : said) {
      case "gzip", "x-gzip" -> new ContentCoding("gzip");
      case "deflate" -> new ContentCoding("deflate");
      default ->
          throw new ProtocolException(
              "the content coding '" + said + "', where gzip and deflate alone are understood");
    };
  }

  /** Its name, for messages. */
  public String name() {
    return name;
  }

  /** Whether a body that ends here is whole; an empty one is. */
  public boolean isWhole() {
    return state == State.WHOLE || (codedBytes == 0 && firstByte < 0);
  }

  /**
   * Takes the next bytes of the coded body.
   *
   * @throws ProtocolException if they are not in this coding; nothing more may be fed then
   */
  public void feed(byte[] bytes, int from, int to, Output output) throws ProtocolException {
    int at = from;
    while (at < to && !stopped) {
      State before = state;
      int next =
          switch (state) {
            case BEFORE_DEFLATE -> beforeDeflate(bytes, at, output);
            case GZIP_HEADER -> gzipHeader(bytes, at, to);
            case DATA -> data(bytes, at, to, output);
            case GZIP_TRAILER -> gzipTrailer(bytes, at, to);
            case WHOLE -> afterEnd(bytes, at);
          };
      if (next == at && state == before && !stopped) {
        throw new ProtocolException("a defect: the " + name + " coding does not move");
      }
      codedBytes += next - at;
      at = next;
    }
  }

  private int beforeDeflate(byte[] bytes, int at, Output output) throws ProtocolException {
    int b = bytes[at] & 0xFF;
    if (firstByte < 0) {
      firstByte = b;
      return at + 1;
    }
    // RFC 1950, section 2.2: the method is deflate, its window 32 KiB at most, a check of 5 bits.
    boolean zlib = (firstByte & 0x0F) == 8 && firstByte >> 4 <= 7 && (firstByte << 8 | b) % 31 == 0;
    inflater = new Inflater(!zlib);
    state = State.DATA;
    byte[] first = {(byte) firstByte};
    data(first, 0, 1, output);
    return at;
  }

  private int gzipHeader(byte[] bytes, int at, int to) throws ProtocolException {
    GzipFrame frame = frame();
    int next = frame.header(bytes, at, to);
    if (frame.isHeaderWhole()) {
      inflater = inflater == null ? new Inflater(true) : inflater;
      state = State.DATA;
    }
    return next;
  }

  private int data(byte[] bytes, int from, int to, Output output) throws ProtocolException {
    Inflater of = inflater;
    if (of == null) {
      throw new IllegalStateException("nothing to inflate with");
    }
    of.setInput(bytes, from, to - from);
    try {
      while (!stopped) {
        int length = of.inflate(piece);
        decodedBytes += length;
        checkGrowth(to - from);
        if (gzip != null) {
          gzip.add(piece, length);
        }
        stopped = length > 0 && !output.take(piece, 0, length);
        if (of.needsDictionary()) {
          throw new ProtocolException("the " + name + " coding needs a dictionary");
        }
        if (of.finished() || length == 0) {
          break;
        }
      }
    } catch (DataFormatException damaged) {
      throw new ProtocolException("the " + name + " coding is damaged: " + damaged.getMessage());
    }
    int next = to - of.getRemaining();
    if (of.finished()) {
      state = gzip != null ? State.GZIP_TRAILER : State.WHOLE;
    }
    return next;
  }

  private void checkGrowth(int fedBytes) throws ProtocolException {
    if (decodedBytes > FREE_BYTES && decodedBytes / MAX_GROWTH > codedBytes + fedBytes) {
      throw new ProtocolException(
          "the " + name + " coding grows more than " + MAX_GROWTH + " times");
    }
  }

  private int gzipTrailer(byte[] bytes, int at, int to) throws ProtocolException {
    GzipFrame frame = frame();
    int next = frame.trailer(bytes, at, to);
    if (frame.isTrailerWhole()) {
      state = State.WHOLE;
    }
    return next;
  }

  /** RFC 1952, section 2.2: members may follow each other; some writers pad with zeros. */
  private int afterEnd(byte[] bytes, int at) throws ProtocolException {
    if (gzip == null) {
      throw new ProtocolException("the " + name + " coding goes on after its end");
    }
    if (bytes[at] == 0) {
      return at + 1;
    }
    gzip.begin();
    if (inflater != null) {
      inflater.reset();
    }
    state = State.GZIP_HEADER;
    return at;
  }

  private GzipFrame frame() {
    if (gzip == null) {
      throw new IllegalStateException("this is no gzip");
    }
    return gzip;
  }

  /** Lets go of memory outside the heap; whoever forgets it leaves that to the collector. */
  @Override
  public void close() {
    stopped = true;
    if (inflater != null) {
      inflater.end();
    }
  }
}
