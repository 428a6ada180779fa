package dev.sluice.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of an answer, with the fields and the size of real ones, each event in one HTTP chunk:
 * OpenAI's chat completion chunks, or text in another format. Not thread-safe.
 */
public final class Chunks {
  /** Digits of a stamp: {@link System#nanoTime} for the next thirty years. */
  static final int STAMP_DIGITS = 19;

  static final byte[] HEAD = head(Format.EVENTS);

  private static final String FRONT =
      "{\"id\":\"chatcmpl-B7f2kQ9sVx0LmT4rYw8ZcN1hJd3Ge\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1790000000,\"model\":\"bench-4.1-mini-2026-11-01\","
          + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0a1b2c3d4e\",\"choices\":";
  private static final String DELTA = "[{\"index\":0,\"delta\":";
  private static final String BACK = ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null";
  static final String STAMP = "0".repeat(STAMP_DIGITS);

  private final byte[] head;
  private final ByteBuffer chunk;
  private final int stampAt;
  private final int eventAt;

  /** Of the event but for its checksum; empty if it has none. */
  private final ByteBuffer summed;

  /** Several chunks behind one another, for streams that nobody paces. */
  private final ByteBuffer block;

  private final int blockChunks;
  private final byte[] opening;
  private final byte[] ending;

  Chunks(Ask.Kind kind) {
    this(
        HEAD,
        opening(kind),
        chunk(
            DELTA
                + switch (kind) {
                  case TEXT -> "{\"content\":\"" + STAMP + "\"}";
                  case LONG -> "{\"content\":\"" + STAMP + "four thousand ".repeat(284) + "\"}";
                  case TOOL ->
                      "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
                          + STAMP
                          + "\"}}]}";
                }
                + BACK),
        ending(kind),
        false);
  }

  /**
   * In this format.
   *
   * @throws IllegalArgumentException if there are none of this kind
   */
  static Chunks of(Format format, Ask.Kind kind) {
    if (format == Format.CHAT_COMPLETIONS) {
      return new Chunks(kind);
    }
    if (kind != Ask.Kind.TEXT) {
      throw new IllegalArgumentException(
          "the load server has " + kind + " in chat completions alone, not in " + format.label());
    }
    Frames frames = Frames.of(format);
    return new Chunks(
        head(format.contentType()),
        framed(frames.opening()),
        framed(frames.chunk()),
        joined(framed(frames.ending()), bytes("0\r\n\r\n")),
        format.isSummed());
  }

  private Chunks(byte[] head, byte[] opening, byte[] whole, byte[] ending, boolean isSummed) {
    this.head = head;
    this.opening = opening;
    this.ending = ending;
    chunk = ByteBuffer.allocateDirect(whole.length).put(whole).flip();
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    stampAt = text.indexOf(STAMP);
    eventAt = text.indexOf("\r\n") + "\r\n".length();
    int end = isSummed ? whole.length - "\r\n".length() - Integer.BYTES : eventAt;
    summed = chunk.duplicate().limit(end).position(eventAt);
    blockChunks = Math.max(1, 32 * 1024 / whole.length);
    block = ByteBuffer.allocateDirect(whole.length * blockChunks);
    for (int i = 0; i < blockChunks; i++) {
      block.put(whole);
    }
    block.flip();
  }

  private static byte[] head(String contentType) {
    return bytes(
        """
        HTTP/1.1 200 OK\r
        content-type: %s\r
        cache-control: no-cache\r
        x-request-id: req_0123456789abcdef\r
        transfer-encoding: chunked\r
        \r
        """
            .formatted(contentType));
  }

  private static byte[] framed(List<byte[]> events) {
    byte[] all = {};
    for (byte[] event : events) {
      byte[] size = bytes(Integer.toHexString(event.length) + "\r\n");
      all = joined(all, size, event, bytes("\r\n"));
    }
    return all;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] opening(Ask.Kind kind) {
    String role =
        chunk("[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}" + BACK, 0);
    String call =
        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_Zk3vQ9\",\"type\":\"function\","
            + "\"function\":{\"name\":\"store\",\"arguments\":\"\"}}]}";
    return bytes(kind == Ask.Kind.TOOL ? role + chunk(DELTA + call + BACK, 0) : role);
  }

  private static byte[] ending(Ask.Kind kind) {
    String reason = kind == Ask.Kind.TOOL ? "tool_calls" : "stop";
    String finish = "{},\"logprobs\":null,\"finish_reason\":\"" + reason + "\"}],\"usage\":null";
    String usage =
        "[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":100,\"total_tokens\":110}";
    return bytes(
        chunk(DELTA + finish, 0) + chunk(usage, 0) + framed("data: [DONE]\n\n") + "0\r\n\r\n");
  }

  private static byte[] chunk(String choices) {
    return bytes(chunk(choices, 8));
  }

  private static String chunk(String choices, int padding) {
    return framed(event(choices, padding));
  }

  private static String event(String choices, int padding) {
    return "data: " + FRONT + choices + ",\"obfuscation\":\"" + "x".repeat(padding) + "\"}\n\n";
  }

  private static String framed(String event) {
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Headers and the chunks that open an answer. */
  byte[] opening() {
    return joined(head, opening);
  }

  /** Finish reason, usage, the line that ends the stream, and the end of the body. */
  byte[] ending() {
    return ending;
  }

  /** One chunk stamped with this time; valid until the next call. */
  ByteBuffer stamped(long nanos) {
    long rest = nanos;
    for (int i = STAMP_DIGITS - 1; i >= 0; i--) {
      chunk.put(stampAt + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    if (summed.hasRemaining()) {
      CRC32 sum = new CRC32();
      sum.update(summed.duplicate());
      chunk.putInt(summed.limit(), (int) sum.getValue());
    }
    return chunk.clear();
  }

  /** The event of one chunk stamped with this time, without the frame of HTTP/1.1: a copy. */
  byte[] event(long nanos) {
    ByteBuffer framed = stamped(nanos);
    byte[] event = new byte[framed.remaining() - eventAt - "\r\n".length()];
    framed.get(eventAt, event);
    return event;
  }

  /** As many chunks as a block holds, unstamped. */
  int blockChunks() {
    return blockChunks;
  }

  /** A view on the first so many chunks of the block. */
  ByteBuffer block(int chunks) {
    return block.duplicate().limit(chunks * (block.capacity() / blockChunks));
  }

  /** The body of an answer of so many text chunks, whole, without HTTP's framing. */
  public static byte[] body(int chunks) {
    String text = DELTA + "{\"content\":\"" + STAMP + "\"}" + BACK;
    String finish = "{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null";
    return bytes(event(text, 8).repeat(chunks) + event(DELTA + finish, 0) + "data: [DONE]\n\n");
  }

  /** The JSON of one text chunk. */
  public static byte[] json() {
    String event = event(DELTA + "{\"content\":\"" + STAMP + "\"}" + BACK, 8);
    return bytes(event.substring("data: ".length()).strip());
  }

  /** How long one event of {@link #body} is. */
  public static int eventBytes() {
    return (body(2).length - body(1).length);
  }
}
