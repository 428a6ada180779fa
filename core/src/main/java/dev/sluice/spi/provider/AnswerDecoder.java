package dev.sluice.spi.provider;

import dev.sluice.chat.Outcome;
import dev.sluice.spi.stream.StreamSink;
import org.jspecify.annotations.Nullable;

/** Turns the frames of one answer into events. Pure: bytes in, events out. Not thread-safe. */
public interface AnswerDecoder {

  /**
   * Takes one frame: an SSE event's data, a line of NDJSON, an element of a JSON array, a message
   * of a binary framing, or a whole body that is not streamed.
   *
   * @param type the SSE event's type. Of a framing whose frames name a kind of message and a type
   *     within it, both with a slash between them: {@code event/contentBlockDelta}, {@code
   *     exception/throttlingException}. {@code message} if the frame names none
   * @param bytes holds the frame at {@code from} for {@code length} bytes, only until this returns
   * @return how the stream ends with this frame, or null if it goes on; whoever {@link
   *     dev.sluice.chat.Failure.EndedEarly ended early} is named by the one who asked, since a
   *     decoder knows no host
   */
  @Nullable Outcome onFrame(String type, byte[] bytes, int from, int length, StreamSink out);

  /** How the stream ends if the body ends here, cleanly or not; null if what came was not whole. */
  @Nullable Outcome onEndOfInput();

  /**
   * Whether the answer is whole, and only what does not belong to it may follow, such as usage:
   * then silence of a second, a broken connection or anything malformed does not undo it, and
   * {@link #onEndOfInput} gives its end. Asked after each frame; what says something more is told,
   * and counts that second anew.
   */
  default boolean isSettled() {
    return false;
  }

  /** What would have been the good end, for messages. */
  String goodEnd();
}
