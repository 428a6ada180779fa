package dev.sluice.server.dialect.ollama;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes the lines of one answer: what is the same in all of them is made once, and what a line
 * tells stands between. Immutable.
 */
final class Lines {
  private static final byte[] DONE = ascii(",\"done\":true");
  private static final byte[] END = ascii("}\n");

  /** Up to within the text. */
  private final byte[] head;

  /** From the end of the text on. */
  private final byte[] tail;

  /** The end of the message, and of the line. */
  private final byte[] end;

  private final byte[] endOfMessage;

  /**
   * Lines of an answer.
   *
   * @param generated whether they are of a completion, and not of a chat
   * @param model as the client is told it
   */
  Lines(boolean generated, String model, Instant at) {
    String open =
        generated ? "\"response\":\"" : "\"message\":{\"role\":\"assistant\",\"content\":\"";
    String close = generated ? "" : "}";
    String end = close + ",\"done\":false}\n";
    this.head =
        bytes(
            "{\"model\":"
                + JsonWriter.quoted(model)
                + ",\"created_at\":"
                + JsonWriter.quoted(at.toString())
                + ","
                + open);
    this.endOfMessage = ascii(close);
    this.end = ascii(end);
    this.tail = ascii("\"" + end);
  }

  private static byte[] bytes(String json) {
    Bytes line = new Bytes();
    OneLine.json(json, line);
    return line.copy();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A piece of the text. */
  void text(String piece, Bytes out) {
    out.add(head);
    OneLine.text(piece, out);
    out.add(tail);
  }

  /** A piece of something else. */
  void piece(byte[] nameAndQuote, String piece, Bytes out) {
    out.add(head).add((byte) '"').add(nameAndQuote);
    OneLine.text(piece, out);
    out.add((byte) '"').add(end);
  }

  /** Something else that the message has, as a member in JSON. */
  void member(String member, Bytes out) {
    out.add(head).add((byte) '"').add((byte) ',');
    OneLine.json(member, out);
    out.add(end);
  }

  /** Something that stands beside the message, as a member in JSON. */
  void beside(String member, Bytes out) {
    out.add(head).add((byte) '"').add(endOfMessage).add((byte) ',');
    OneLine.json(member, out);
    out.add(ascii(",\"done\":false")).add(END);
  }

  /** What says nothing. */
  void nothing(Bytes out) {
    out.add(head).add(tail);
  }

  /** The last one. */
  void last(String members, Bytes out) {
    out.add(head).add((byte) '"').add(endOfMessage).add(DONE).add((byte) ',');
    OneLine.json(members, out);
    out.add(END);
  }
}
