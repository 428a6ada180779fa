package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.FinishReason;
import dev.sluice.json.JsonWriter;
import java.util.Set;

/** Why a model stopped, in the words that clients know. */
final class Finish {
  private static final Set<String> OWN =
      Set.of(
          "STOP",
          "MAX_TOKENS",
          "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "OTHER",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "MALFORMED_FUNCTION_CALL",
          "MODEL_ARMOR",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION",
          "IMAGE_OTHER",
          "NO_IMAGE",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS");

  private Finish() {}

  /**
   * A candidate's members that say it, each behind a comma.
   *
   * @param refusalTold whether the model's words of refusal are told
   */
  static String members(FinishReason reason, boolean refusalTold) {
    String word = word(reason, refusalTold);
    String detail = reason.detail();
    if (detail.isEmpty() && word.equals("OTHER") && !reason.raw().equals(word)) {
      detail = reason.raw();
    }
    return ",\"finishReason\":\""
        + word
        + "\""
        + (detail.isEmpty() ? "" : ",\"finishMessage\":" + JsonWriter.quoted(detail));
  }

  private static String word(FinishReason reason, boolean refusalTold) {
    if (OWN.contains(reason.raw())) {
      return reason.raw();
    }
    return switch (reason.kind()) {
      case STOP, TOOL_CALLS -> "STOP";
      // The provider only pauses: whoever sends the answer back has it go on, as after a limit.
      case LENGTH, PAUSED -> "MAX_TOKENS";
      case CONTENT_FILTER, ERROR -> "SAFETY";
      case REFUSAL -> refusalTold ? "STOP" : "SAFETY";
      case OTHER -> "OTHER";
    };
  }
}
