package dev.sluice.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The blocking view of the text alone. For one thread. */
final class TextIterator implements Iterator<String> {
  private final EventIterator events;
  private @Nullable String next;
  private boolean handedOut;

  TextIterator(Arrival stream) {
    this.events = new EventIterator(stream);
  }

  @Override
  public boolean hasNext() {
    while (next == null && events.hasNext()) {
      switch (events.next()) {
        case StreamEvent.TextDelta delta -> next = delta.text();
        case StreamEvent.Ended ended -> ended.ending().completeReply();
        case StreamEvent.Started s -> {}
        case StreamEvent.ReasoningDelta r -> {}
        case StreamEvent.RefusalDelta r -> {}
        case StreamEvent.ToolCallStarted t -> {}
        case StreamEvent.ToolCallDelta t -> {}
        case StreamEvent.UsageReported u -> {}
        case StreamEvent.Retrying r -> {}
        case StreamEvent.Restarted restarted -> {
          if (handedOut) {
            throw new RestartedException(restarted);
          }
        }
        case StreamEvent.Continued c -> {}
      }
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    String text = next;
    handedOut = true;
    next = null;
    return text;
  }
}
