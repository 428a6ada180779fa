package dev.sluice.server.dialect.responses;

import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EventLines;
import java.nio.charset.StandardCharsets;

/**
 * Writes events and numbers them, from the run's beginning on. What the client has had already is
 * numbered, and thrown away. Not thread-safe.
 */
final class EventWriter {
  private static final byte[] EVENT = ascii("event: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] NUMBER = ascii("\"sequence_number\":");
  private static final byte[] BLANK = ascii("\n\n");

  private final long after;
  private final Bytes nowhere = new Bytes();

  /** The number of the next event. */
  private long next;

  private Offset at = Offset.START;
  private Bytes out = nowhere;

  /**
   * @param after the number of the last event that the client has had; -1 if it has had none
   */
  EventWriter(long after) {
    this.after = after;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What follows is of the entry before this place. */
  void to(Offset place, Bytes bytes) {
    at = place;
    out = bytes;
  }

  /** Begins an event; its members are to be written, each with a comma behind it. */
  Bytes begin(String type) {
    Bytes to = begin();
    to.add(EVENT).add(type).add(DATA).add("{\"type\":\"").add(type).add("\",");
    return to;
  }

  /** Begins an event, by what {@link #head} has given. */
  Bytes begin(byte[] head) {
    return begin().add(head);
  }

  private Bytes begin() {
    if (next <= after) {
      nowhere.clear();
      return nowhere;
    }
    EventLines.id(at, out);
    return out;
  }

  /** Ends the event that was begun. */
  void end(Bytes to) {
    to.add(NUMBER).addDecimal(next++).add((byte) '}').add(BLANK);
  }

  /** How all events of a type begin that say the same. */
  static byte[] head(String type, String members) {
    String head = "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members;
    return head.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Passes on a provider's event.
   *
   * @param number its own; negative if it has none, and is given one
   */
  void frame(String type, byte[] bytes, int from, int length, long number) {
    long own = number < 0 ? next : number;
    boolean isHad = own <= after;
    next = Math.max(next, own + 1);
    if (isHad) {
      return;
    }
    EventLines.id(at, out);
    out.add(EVENT).add(type).add((byte) '\n');
    if (number >= 0) {
      EventLines.data(bytes, from, length, out);
      return;
    }
    int brace = from; // Blanks may stand before it.
    while (bytes[brace] != '{') {
      brace++;
    }
    nowhere.clear();
    nowhere.add((byte) '{').add(NUMBER).addDecimal(own).add((byte) ',');
    nowhere.add(bytes, brace + 1, from + length - brace - 1);
    EventLines.data(nowhere.array(), 0, nowhere.size(), out);
  }
}
