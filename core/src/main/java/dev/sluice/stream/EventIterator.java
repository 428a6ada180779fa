package dev.sluice.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The blocking view of every event. For one thread. */
final class EventIterator implements Iterator<StreamEvent> {
  private final ChatStream stream;
  private boolean over;

  EventIterator(ChatStream stream) {
    this.stream = stream;
  }

  @Override
  public boolean hasNext() {
    return !over;
  }

  @Override
  public StreamEvent next() {
    if (over) {
      throw new NoSuchElementException("the stream has ended");
    }
    StreamEvent event = stream.take();
    over = event instanceof StreamEvent.Ended;
    return event;
  }
}
