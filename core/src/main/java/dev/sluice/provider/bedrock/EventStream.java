package dev.sluice.provider.bedrock;

import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.Beginning;
import dev.sluice.spi.provider.FrameDecoder;
import dev.sluice.spi.provider.FrameHandler;
import dev.sluice.spi.provider.Framing;
import dev.sluice.spi.provider.FramingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's event stream encoding: a message is its length, the length of its headers and their
 * checksum, then the headers, the payload, and the checksum of it all. A frame is the payload; its
 * type is the message's and the event's, {@code event/contentBlockDelta}. An error has no payload:
 * what its header says of it is handed on as JSON, as an exception's payload is.
 */
final class EventStream implements Framing {
  /** The most bytes of a message, and of its headers: more than Amazon's own decoders take. */
  static final int LIMIT_BYTES = 25 * 1024 * 1024;

  static final int HEADERS_LIMIT_BYTES = 128 * 1024;

  /** A document where a stream was asked for: the format reads it, or finds the error in it. */
  private record Document() implements Framing {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return Framing.whole().decoder(handler);
    }
  }

  @Override
  public FrameDecoder decoder(FrameHandler handler) {
    return new Messages(handler);
  }

  /** No message is so long that the first byte of its length is not zero, and no text has zeros. */
  @Override
  public @Nullable Framing choose(Beginning answer) {
    return switch (answer.firstByte()) {
      case -1 -> answer.isAll() || answer.length() >= Beginning.MAX_BYTES ? whole(answer) : null;
      case '{' -> answer.isStreamed() ? new Document() : Framing.whole();
      case '[', '<' -> Framing.whole();
      case 0 -> this;
      default -> isText(answer.firstByte()) ? Framing.whole() : whole(answer);
    };
  }

  /**
   * Whether it is a letter or a sign: as the beginning of a length, it would be one of gigabytes.
   */
  private static boolean isText(int first) {
    return first > ' ' && first < 0x7f;
  }

  /** What is neither a message nor a document is what it says that it is. */
  private Framing whole(Beginning answer) {
    return answer.contentType().contains("eventstream") ? this : Framing.whole();
  }

  private static final class Messages implements FrameDecoder {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int MAX_TYPES = 8;

    /** A buffer larger than this is given back once it is empty: few messages need one. */
    private static final int KEPT_BYTES = 64 * 1024;

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
        int length = keptLength == 0 && to - at >= PRELUDE ? length(bytes, at) : Integer.MAX_VALUE;
        if (to - at >= length) {
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
        kept = kept.length > KEPT_BYTES ? new byte[0] : kept;
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
      int headersLength = int32(bytes, at + 4);
      if (headersLength < 0 || headersLength > length - PRELUDE - CHECKSUM) {
        throw FramingException.malformed("the lengths of a message do not fit");
      }
      if (headersLength > HEADERS_LIMIT_BYTES) {
        throw FramingException.tooLong("the headers of a message", HEADERS_LIMIT_BYTES);
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
      int headersAt = from + PRELUDE;
      int headersEnd = headersAt + int32(bytes, from + 4);
      String type = type(bytes, headersAt, headersEnd);
      int payload = from + length - CHECKSUM - headersEnd;
      byte[] error = payload == 0 ? error(bytes, headersAt, headersEnd) : null;
      stopped =
          error == null
              ? !handler.onFrame(type, bytes, headersEnd, payload)
              : !handler.onFrame(type, error, 0, error.length);
    }

    private String type(byte[] bytes, int from, int to) {
      for (int i = 0; i < typesLength; i++) {
        if (Arrays.equals(headers[i], 0, headers[i].length, bytes, from, to)) {
          return types[i];
        }
      }
      String type = MessageHeaders.of(bytes, from, to).type();
      if (typesLength < MAX_TYPES) {
        headers[typesLength] = Arrays.copyOfRange(bytes, from, to);
        types[typesLength] = type;
        typesLength++;
      }
      return type;
    }

    /** What the headers tell of an error; null if they tell of none. */
    private static byte @Nullable [] error(byte[] bytes, int from, int to) {
      String message = MessageHeaders.of(bytes, from, to).errorMessage();
      return message.isEmpty()
          ? null
          : new JsonWriter()
              .object()
              .put("message", message)
              .end()
              .text()
              .getBytes(StandardCharsets.UTF_8);
    }

    private static int int32(byte[] bytes, int at) {
      return (bytes[at] & 0xFF) << 24
          | (bytes[at + 1] & 0xFF) << 16
          | (bytes[at + 2] & 0xFF) << 8
          | (bytes[at + 3] & 0xFF);
    }
  }
}
