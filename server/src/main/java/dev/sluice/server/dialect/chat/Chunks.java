package dev.sluice.server.dialect.chat;

import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes chunks of one answer: what is the same in all of them is made once, and what a chunk tells
 * stands between. Not thread-safe.
 */
final class Chunks {
  private static final byte[] ROLE = ascii("\"role\":\"assistant\"");
  private static final byte[] BLANK = ascii("\n\n");
  private static final byte[] NO_DELTA = ascii("\"delta\":{},");
  private static final byte[] FINISH = ascii("\"logprobs\":null,\"finish_reason\":\"");
  private static final byte[] NO_CHOICES = ascii("],");

  private final byte[] beforeChoices;
  private final byte[] head;
  private final byte[] tail;
  private final byte[] tailOfChoice;
  private final byte[] afterChoices;
  private boolean roleTold;

  /**
   * Chunks of an answer.
   *
   * @param id a JSON text
   * @param created seconds, in digits
   * @param model a JSON text
   * @param usage whether each chunk says that it tells nothing of usage
   */
  Chunks(String id, String created, String model, boolean usage) {
    String before =
        "data: {\"id\":"
            + id
            + ",\"object\":\"chat.completion.chunk\",\"created\":"
            + created
            + ",\"model\":"
            + model
            + ",\"choices\":[";
    String choice = before + "{\"index\":0,";
    String after = "]" + (usage ? ",\"usage\":null" : "") + "}\n\n";
    this.beforeChoices = utf8(before);
    this.head = utf8(choice);
    this.tailOfChoice = utf8(",\"finish_reason\":null}" + after);
    this.tail = utf8("},\"logprobs\":null,\"finish_reason\":null}" + after);
    this.afterChoices = utf8("\"}" + after);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final byte[] DELTA = ascii("\"delta\":{");

  /** Begins a chunk, whose member of a delta is to come. */
  void begin(Bytes out) {
    out.add(head).add(DELTA);
    if (!roleTold) {
      roleTold = true;
      out.add(ROLE).add((byte) ',');
    }
  }

  /** Ends the chunk that was begun. */
  void end(Bytes out) {
    out.add(tail);
  }

  /** A chunk whose delta has this text under this name. */
  void text(byte[] nameAndQuote, String text, Bytes out) {
    begin(out);
    out.add(nameAndQuote).addEscaped(text).add((byte) '"').add(tail);
  }

  /** A chunk without a delta that tells how probable tokens were. */
  void logProbs(String json, Bytes out) {
    out.add(head).add(NO_DELTA).add("\"logprobs\":").add(json).add(tailOfChoice);
  }

  /** The chunk that says why the model stopped. */
  void finish(String reason, Bytes out) {
    out.add(head);
    if (roleTold) {
      out.add(NO_DELTA);
    } else {
      out.add(DELTA).add(ROLE).add("},");
    }
    out.add(FINISH).add(reason).add(afterChoices);
  }

  /** The chunk without choices that tells what was used. */
  void usage(String member, Bytes out) {
    out.add(beforeChoices).add(NO_CHOICES).add(member).add((byte) '}').add(BLANK);
  }
}
