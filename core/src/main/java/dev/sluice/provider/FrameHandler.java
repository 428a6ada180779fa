package dev.sluice.provider;

/** Hears the frames of an answer. */
@FunctionalInterface
public interface FrameHandler {

  /** The type of a frame that names none. */
  String MESSAGE = "message";

  /**
   * A frame. The bytes are the handler's only until it returns.
   *
   * @param type what kind of frame it is, as {@link AnswerDecoder#onFrame} describes; frames are
   *     many and types few, so a string that is there already is better than a new one
   * @param bytes holds the frame at {@code from} for {@code length} bytes
   * @return whether to go on; at false the decoder drops everything that follows
   */
  boolean onFrame(String type, byte[] bytes, int from, int length);
}
