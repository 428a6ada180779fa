package dev.sluice.cli;

import dev.sluice.stream.ChatStream;
import org.jspecify.annotations.Nullable;

/**
 * Stops an answer, also if it is pressed before the answer has been asked for: a provider may know
 * of a question before the one who asks it has its stream in hand. Thread-safe.
 */
final class StopButton implements Runnable {
  private @Nullable ChatStream stream;
  private boolean pressed;

  /** It is for this stream, which is stopped at once if it has been pressed. */
  ChatStream of(ChatStream opened) {
    boolean late;
    synchronized (this) {
      stream = opened;
      late = pressed;
    }
    if (late) {
      opened.cancel();
    }
    return opened;
  }

  @Override
  public void run() {
    ChatStream opened;
    synchronized (this) {
      pressed = true;
      opened = stream;
    }
    if (opened != null) {
      opened.cancel();
    }
  }
}
