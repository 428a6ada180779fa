package dev.sluice.spi.provider;

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

  /**
   * Something that stands between the frames and is none. The bytes are the handler's only until
   * this returns.
   *
   * @param odd whether it is nothing that a stream would have there, such as a field that is not
   *     known: then the stream may have broken off, and this be what somebody else says
   */
  default void onStray(byte[] bytes, int from, int length, boolean odd) {}
}
