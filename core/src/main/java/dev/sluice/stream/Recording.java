package dev.sluice.stream;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamRecorder;

/**
 * Tells one stream's recorder what happens, the ending never while an event is being told: whoever
 * ends the stream meanwhile leaves that to the thread that tells the event, and waits for nothing.
 * What the recorder throws is reported, and no more.
 *
 * <p>Whether something is being told is guarded by the stream's lock, without which it is told.
 */
final class Recording {
  private final StreamRecorder recorder;
  private boolean telling;

  Recording(StreamRecorder recorder) {
    this.recorder = recorder;
  }

  // With the stream's lock.

  /** An event is about to be told. */
  void begin() {
    telling = true;
  }

  /** It was told. */
  void done() {
    telling = false;
  }

  /** Whether no event is being told. */
  boolean isIdle() {
    return !telling;
  }

  // Without it.

  void tell(StreamEvent event) {
    try {
      recorder.onEvent(event);
    } catch (Throwable thrown) {
      Threads.report(thrown);
    }
  }

  void tell(Ending ending) {
    try {
      recorder.onEnded(ending);
    } catch (Throwable thrown) {
      Threads.report(thrown);
    }
  }
}
