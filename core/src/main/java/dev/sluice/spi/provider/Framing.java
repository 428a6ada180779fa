package dev.sluice.spi.provider;

import org.jspecify.annotations.Nullable;

/**
 * How a format marks where one frame of an answer ends and the next begins. Thread-safe; what it
 * remembers of an answer is in the decoder that it makes for it.
 *
 * <p>Text has its framings here. A format that has another one, of binary messages for example,
 * brings it: {@link #decoder} is all that such a framing needs.
 */
public interface Framing {

  /** Server-sent events: a frame is an event's data, its type the event's. */
  static Framing sse() {
    return TextFraming.SSE;
  }

  /** NDJSON: a frame is a line. */
  static Framing lines() {
    return TextFraming.LINES;
  }

  /** One JSON array: a frame is an element of it. */
  static Framing jsonArray() {
    return TextFraming.JSON_ARRAY;
  }

  /**
   * One document: a frame is the whole body.
   *
   * <p>A format that always answers so has this framing. Another one chooses it for an answer that
   * is no stream; if one was asked for, a JSON document is an answer all the same if the decoder
   * makes one of it, and anything else is a failure, which the document explains.
   */
  static Framing whole() {
    return TextFraming.WHOLE;
  }

  /**
   * A decoder for one answer.
   *
   * @param handler hears the frames; it is the decoder's alone
   */
  FrameDecoder decoder(FrameHandler handler);

  /**
   * Which framing an answer has that begins like this: servers send an error where a stream was
   * asked for, stream where none was, and name types that are not so.
   *
   * <p>Unless a framing knows better its answers are what was asked for: a framing whose frames no
   * document can be taken for needs nothing else. Asked anew with all that has come as long as it
   * returns null; that ends with the answer, or after {@value Beginning#MAX_BYTES} bytes, and then
   * it is this one.
   *
   * @return this framing, or another one; null if the bytes that follow may decide
   */
  default @Nullable Framing choose(Beginning answer) {
    return answer.isStreamed() ? this : whole();
  }
}
