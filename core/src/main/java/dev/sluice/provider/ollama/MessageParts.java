package dev.sluice.provider.ollama;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import java.util.List;

/**
 * Tells the parts of a message: thoughts and texts grow until something else comes, and calls are
 * whole as they come. Not thread-safe.
 */
final class MessageParts {
  /** What grows. */
  private enum Growing {
    NOTHING,
    TEXT,
    THOUGHTS
  }

  private Growing growing = Growing.NOTHING;
  private int next;
  private boolean called;

  /** Whether the caller is to run a tool. */
  boolean hasCalls() {
    return called;
  }

  void text(String piece, StreamSink out) {
    if (!piece.isEmpty()) {
      begin(Growing.TEXT, out);
      out.onEvent(new StreamEvent.TextDelta(next - 1, piece));
    }
  }

  void reasoning(String piece, StreamSink out) {
    if (!piece.isEmpty()) {
      begin(Growing.THOUGHTS, out);
      out.onEvent(new StreamEvent.ReasoningDelta(next - 1, piece));
    }
  }

  void logProbs(List<StreamEvent.LogProb> tokens, StreamSink out) {
    if (growing == Growing.TEXT && !tokens.isEmpty()) {
      out.onEvent(new StreamEvent.LogProbs(next - 1, tokens));
    }
  }

  void whole(Part part, StreamSink out) {
    end(out);
    int index = next++;
    if (part instanceof Part.ToolCall call) {
      called = true;
      Part.ToolCall begun = new Part.ToolCall(call.id(), call.name(), "");
      out.onEvent(new StreamEvent.PartStarted(index, begun));
      out.onEvent(new StreamEvent.ToolCallDelta(index, call.arguments()));
      out.onEvent(new StreamEvent.PartEnded(index, begun));
    } else {
      out.onEvent(new StreamEvent.PartStarted(index, part));
      out.onEvent(new StreamEvent.PartEnded(index, part));
    }
  }

  private void begin(Growing kind, StreamSink out) {
    if (growing != kind) {
      end(out);
      growing = kind;
      out.onEvent(new StreamEvent.PartStarted(next++, empty()));
    }
  }

  /** Ends what grows. */
  void end(StreamSink out) {
    if (growing != Growing.NOTHING) {
      out.onEvent(new StreamEvent.PartEnded(next - 1, empty()));
      growing = Growing.NOTHING;
    }
  }

  private Part empty() {
    return growing == Growing.TEXT ? new Part.Text("") : new Part.Reasoning("");
  }
}
