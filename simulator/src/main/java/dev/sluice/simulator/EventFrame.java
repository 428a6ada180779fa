package dev.sluice.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Frames of an AWS event stream ({@code application/vnd.amazon.eventstream}): two lengths and their
 * checksum, headers, a payload, and a checksum of it all. Numbers are big-endian, checksums CRC-32.
 *
 * @param headers all of them strings
 */
record EventFrame(List<Head.Field> headers) {
  /** Two lengths and their checksum before the headers, a checksum after the payload. */
  private static final int PRELUDE = 12;

  private static final int CHECKSUM = 4;

  /** The type of a header's value that is a string. */
  private static final byte STRING = 7;

  private static final byte[] LETTERS = "a".repeat(1 << 12).getBytes(StandardCharsets.US_ASCII);

  /** An event of this type with a JSON payload. */
  static EventFrame event(String type) {
    return new EventFrame(
        List.of(
            new Head.Field(":event-type", type),
            new Head.Field(":content-type", "application/json"),
            new Head.Field(":message-type", "event")));
  }

  /** An exception of this type with a JSON payload. */
  static EventFrame exception(String type) {
    return new EventFrame(
        List.of(
            new Head.Field(":exception-type", type),
            new Head.Field(":content-type", "application/json"),
            new Head.Field(":message-type", "exception")));
  }

  /** Appends the frame with this payload. */
  void put(String payload, ByteBuilder out) {
    int ignored = putAround(payload, 0, "", out);
  }

  /**
   * Appends the frame of a payload, without the letters in the middle of it.
   *
   * @return how many of the appended bytes stand before the letters
   */
  int putAround(String before, long letters, String after, ByteBuilder out) {
    byte[] opening = before.getBytes(StandardCharsets.UTF_8);
    byte[] closing = after.getBytes(StandardCharsets.UTF_8);
    byte[] fields = fields();
    long length = PRELUDE + fields.length + opening.length + letters + closing.length + CHECKSUM;
    var crc = new CRC32();
    byte[] lengths =
        ByteBuffer.allocate(8).putInt(Math.toIntExact(length)).putInt(fields.length).array();
    add(lengths, crc, out);
    add(checksum(crc), crc, out);
    add(fields, crc, out);
    add(opening, crc, out);
    int split = out.length();
    for (long left = letters; left > 0; left -= LETTERS.length) {
      crc.update(LETTERS, 0, (int) Math.min(left, LETTERS.length));
    }
    add(closing, crc, out);
    out.put(checksum(crc), 0, CHECKSUM);
    return split;
  }

  private static void add(byte[] bytes, CRC32 crc, ByteBuilder out) {
    crc.update(bytes);
    out.put(bytes, 0, bytes.length);
  }

  private static byte[] checksum(CRC32 crc) {
    return ByteBuffer.allocate(CHECKSUM).putInt((int) crc.getValue()).array();
  }

  private byte[] fields() {
    var fields = new ByteBuilder(128);
    for (Head.Field field : headers) {
      byte[] name = field.name().getBytes(StandardCharsets.UTF_8);
      byte[] value = field.value().getBytes(StandardCharsets.UTF_8);
      byte[] size = ByteBuffer.allocate(2).putShort((short) value.length).array();
      fields.put(new byte[] {(byte) name.length}, 0, 1).put(name, 0, name.length);
      fields.put(new byte[] {STRING}, 0, 1).put(size, 0, 2).put(value, 0, value.length);
    }
    return fields.toByteArray();
  }
}
