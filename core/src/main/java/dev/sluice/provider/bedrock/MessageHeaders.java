package dev.sluice.provider.bedrock;

import dev.sluice.spi.provider.FrameHandler;
import dev.sluice.spi.provider.FramingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The headers of a message that are text.
 *
 * @param texts name to value
 */
record MessageHeaders(Map<String, String> texts) {
  private static final int BYTES = 6;
  private static final int TEXT = 7;

  /** How many bytes a value of each type has; those of bytes and text say it themselves. */
  private static final int[] LENGTHS = {0, 0, 1, 2, 4, 8, 0, 0, 8, 16};

  static MessageHeaders of(byte[] bytes, int from, int to) {
    Map<String, String> texts = new HashMap<>();
    int at = from;
    while (at < to) {
      int nameLength = bytes[at] & 0xFF;
      int nameAt = at + 1;
      int typeAt = within(nameAt + nameLength, to - 1);
      int type = bytes[typeAt] & 0xFF;
      if (type >= LENGTHS.length) {
        throw FramingException.malformed("a header of a message has a type that is not known");
      }
      int valueAt = typeAt + 1;
      int valueLength = LENGTHS[type];
      if (type == BYTES || type == TEXT) {
        valueAt = within(valueAt + 2, to);
        valueLength = (bytes[valueAt - 2] & 0xFF) << 8 | (bytes[valueAt - 1] & 0xFF);
      }
      at = within(valueAt + valueLength, to);
      if (type == TEXT) {
        texts.put(text(bytes, nameAt, nameLength), text(bytes, valueAt, valueLength));
      }
    }
    return new MessageHeaders(texts);
  }

  private static int within(int at, int to) {
    if (at > to) {
      throw FramingException.malformed("a header of a message has no end");
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** What kind of message it is, and which of its kind. */
  String type() {
    String kind = texts.get(":message-type");
    if (kind == null) {
      return FrameHandler.MESSAGE;
    }
    String which =
        switch (kind) {
          case "event" -> texts.get(":event-type");
          case "exception" -> texts.get(":exception-type");
          default -> texts.get(":error-code");
        };
    return which == null ? kind : kind + "/" + which;
  }

  /** What a message of the kind error says for a person; empty if nothing. */
  String errorMessage() {
    return texts.getOrDefault(":error-message", "");
  }
}
