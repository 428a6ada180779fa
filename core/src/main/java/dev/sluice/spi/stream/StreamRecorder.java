package dev.sluice.spi.stream;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what one stream tells, beside whoever reads it: hears every event, in order, before any
 * reader can, and then the ending, once. Its methods return quickly, wait for nothing and do not
 * throw; what they throw all the same is reported to the thread's handler, and the stream goes on.
 *
 * <p>Events come from one thread at a time. The ending may come from another one, such as that of a
 * cancel, but never while an event is being told; nothing follows it.
 */
public interface StreamRecorder {
  /**
   * Something happened; never {@link StreamEvent.Ended}. It is what the source told: a {@link
   * StreamEvent.PartEnded} has no text that deltas have told before, as readers find it there. So
   * what is kept holds a text once, and whoever adds the events to a {@link
   * dev.sluice.chat.ReplyBuilder} again gets from it what readers saw.
   */
  void onEvent(StreamEvent event);

  /** The stream has ended so. */
  void onEnded(Ending ending);

  /**
   * Who hears the frames of the stream's answers, too; null if nobody does. Asked once, before the
   * stream begins.
   */
  default @Nullable FrameRecorder frames() {
    return null;
  }

  /**
   * Where the stream would best be read: an executor that a transport may know as one of its own
   * threads, and then reads there, so that nothing has to be handed from thread to thread. A wish,
   * and no promise. Null if it does not matter. Asked once, before the stream begins.
   */
  default @Nullable Executor home() {
    return null;
  }
}
