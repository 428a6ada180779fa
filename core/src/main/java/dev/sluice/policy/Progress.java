package dev.sluice.policy;

import dev.sluice.stream.StreamEvent;

/** Which events are progress: something of the answer. Usage and the response's name are none. */
final class Progress {
  private Progress() {}

  static boolean isProgress(StreamEvent event) {
    return switch (event) {
      case StreamEvent.TextDelta t -> true;
      case StreamEvent.ReasoningDelta r -> true;
      case StreamEvent.RefusalDelta r -> true;
      case StreamEvent.ToolCallStarted t -> true;
      case StreamEvent.ToolCallDelta t -> true;
      case StreamEvent.Started s -> false;
      case StreamEvent.UsageReported u -> false;
      case StreamEvent.Retrying r -> false;
      case StreamEvent.Restarted r -> false;
      case StreamEvent.Continued c -> false;
      case StreamEvent.Ended e -> false;
    };
  }
}
