package dev.sluice.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The blocking view of the text alone. For one thread. */
final class TextIterator implements Iterator<String> {
  private final EventIterator events;
  private final TextPieces pieces;
  private @Nullable String next;

  TextIterator(Arrival stream) {
    this.events = new EventIterator(stream);
    this.pieces = new TextPieces(stream);
  }

  @Override
  public boolean hasNext() {
    pieces.check();
    while (next == null && events.hasNext()) {
      next = pieces.of(events.next());
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    String text = next;
    pieces.handedOut();
    next = null;
    return text;
  }
}
