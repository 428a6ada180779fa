package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The blocking view of every event. For one thread. */
final class EventIterator implements Iterator<StreamEvent>, Bell.Reader {
  private final Arrival stream;
  private volatile @Nullable Thread reading;
  private boolean over;

  EventIterator(Arrival stream) {
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
    Thread here = Thread.currentThread();
    if (!here.equals(reading)) {
      reading = here;
    }
    StreamEvent event = stream.next(this);
    while (event == null) {
      InPlace.refuseToWait("reading a stream");
      LockSupport.park(stream);
      if (here.isInterrupted()) {
        stream.cancel();
      }
      event = stream.next(this);
    }
    over = event instanceof StreamEvent.Ended;
    return event;
  }

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public void wake(Bell.Caller caller) {
    LockSupport.unpark(reading);
  }
}
