package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of the chunk that is being read: they wait until who answers is known. Pieces of one
 * kind that follow each other are one event, and there is a bound on the events, so that a chunk of
 * megabytes that says a letter at a time weighs what its text weighs. Not thread-safe.
 */
final class Deltas {
  /** The most events of one chunk: more than all of a whole answer's tool calls bring. */
  static final int MAX = 4 * ToolCallIndexes.MAX;

  /** What a piece of text is a piece of; each kind of text has its number. */
  private static final int NOTHING = -1;

  private static final int TEXT = -2;
  private static final int REASONING = -3;
  private static final int REFUSAL = -4;

  /** A text's part is numbered when it is told. */
  private static final int UNNUMBERED = 0;

  /** Those that stand; most chunks have one event, which needs no list. */
  private @Nullable List<StreamEvent> events;

  private boolean tooMany;

  /** The pieces of the event that may still grow: the first, and the others joined to it. */
  private int kind = NOTHING;

  private String first = "";
  private @Nullable StringBuilder joined;

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

  void logProbs(List<StreamEvent.LogProb> tokens) {
    if (!tokens.isEmpty()) {
      event(new StreamEvent.LogProbs(UNNUMBERED, tokens));
    }
  }

  void cited(Citation citation) {
    event(new StreamEvent.Cited(UNNUMBERED, citation));
  }

  void event(StreamEvent event) {
    flush();
    keep(event);
  }

  private void keep(StreamEvent event) {
    if (events == null) {
      events = new ArrayList<>(2);
    }
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
      if (joined == null) {
        joined = new StringBuilder(first);
      }
      joined.append(piece);
    }
  }

  private void flush() {
    if (kind != NOTHING) {
      keep(grown());
    }
  }

  /** The event that may still have grown, and now does not. */
  private StreamEvent grown() {
    int of = kind;
    String text = joined == null ? first : joined.toString();
    forgetPieces();
    return switch (of) {
      case TEXT -> new StreamEvent.TextDelta(UNNUMBERED, text);
      case REASONING -> new StreamEvent.ReasoningDelta(UNNUMBERED, text);
      case REFUSAL -> new StreamEvent.RefusalDelta(UNNUMBERED, text);
      default -> new StreamEvent.ToolCallDelta(of, text);
    };
  }

  private void forgetPieces() {
    kind = NOTHING;
    first = "";
    joined = null;
  }

  /** How many events there are: what {@link #forgetAfter} goes back to. */
  int mark() {
    flush();
    return events == null ? 0 : events.size();
  }

  /** Drops the events after the first so many. */
  void forgetAfter(int count) {
    flush();
    if (events != null) {
      events.subList(count, events.size()).clear();
    }
  }

  boolean isEmpty() {
    return kind == NOTHING && (events == null || events.isEmpty());
  }

  /** Whether there is something of the answer among them. */
  boolean growParts() {
    return kind != NOTHING
        || (events != null && events.stream().anyMatch(StreamEvent.Content.class::isInstance));
  }

  /** Whether events were left out because there were too many. */
  boolean isTooMany() {
    return tooMany;
  }

  void clear() {
    forgetPieces();
    events = null;
    tooMany = false;
  }

  /** Tells all: what belongs to a part by the writer, which numbers it. */
  void emit(PartWriter parts, StreamSink out) {
    if (events == null) {
      String piece = joined == null ? first : joined.toString();
      int of = kind;
      forgetPieces();
      switch (of) {
        case NOTHING -> {}
        case TEXT -> parts.text(piece);
        case REASONING -> parts.reasoning(piece);
        case REFUSAL -> parts.refusal(piece);
        default -> parts.arguments(of, piece);
      }
      return;
    }
    flush();
    for (StreamEvent event : events) {
      switch (event) {
        case StreamEvent.TextDelta delta -> parts.text(delta.text());
        case StreamEvent.ReasoningDelta delta -> parts.reasoning(delta.text());
        case StreamEvent.RefusalDelta delta -> parts.refusal(delta.text());
        case StreamEvent.ToolCallDelta delta -> parts.arguments(delta.part(), delta.fragment());
        case StreamEvent.PartStarted(int number, Part.ToolCall call) -> parts.call(number, call);
        case StreamEvent.LogProbs probabilities -> parts.logProbs(probabilities.tokens());
        case StreamEvent.Cited cited -> parts.cited(cited.citation());
        default -> out.onEvent(event);
      }
    }
  }
}
