package dev.sluice.framing;

import dev.sluice.provider.FrameDecoder;
import dev.sluice.provider.FrameHandler;
import dev.sluice.provider.Framing;
import dev.sluice.provider.FramingException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Amazon's event stream encoding: a message is its length, the length of its headers and their
 * checksum, then the headers, the payload, and the checksum of it all. A frame is the payload; its
 * type is the message's and the event's, {@code event/contentBlockDelta}.
 */
final class EventStreamFraming implements Framing {
  /** The most bytes of a message. */
  static final int LIMIT_BYTES = 8 * 1024 * 1024;

  @Override
  public FrameDecoder decoder(FrameHandler handler) {
    return new Messages(handler);
  }

  private static final class Messages implements FrameDecoder {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int MAX_TYPES = 8;

    private final FrameHandler handler;
    private final CRC32 checksum = new CRC32();
    private boolean stopped;

    /** Headers that have come and what they say: those of an answer are alike, and so not read. */
    private final byte[][] headers = new byte[MAX_TYPES][];

    private final String[] types = new String[MAX_TYPES];
    private int typesLength;

    /** What the last piece left unfinished. */
    private byte[] kept = new byte[0];

    private int keptLength;

    /** How many bytes the message has whose beginning is kept; what tells it comes first. */
    private int needed = PRELUDE;

    Messages(FrameHandler handler) {
      this.handler = handler;
    }

    @Override
    public void feed(byte[] bytes, int from, int to) {
      int at = from;
      while (at < to && !stopped) {
        if (keptLength == 0 && to - at >= PRELUDE && to - at >= length(bytes, at)) {
          int length = length(bytes, at);
          onMessage(bytes, at, length);
          at += length;
        } else {
          at += keep(bytes, at, to);
        }
      }
    }

    @Override
    public boolean end() {
      return stopped || keptLength == 0;
    }

    private int keep(byte[] bytes, int from, int to) {
      int more = Math.min(needed - keptLength, to - from);
      if (keptLength + more > kept.length) {
        kept = Arrays.copyOf(kept, Math.max(keptLength + more, 2 * keptLength));
      }
      System.arraycopy(bytes, from, kept, keptLength, more);
      keptLength += more;
      if (keptLength == PRELUDE) {
        needed = length(kept, 0);
      }
      if (keptLength == needed) {
        onMessage(kept, 0, needed);
        keptLength = 0;
        needed = PRELUDE;
      }
      return more;
    }

    /** The length of the message that begins here, which is believed by its checksum alone. */
    private int length(byte[] bytes, int at) {
      check("prelude", bytes, at, PRELUDE - CHECKSUM);
      int length = int32(bytes, at);
      if (length < 0 || length > LIMIT_BYTES) {
        throw FramingException.tooLong("a message", LIMIT_BYTES);
      }
      int headers = int32(bytes, at + 4);
      if (headers < 0 || headers > length - PRELUDE - CHECKSUM) {
        throw FramingException.malformed("the lengths of a message do not fit");
      }
      return length;
    }

    private void check(String what, byte[] bytes, int from, int length) {
      checksum.reset();
      checksum.update(bytes, from, length);
      if ((int) checksum.getValue() != int32(bytes, from + length)) {
        throw FramingException.malformed("the checksum of a " + what + " does not fit");
      }
    }

    private void onMessage(byte[] bytes, int from, int length) {
      check("message", bytes, from, length - CHECKSUM);
      int headersEnd = from + PRELUDE + int32(bytes, from + 4);
      String type = type(bytes, from + PRELUDE, headersEnd);
      int payload = from + length - CHECKSUM - headersEnd;
      stopped = !handler.onFrame(type, bytes, headersEnd, payload);
    }

    private String type(byte[] bytes, int from, int to) {
      for (int i = 0; i < typesLength; i++) {
        if (Arrays.equals(headers[i], 0, headers[i].length, bytes, from, to)) {
          return types[i];
        }
      }
      String type = Headers.of(bytes, from, to).type();
      if (typesLength < MAX_TYPES) {
        headers[typesLength] = Arrays.copyOfRange(bytes, from, to);
        types[typesLength] = type;
        typesLength++;
      }
      return type;
    }

    private static int int32(byte[] bytes, int at) {
      return (bytes[at] & 0xFF) << 24
          | (bytes[at + 1] & 0xFF) << 16
          | (bytes[at + 2] & 0xFF) << 8
          | (bytes[at + 3] & 0xFF);
    }
  }
}
