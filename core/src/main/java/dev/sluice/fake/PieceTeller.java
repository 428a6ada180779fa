package dev.sluice.fake;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamSink;
import java.util.List;

/**
 * Tells the pieces of an answer as a provider does: each in its part, which begins and ends. Where
 * the pieces say that by themselves, they are told as they are. Not thread-safe.
 */
final class PieceTeller {
  private final StreamSink sink;
  private final boolean asTheyAre;
  private final PartWriter parts;

  PieceTeller(List<StreamEvent> pieces, StreamSink sink) {
    this.sink = sink;
    this.asTheyAre = pieces.stream().anyMatch(PieceTeller::isFramed);
    this.parts = new PartWriter(sink);
  }

  private static boolean isFramed(StreamEvent piece) {
    return switch (piece) {
      case StreamEvent.PartStarted start -> !(start.begun() instanceof Part.ToolCall);
      case StreamEvent.PartEnded e -> true;
      case StreamEvent.MediaDelta m -> true;
      case StreamEvent.NativeDelta n -> true;
      case StreamEvent.Cited c -> true;
      case StreamEvent.PartNoted n -> true;
      case StreamEvent.LogProbs l -> true;
      default -> false;
    };
  }

  void tell(StreamEvent piece) {
    if (asTheyAre) {
      sink.onEvent(piece);
      return;
    }
    switch (piece) {
      case StreamEvent.TextDelta delta -> parts.text(delta.text());
      case StreamEvent.ReasoningDelta delta -> parts.reasoning(delta.text());
      case StreamEvent.RefusalDelta delta -> parts.refusal(delta.text());
      case StreamEvent.PartStarted(int number, Part.ToolCall call) -> parts.call(number, call);
      case StreamEvent.ToolCallDelta delta -> parts.arguments(delta.part(), delta.fragment());
      default -> sink.onEvent(piece);
    }
  }

  /** The answer has come to its good end, which may stop it in the midst of a call. */
  void end(FinishReason reason) {
    if (asTheyAre) {
      return;
    }
    if (reason.cutsOff()) {
      parts.endCutOff();
    } else {
      parts.end();
    }
  }
}
