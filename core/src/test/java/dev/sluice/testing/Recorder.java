package dev.sluice.testing;

import dev.sluice.stream.Outcome;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that remembers; fails if anything follows the end. For one thread. */
public final class Recorder implements StreamSink {
  private final List<StreamEvent> events = new ArrayList<>();
  private @Nullable Outcome outcome;

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
    return true;
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
