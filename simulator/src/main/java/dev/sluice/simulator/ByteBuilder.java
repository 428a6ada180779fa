package dev.sluice.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes on their way to a socket. It grows and is reused, so a warm stream allocates nothing. In
 * front of the content there is room for the size line of an HTTP chunk, which is known last.
 */
final class ByteBuilder {
  private static final int HEADROOM = 16;
  private static final byte[] HEX = Octets.utf8("0123456789abcdef").toByteArray();

  private ByteBuffer buffer;
  private byte[] bytes;
  private int start = HEADROOM;
  private int end = HEADROOM;

  ByteBuilder(int capacity) {
    bytes = new byte[HEADROOM + capacity];
    buffer = ByteBuffer.wrap(bytes);
  }

  int length() {
    return end - start;
  }

  boolean isEmpty() {
    return end == start;
  }

  ByteBuilder clear() {
    start = HEADROOM;
    end = HEADROOM;
    return this;
  }

  ByteBuilder put(Octets octets) {
    reserve(octets.length());
    octets.copyTo(bytes, end);
    end += octets.length();
    return this;
  }

  ByteBuilder put(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, end, count);
    end += count;
    return this;
  }

  ByteBuilder put(ByteBuffer source) {
    int count = source.remaining();
    reserve(count);
    source.get(bytes, end, count);
    end += count;
    return this;
  }

  ByteBuilder put(char ascii) {
    reserve(1);
    bytes[end++] = (byte) ascii;
    return this;
  }

  ByteBuilder put(String text) {
    return put(Octets.utf8(text));
  }

  ByteBuilder put(long number) {
    return put(Long.toString(number));
  }

  ByteBuilder fill(char ascii, int count) {
    reserve(count);
    Arrays.fill(bytes, end, end + count, (byte) ascii);
    end += count;
    return this;
  }

  /** Turns the content into one chunk of HTTP's chunked coding (RFC 9112, section 7.1). */
  void frameAsChunk() {
    int size = length();
    put('\r').put('\n');
    bytes[--start] = '\n';
    bytes[--start] = '\r';
    do {
      bytes[--start] = HEX[size & 0xf];
      size >>>= 4;
    } while (size != 0);
  }

  byte at(int index) {
    return bytes[start + index];
  }

  /** Moves {@code count} bytes from the front of this to the end of {@code target}. */
  void moveTo(ByteBuilder target, int count) {
    target.put(bytes, start, count);
    drop(count);
  }

  void drop(int count) {
    start += count;
    if (start == end) {
      clear();
    }
  }

  void truncate(int length) {
    end = start + length;
  }

  /** Writes what the link takes and drops that from the front. */
  int writeTo(Link link) throws IOException {
    buffer.limit(end).position(start);
    int written = link.write(buffer);
    drop(written);
    return written;
  }

  byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  private void reserve(int count) {
    if (count <= bytes.length - end) {
      return;
    }
    if (start > HEADROOM && count <= bytes.length - end + start - HEADROOM) {
      System.arraycopy(bytes, start, bytes, HEADROOM, end - start);
      end -= start - HEADROOM;
      start = HEADROOM;
      return;
    }
    bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, count), bytes.length * 2));
    buffer = ByteBuffer.wrap(bytes);
  }
}
