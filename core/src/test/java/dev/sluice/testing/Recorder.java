package dev.sluice.testing;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that remembers; fails if anything follows the end. For one thread. */
public class Recorder implements StreamSink {
  private final List<StreamEvent> events = new ArrayList<>();
  private @Nullable Outcome outcome;
  private @Nullable StreamControl control;
  private boolean ready = true;

  @Override
  public void onOpen(StreamControl opened) {
    if (control != null) {
      throw new AssertionError("opened twice");
    }
    control = opened;
  }

  /** The hand on the stream; fails before it is open. */
  public StreamControl control() {
    if (control == null) {
      throw new AssertionError("not opened");
    }
    return control;
  }

  @Override
  public void onEvent(StreamEvent event) {
    if (outcome != null) {
      throw new AssertionError(event + " after the end");
    }
    events.add(event);
  }

  @Override
  public void onEnd(Outcome end) {
    if (outcome != null) {
      throw new AssertionError("a second end: " + end);
    }
    outcome = end;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  /** Says from now on that it wants more, or that it does not. */
  public void ready(boolean wantsMore) {
    ready = wantsMore;
  }

  /** What the text is now that readers have seen, as they are to treat restarts and seams. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.TextDelta delta) {
        text.append(delta.text());
      } else if (event instanceof StreamEvent.Restarted) {
        text.setLength(0);
      } else if (event instanceof StreamEvent.Continued seam) {
        text.setLength(seam.position());
      }
    }
    return text.toString();
  }

  /** The events of one type. */
  public <E extends StreamEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Forgets everything, for another stream. */
  public void clear() {
    events.clear();
    outcome = null;
    control = null;
  }

  /** The end; fails before it. */
  public Outcome end() {
    if (outcome == null) {
      throw new AssertionError("no end after " + events);
    }
    return outcome;
  }

  /** What came before the end. */
  public List<StreamEvent> events() {
    return events;
  }

  /** The end, null before it. */
  public @Nullable Outcome outcome() {
    return outcome;
  }
}
