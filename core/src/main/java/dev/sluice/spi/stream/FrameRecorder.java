package dev.sluice.spi.stream;

/**
 * Hears the frames of a stream's answers as their provider sent them, past every policy, for
 * whoever passes them on as they are. Its methods are called in the stream's lane, return quickly
 * and do not throw; what they throw ends the stream as a defect.
 *
 * <p>A policy may make several answers of one stream: {@link #onAnswer} tells each. What a frame
 * says is told before it, by the events that the {@link StreamRecorder} hears.
 */
public interface FrameRecorder {

  /**
   * An answer begins: the frames that follow are its.
   *
   * @param format what its frames are in, see {@code WireFormat.name()}; empty if nobody keeps them
   */
  void onAnswer(String format);

  /**
   * A frame, whose events have been told. One that says that the answer has failed is not told: the
   * ending says that.
   *
   * @param type as {@code AnswerDecoder.onFrame} describes it
   * @param bytes holds it at {@code from} for {@code length} bytes, only until this returns
   */
  void onFrame(String type, byte[] bytes, int from, int length);
}
