package dev.sluice.provider.anthropic;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;

/** What a stop reason means: Anthropic's, and those that servers of its format take from others. */
final class StopReasons {
  private StopReasons() {}

  /**
   * The reason.
   *
   * @param explanation why it refused; may be empty
   */
  static FinishReason of(String raw, String explanation) {
    Kind kind =
        switch (raw) {
          case "end_turn", "stop_sequence", "stop" -> Kind.STOP;
          case "max_tokens", "model_context_window_exceeded", "length" -> Kind.LENGTH;
          case "tool_use", "tool_calls" -> Kind.TOOL_CALLS;
          // With both the answer goes on when its message is sent back.
          case "pause_turn", "compaction" -> Kind.PAUSED;
          case "refusal" -> Kind.REFUSAL;
          case "content_filter" -> Kind.CONTENT_FILTER;
          case "error", "abort" -> Kind.ERROR;
          default -> Kind.OTHER;
        };
    return new FinishReason(kind, raw).explained(explanation);
  }
}
