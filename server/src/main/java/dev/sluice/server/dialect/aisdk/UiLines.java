package dev.sluice.server.dialect.aisdk;

import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EventLines;
import java.nio.charset.StandardCharsets;

/**
 * Writes the events of one stream: what opens it before the first of them, and each with its place.
 * Not thread-safe.
 */
final class UiLines {
  /** A part of a provider's own, which the client keeps and sends back. */
  static final String NATIVE = "data-sluice-native";

  private static final byte[] DATA = ascii("data: ");
  private static final byte[] BLANK = ascii("\n\n");
  private static final byte[] DELTA = ascii("\",\"delta\":\"");
  private static final byte[] INPUT_DELTA =
      ascii("data: {\"type\":\"tool-input-delta\",\"toolCallId\":\"");
  private static final byte[] INPUT_TEXT = ascii("\",\"inputTextDelta\":\"");
  private static final byte[] CLOSE = ascii("\"}\n\n");
  private static final byte[] START_STEP = ascii("data: {\"type\":\"start-step\"}\n\n");
  private static final byte[] FINISH_STEP = ascii("data: {\"type\":\"finish-step\"}\n\n");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final String start;
  private Offset at = Offset.START;
  private boolean open;

  /**
   * @param start the JSON of the first event
   */
  UiLines(String start) {
    this.start = start;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What follows is of this entry. */
  void at(Offset place) {
    at = place;
  }

  /** Whether anything has been written. */
  boolean isOpen() {
    return open;
  }

  /** Writes what comes before everything else, if it has not been written yet. */
  void open(Bytes out) {
    if (!open) {
      open = true;
      json(start, out);
      startStep(out);
    }
  }

  void startStep(Bytes out) {
    whole(START_STEP, out);
  }

  void finishStep(Bytes out) {
    whole(FINISH_STEP, out);
  }

  void done(Bytes out) {
    whole(DONE, out);
  }

  private void whole(byte[] event, Bytes out) {
    EventLines.id(at, out);
    out.add(event);
  }

  /** An event that is this JSON, on one line. */
  void json(String text, Bytes out) {
    EventLines.id(at, out);
    out.add(DATA).add(text).add(BLANK);
  }

  /** An event as it was begun, with its end. */
  void event(JsonWriter begun, Bytes out) {
    open(out);
    json(begun.end().text(), out);
  }

  /** Begins an event. */
  static JsonWriter begin(String type) {
    return new JsonWriter().object().put("type", type);
  }

  /** More of a text. */
  void delta(byte[] head, long block, String text, Bytes out) {
    EventLines.id(at, out);
    out.add(head).addDecimal(block).add(DELTA).addEscaped(text).add(CLOSE);
  }

  /** More of a call's input. */
  void inputDelta(String callId, String fragment, Bytes out) {
    EventLines.id(at, out);
    out.add(INPUT_DELTA).addEscaped(callId).add(INPUT_TEXT).addEscaped(fragment).add(CLOSE);
  }
}
