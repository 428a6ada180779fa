package dev.sluice.provider.gemini;

import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;

/** What Gemini's finish reasons mean. */
final class Endings {
  private Endings() {}

  /** Whether it is a reason at all, and not the word for none. */
  static boolean isReason(String raw) {
    return !raw.isEmpty() && !raw.equals("FINISH_REASON_UNSPECIFIED");
  }

  /**
   * The reason.
   *
   * @param called whether the caller is to run a tool
   * @param message how the provider explains it; may be empty
   */
  static FinishReason of(String raw, boolean called, String message) {
    FinishReason.Kind kind =
        switch (raw) {
          case "STOP" -> called ? FinishReason.Kind.TOOL_CALLS : FinishReason.Kind.STOP;
          case "MAX_TOKENS" -> FinishReason.Kind.LENGTH;
          case "SAFETY",
              "RECITATION",
              "BLOCKLIST",
              "PROHIBITED_CONTENT",
              "SPII",
              "MODEL_ARMOR",
              "IMAGE_SAFETY",
              "IMAGE_PROHIBITED_CONTENT",
              "IMAGE_RECITATION" ->
              FinishReason.Kind.CONTENT_FILTER;
          default -> FinishReason.Kind.OTHER;
        };
    return new FinishReason(kind, raw).explained(message);
  }

  /** Whether the model went wrong and nothing was answered: another attempt may mend that. */
  static boolean isFailure(String raw) {
    return switch (raw) {
      case "MALFORMED_FUNCTION_CALL",
          "MALFORMED_RESPONSE",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE" ->
          true;
      default -> false;
    };
  }

  /** Such a failure; what blames the request stays as it is at another time. */
  static Failure failure(String raw, String message) {
    Failure.Reason blamed =
        raw.equals("MISSING_THOUGHT_SIGNATURE")
            ? Failure.Reason.INVALID_REQUEST
            : Failure.Reason.SERVER_ERROR;
    String said = message.isEmpty() ? "the model stopped with " + raw : message;
    return new Failure.ErrorInStream(said, raw, "").because(blamed);
  }
}
