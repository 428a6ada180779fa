package dev.sluice.server.dialect.chat;

import dev.sluice.chat.FinishReason;

/** Why a model stopped, in the words that clients know. */
final class Finish {
  private Finish() {}

  /**
   * One of {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter}.
   *
   * @param refusalTold whether the model's words of refusal are told
   * @param calls whether the client is told calls of its tools
   */
  static String word(FinishReason reason, boolean refusalTold, boolean calls) {
    return switch (reason.kind()) {
      // Some servers name another reason where they wait for results.
      case STOP, OTHER -> calls ? "tool_calls" : "stop";
      // The provider only pauses: whoever sends the answer back has it go on, as after a limit.
      case LENGTH, PAUSED -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER, ERROR -> "content_filter";
      case REFUSAL -> refusalTold ? "stop" : "content_filter";
    };
  }
}
