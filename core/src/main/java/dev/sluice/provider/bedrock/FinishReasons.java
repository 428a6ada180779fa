package dev.sluice.provider.bedrock;

import dev.sluice.chat.FinishReason;

/** What Converse's stop reasons mean. */
final class FinishReasons {
  private FinishReasons() {}

  static FinishReason of(String raw) {
    return new FinishReason(
        switch (raw) {
          case "end_turn", "stop_sequence" -> FinishReason.Kind.STOP;
          case "tool_use" -> FinishReason.Kind.TOOL_CALLS;
          case "max_tokens", "model_context_window_exceeded" -> FinishReason.Kind.LENGTH;
          case "guardrail_intervened", "content_filtered" -> FinishReason.Kind.CONTENT_FILTER;
          case "malformed_model_output", "malformed_tool_use" -> FinishReason.Kind.ERROR;
          case "refusal" -> FinishReason.Kind.REFUSAL; // Models' own, where Bedrock hands them on.
          case "pause_turn" -> FinishReason.Kind.PAUSED;
          default -> FinishReason.Kind.OTHER;
        },
        raw);
  }
}
