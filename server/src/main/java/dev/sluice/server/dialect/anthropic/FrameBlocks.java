package dev.sluice.server.dialect.anthropic;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which blocks a provider's frames have told. Of by far the most frames, deltas, the type alone is
 * looked at. Not thread-safe.
 */
final class FrameBlocks {
  static final String DELTA = "content_block_delta";
  private static final String START = "content_block_start";
  private static final String STOP = "content_block_stop";

  /** What SSE calls an event whose type is not told beside its data. */
  private static final String UNTYPED = "message";

  private final Set<Integer> open = new TreeSet<>();
  private long next;
  private boolean fixed;
  private boolean calls;

  // Of the frame that was looked at last.
  private String type = "";
  private int index;
  private String block = "";

  /** What kind of event a frame is; empty if it is none. */
  String look(String named, byte[] bytes, int from, int length) {
    if (!isObject(bytes, from, length)) {
      return "";
    }
    if (!named.equals(UNTYPED) && !named.equals(START) && !named.equals(STOP)) {
      return named;
    }
    type = named.equals(UNTYPED) ? "" : named;
    index = (int) Math.min(Integer.MAX_VALUE, next);
    block = "";
    try (JsonReader json = new JsonReader(bytes, from, length)) {
      read(json);
    } catch (JsonException none) {
      return "";
    }
    if (type.chars().anyMatch(Character::isISOControl)) {
      return ""; // It is to stand in a line of its own.
    }
    if (type.equals(START)) {
      open.add(index);
      next = Math.max(next, index + 1L);
      calls |= block.equals("tool_use");
      fixed |= !(block.equals("text") || block.endsWith("thinking"));
    } else if (type.equals(STOP)) {
      open.remove(index);
    }
    return type;
  }

  private static boolean isObject(byte[] bytes, int from, int length) {
    int at = from;
    while (at < from + length && bytes[at] <= ' ' && bytes[at] >= 0) {
      at++;
    }
    return at < from + length && bytes[at] == '{';
  }

  private void read(JsonReader json) {
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "index" -> index = Math.clamp(json.number(next), 0, Integer.MAX_VALUE);
        case "content_block" -> {
          if (json.enterObject()) {
            block(json);
          }
        }
        default -> json.skip();
      }
    }
    json.finish();
  }

  private void block(JsonReader json) {
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("type")) {
        block = json.text();
      } else {
        json.skip();
      }
    }
  }

  /** Those that have not ended, by their numbers. */
  Set<Integer> open() {
    return open;
  }

  /** The number of the next one. */
  long next() {
    return next;
  }

  /** Whether something was told that can't be taken back, as a call. */
  boolean isFixed() {
    return fixed;
  }

  /** Whether a call of the client's tools was told. */
  boolean hasCalls() {
    return calls;
  }
}
