package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.FinishReason;
import java.util.Set;

/** Why a model stopped, in the words that clients know. */
final class StopWord {
  private static final Set<String> OWN =
      Set.of(
          "end_turn",
          "max_tokens",
          "stop_sequence",
          "tool_use",
          "pause_turn",
          "compaction",
          "refusal",
          "model_context_window_exceeded");

  private StopWord() {}

  /**
   * One of Anthropic's.
   *
   * @param calls whether the client is told calls of its tools
   */
  static String of(FinishReason reason, boolean calls) {
    // Some servers name another one of these where they wait for results.
    boolean waits = reason.kind() == FinishReason.Kind.TOOL_CALLS;
    if (!waits && OWN.contains(reason.raw())) {
      return reason.raw();
    }
    return switch (reason.kind()) {
      // Some servers say that they stop where they wait for results.
      case STOP, OTHER -> calls ? "tool_use" : "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER, REFUSAL, ERROR -> "refusal";
      case PAUSED -> "pause_turn";
    };
  }
}
