package dev.sluice.provider.bedrock;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes the messages that {@link EventStream} reads. */
final class EventStreamMessage {
  private EventStreamMessage() {}

  static byte[] event(String type, String payload) {
    return of("event", ":event-type", type, payload);
  }

  static byte[] event(String type, byte[] payload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":event-type", type);
    headers.put(":message-type", "event");
    return of(headers, payload);
  }

  static byte[] exception(String type, String payload) {
    return of("exception", ":exception-type", type, payload);
  }

  static byte[] error(String code, String payload) {
    return of("error", ":error-code", code, payload);
  }

  private static byte[] of(String kind, String header, String type, String payload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(header, type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", kind);
    return of(headers, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] of(Map<String, String> headers, byte[] payload) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(block);
    try {
      for (Map.Entry<String, String> header : headers.entrySet()) {
        out.writeByte(header.getKey().length());
        out.writeBytes(header.getKey());
        out.writeByte(7);
        out.writeUTF(header.getValue()); // Two bytes of length, as it is here.
      }
      // One that is no text: a timestamp.
      out.writeByte(2);
      out.writeBytes(":d");
      out.writeByte(8);
      out.writeLong(1_700_000_000_000L);
      return message(12 + block.size() + payload.length + 4, block.toByteArray(), payload);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
  }

  /** A message that says that it is this long. */
  static byte[] message(int length, byte[] headers, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(length);
    out.writeInt(headers.length);
    out.writeInt(checksum(bytes));
    out.write(headers);
    out.write(payload);
    out.writeInt(checksum(bytes));
    return bytes.toByteArray();
  }

  private static int checksum(ByteArrayOutputStream bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes.toByteArray());
    return (int) checksum.getValue();
  }
}
