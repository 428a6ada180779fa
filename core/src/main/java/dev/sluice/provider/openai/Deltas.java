package dev.sluice.provider.openai;

import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of the chunk that is being read: they wait until who answers is known. Pieces of one
 * kind that follow each other are one event, and there is a bound on the events, so that a chunk of
 * megabytes that says a letter at a time weighs what its text weighs. Not thread-safe.
 */
final class Deltas {
  /** The most events of one chunk: more than all of a whole answer's tool calls bring. */
  static final int MAX = 4 * ToolCallIndexes.MOST;

  /** What a piece of text is a piece of; each kind of text has its number. */
  private static final int NOTHING = -1;

  private static final int TEXT = -2;
  private static final int REASONING = -3;
  private static final int REFUSAL = -4;

  private final List<StreamEvent> events = new ArrayList<>(2);
  private boolean tooMany;

  /** The pieces of the event that may still grow: the first, and the others joined to it. */
  private int kind = NOTHING;

  private String first = "";
  private final StringBuilder joined = new StringBuilder(0);

  void text(String piece) {
    piece(TEXT, piece);
  }

  void reasoning(String piece) {
    piece(REASONING, piece);
  }

  void refusal(String piece) {
    piece(REFUSAL, piece);
  }

  /** A piece of the arguments of the call that readers know by this index. */
  void arguments(int index, String piece) {
    piece(index, piece);
  }

  void event(StreamEvent event) {
    flush();
    if (events.size() < MAX) {
      events.add(event);
    } else {
      tooMany = true;
    }
  }

  private void piece(int of, String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (of != kind) {
      flush();
      kind = of;
      first = piece;
    } else {
      if (joined.isEmpty()) {
        joined.append(first);
      }
      joined.append(piece);
    }
  }

  private void flush() {
    int of = kind;
    if (of == NOTHING) {
      return;
    }
    String text = joined.isEmpty() ? first : joined.toString();
    kind = NOTHING;
    first = "";
    joined.setLength(0);
    event(
        switch (of) {
          case TEXT -> new StreamEvent.TextDelta(text);
          case REASONING -> new StreamEvent.ReasoningDelta(text);
          case REFUSAL -> new StreamEvent.RefusalDelta(text);
          default -> new StreamEvent.ToolCallDelta(of, text);
        });
  }

  /** How many events there are: what {@link #forgetAfter} goes back to. */
  int mark() {
    flush();
    return events.size();
  }

  /** Drops the events after the first so many. */
  void forgetAfter(int count) {
    flush();
    events.subList(count, events.size()).clear();
  }

  boolean isEmpty() {
    return kind == NOTHING && events.isEmpty();
  }

  /** Whether events were left out because there were too many. */
  boolean isTooMany() {
    return tooMany;
  }

  void clear() {
    kind = NOTHING;
    first = "";
    joined.setLength(0);
    events.clear();
    tooMany = false;
  }

  void emit(StreamSink out) {
    flush();
    for (StreamEvent event : events) {
      out.onEvent(event);
    }
    if (joined.capacity() > 1024) {
      joined.trimToSize();
    }
  }
}
