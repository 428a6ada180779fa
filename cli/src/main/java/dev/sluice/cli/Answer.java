package dev.sluice.cli;

import dev.sluice.chat.StreamEvent;
import java.io.IOException;

/** What a stream's events look like where the answer goes. For one stream and one thread. */
interface Answer {

  /**
   * Shows an event, at once.
   *
   * @throws IOException if the destination takes no more
   */
  void show(StreamEvent event) throws IOException;

  /**
   * A note is about to be told on standard error.
   *
   * @throws IOException if the destination takes no more
   */
  default void beforeNote() throws IOException {}
}
