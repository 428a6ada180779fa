package dev.sluice.server.dialect.agui;

import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EventLines;
import java.nio.charset.StandardCharsets;

/**
 * Writes the events of one stream: what opens it before the first of them, and each with its place.
 * Not thread-safe.
 */
final class Lines {
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] BLANK = ascii("\n\n");
  private static final byte[] DELTA = ascii("\",\"delta\":\"");
  private static final byte[] CLOSE = ascii("\"}\n\n");

  private final String start;
  private Offset at = Offset.START;
  private boolean open;

  /**
   * @param start the JSON of the first event
   */
  Lines(String start) {
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

  private void open(Bytes out) {
    if (!open) {
      open = true;
      json(start, out);
    }
  }

  private void json(String text, Bytes out) {
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

  /**
   * More of what has been opened.
   *
   * @param head the event up to the id's text
   */
  void delta(byte[] head, String id, String text, Bytes out) {
    EventLines.id(at, out);
    out.add(head).addEscaped(id).add(DELTA).addEscaped(text).add(CLOSE);
  }
}
