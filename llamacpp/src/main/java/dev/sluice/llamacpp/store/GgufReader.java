package dev.sluice.llamacpp.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reads the pieces of a GGUF header, believing nothing: no length is used before it is compared
 * with what the file holds.
 */
final class GgufReader {
  private static final int UINT8 = 0;
  private static final int INT8 = 1;
  private static final int UINT16 = 2;
  private static final int INT16 = 3;
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int UINT64 = 10;
  private static final int INT64 = 11;
  private static final int FLOAT64 = 12;

  private static final int MAX_KEY_BYTES = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  GgufReader(FileChannel channel) {
    this.channel = channel;
  }

  /** The header says something that cannot be. */
  static final class NonsenseException extends IOException {
    private static final long serialVersionUID = 1L;

    NonsenseException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }

  /** How much was read. */
  long position() throws IOException {
    return channel.position() - buffer.remaining();
  }

  int int32() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return need(Long.BYTES).getLong();
  }

  /** A number of things, each of which takes at least a byte. */
  long count(String things) throws IOException {
    long count = int64();
    if (count < 0 || count > left()) {
      throw new NonsenseException(
          "it says that it has " + Long.toUnsignedString(count) + " " + things);
    }
    return count;
  }

  String string() throws IOException {
    long length = count("bytes of text");
    if (length > MAX_KEY_BYTES) {
      throw new NonsenseException("it has a name of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    for (int done = 0; done < bytes.length; ) {
      int some = Math.min(BUFFER_BYTES, bytes.length - done);
      need(some).get(bytes, done, some);
      done += some;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A value that must be a whole number. */
  long integer(int type) throws IOException {
    return switch (type) {
      case UINT8 -> need(1).get() & 0xff;
      case INT8 -> need(1).get();
      case UINT16 -> need(Short.BYTES).getShort() & 0xffff;
      case INT16 -> need(Short.BYTES).getShort();
      case UINT32, INT32 -> int32();
      case UINT64, INT64 -> int64();
      default -> throw new NonsenseException("a number has type " + type);
    };
  }

  /** A value that is a text, or an empty one if it is something else, which is passed over. */
  String text(int type) throws IOException {
    if (type == STRING) {
      return string();
    }
    skip(type);
    return "";
  }

  /** Passes over a value. */
  void skip(int type) throws IOException {
    if (type == STRING) {
      skipBytes(count("bytes of text"));
    } else if (type == ARRAY) {
      int element = int32();
      long count = count("elements");
      if (element == STRING) {
        for (long i = 0; i < count; i++) {
          skipBytes(count("bytes of text"));
        }
      } else {
        skipBytes(Math.multiplyExact(count, sizeOf(element)));
      }
    } else {
      skipBytes(sizeOf(type));
    }
  }

  /**
   * Arrays of arrays are allowed by the format, but no model has any, and llama.cpp refuses them.
   */
  private static long sizeOf(int type) throws NonsenseException {
    return switch (type) {
      case UINT8, INT8, BOOL -> 1;
      case UINT16, INT16 -> Short.BYTES;
      case UINT32, INT32, FLOAT32 -> Integer.BYTES;
      case UINT64, INT64, FLOAT64 -> Long.BYTES;
      default -> throw new NonsenseException("a value has type " + type);
    };
  }

  private void skipBytes(long count) throws IOException {
    if (count > left()) {
      throw new EOFException();
    }
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      channel.position(position() + count);
      buffer.limit(0);
    }
  }

  private long left() throws IOException {
    return channel.size() - position();
  }

  private ByteBuffer need(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      buffer.compact();
      while (buffer.position() < bytes) {
        if (channel.read(buffer) < 0) {
          throw new EOFException();
        }
      }
      buffer.flip();
    }
    return buffer;
  }
}
