package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes chunks of one answer: what is the same in all of them is made once, and what a chunk tells
 * stands between. Not thread-safe.
 */
final class Chunks {
  private static final byte[] HEAD =
      ascii("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[");
  private static final byte[] TEXT = ascii("{\"text\":\"");
  private static final byte[] THOUGHT = ascii("{\"thought\":true,\"text\":\"");
  private static final byte[] CLOSE = ascii("\"}");
  private static final byte[] NO_TEXT = ascii("{\"text\":\"\"}]}");

  private final Elements elements;
  private final byte[] tail;
  private final byte[] end;

  /**
   * Chunks of an answer.
   *
   * @param model a JSON text
   * @param id a JSON text
   */
  Chunks(Elements elements, String model, String id) {
    this.elements = elements;
    String same = ",\"modelVersion\":" + model + ",\"responseId\":" + id + "}";
    this.tail = utf8("]},\"index\":0}]" + same);
    this.end = utf8(same);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A piece of the answer's text. */
  void text(String piece, Bytes out) {
    piece(TEXT, piece, out);
  }

  /** A piece of what the model thinks. */
  void thought(String piece, Bytes out) {
    piece(THOUGHT, piece, out);
  }

  private void piece(byte[] begin, String piece, Bytes out) {
    elements.begin(out);
    out.add(HEAD).add(begin).addEscaped(piece).add(CLOSE).add(tail);
    elements.end(out);
  }

  /**
   * A part of any kind.
   *
   * @param json an object
   */
  void part(String json, Bytes out) {
    byte[] bytes = utf8(json);
    elements.begin(out);
    out.add(HEAD);
    Elements.json(bytes, 0, bytes.length, out);
    out.add(tail);
    elements.end(out);
  }

  /**
   * A chunk that has no part of the answer, but a text of nothing, without which clients take it
   * for broken.
   *
   * @param candidate further members of its candidate, each behind a comma
   * @param members further members of its own, each behind a comma
   */
  void beside(String candidate, String members, Bytes out) {
    elements.begin(out);
    out.add(HEAD).add(NO_TEXT);
    rest(candidate, members, out);
  }

  /**
   * The same as the end of the answer.
   *
   * @param proof of what is told, as JSON text; empty if there is none
   */
  void last(String proof, String candidate, String members, Bytes out) {
    if (proof.isEmpty()) {
      beside(candidate, members, out);
      return;
    }
    elements.begin(out);
    out.add(HEAD);
    add(Parts.text("", false, proof), out);
    out.add("]}");
    rest(candidate, members, out);
  }

  private void rest(String candidate, String members, Bytes out) {
    add(candidate, out);
    out.add(",\"index\":0}]");
    add(members, out);
    out.add(end);
    elements.end(out);
  }

  private static void add(String json, Bytes out) {
    byte[] bytes = utf8(json);
    Elements.json(bytes, 0, bytes.length, out);
  }
}
