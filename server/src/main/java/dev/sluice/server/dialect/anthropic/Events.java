package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EventLines;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes the events of one message. Not thread-safe. */
final class Events {
  /** What a block grows by. */
  static final byte[] TEXT = ascii(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");

  static final byte[] THINKING = ascii(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"");
  static final byte[] SIGNATURE =
      ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"");
  static final byte[] INPUT =
      ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");

  /** How a provider's frame of the same type begins as well. */
  static final byte[] DELTA_LINE = ascii("event: content_block_delta\n");

  private static final byte[] DELTA =
      ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
  private static final byte[] CLOSE = ascii("\"}}\n\n");
  private static final byte[] OWN = ascii(",\"delta\":");
  private static final byte[] END = ascii("}\n\n");
  private static final byte[] START =
      ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
  private static final byte[] BLOCK = ascii(",\"content_block\":");
  private static final byte[] STOP =
      ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
  private static final byte[] GOOD_END =
      ascii("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

  /** What is told of the whole answer in the delta at its end. */
  private static final Set<String> IN_DELTA = Set.of("stop_sequence", "stop_details", "container");

  private static final String CONTEXT = "context_management";

  private final Told told;
  private final Map<String, String> noted = new LinkedHashMap<>();
  private Usage usage = Usage.unknown();
  private boolean started;

  Events(Told told) {
    this.told = told;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What an answer is called. */
  static String id(Told told) {
    return "msg_" + told.run();
  }

  /** What has been used up to now. */
  void used(Usage known) {
    usage = known;
  }

  /** What is told of the whole answer, if this format has a place for it. */
  void note(ProviderData data) {
    data.fields()
        .forEach(
            (name, json) -> {
              if (IN_DELTA.contains(name) || name.equals(CONTEXT)) {
                noted.put(name, json);
              }
            });
  }

  /** Whether the message has begun. */
  boolean isStarted() {
    return started;
  }

  /** The message has been begun by a provider's frame. */
  void startedByFrame() {
    started = true;
  }

  /** Begins the message, if it has not begun. */
  void start(Offset at, Bytes out) {
    if (started) {
      return;
    }
    started = true;
    JsonWriter json = new JsonWriter().object().put("type", "message_start").object("message");
    json.put("id", id(told)).put("type", "message").put("role", "assistant");
    json.put("model", told.model()).array("content").end();
    json.putNull("stop_reason").putNull("stop_sequence");
    MessageUsage.put(json, usage);
    data("message_start", json.end().end().text(), at, out);
  }

  /** An event of any type. */
  static void data(String type, String json, Offset at, Bytes out) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    EventLines.id(at, out);
    out.add("event: ").add(type).add((byte) '\n');
    EventLines.data(bytes, 0, bytes.length, out);
  }

  /** A block begins. */
  void begin(long index, String block, Offset at, Bytes out) {
    start(at, out);
    EventLines.id(at, out);
    out.add(START).addDecimal(index).add(BLOCK).add(block).add(END);
  }

  /** A block grows by a text. */
  void grow(long index, byte[] kind, String piece, Offset at, Bytes out) {
    EventLines.id(at, out);
    out.add(DELTA).addDecimal(index).add(kind).addEscaped(piece).add(CLOSE);
  }

  /** A block grows by a delta that is JSON already, of one line. */
  void grow(long index, String delta, Offset at, Bytes out) {
    EventLines.id(at, out);
    out.add(DELTA).addDecimal(index).add(OWN).add(delta).add(END);
  }

  /** A block has ended. */
  void stop(long index, Offset at, Bytes out) {
    EventLines.id(at, out);
    out.add(STOP).addDecimal(index).add(END);
  }

  /** Why the model stopped, and what was used. */
  void finish(String reason, Usage used, Offset at, Bytes out) {
    JsonWriter json = new JsonWriter().object().put("type", "message_delta").object("delta");
    json.put("stop_reason", reason);
    if (!noted.containsKey("stop_sequence")) {
      json.putNull("stop_sequence");
    }
    noted.forEach(
        (name, value) -> {
          if (!name.equals(CONTEXT)) {
            json.putJson(name, value);
          }
        });
    json.end();
    MessageUsage.put(json, used);
    String context = noted.get(CONTEXT);
    if (context != null) {
      json.putJson(CONTEXT, context);
    }
    data("message_delta", json.end().text(), at, out);
  }

  /** The good end. */
  void end(Offset at, Bytes out) {
    EventLines.id(at, out);
    out.add(GOOD_END);
  }
}
