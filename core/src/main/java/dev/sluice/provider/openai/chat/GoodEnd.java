package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What servers send for the end of an answer, besides what the format says. */
final class GoodEnd {
  private static final byte[] DONE = "DONE".getBytes(StandardCharsets.US_ASCII);

  private GoodEnd() {}

  /** Whether a frame is {@code [DONE]}, with blanks, quotes or nothing around it. */
  static boolean isDone(byte[] bytes, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end && isAround(bytes[at])) {
      at++;
    }
    while (end > at && isAround(bytes[end - 1])) {
      end--;
    }
    if (end - at != DONE.length) {
      return false;
    }
    for (int i = 0; i < DONE.length; i++) {
      if ((bytes[at + i] & ~0x20) != DONE[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAround(byte b) {
    return switch (b) {
      case ' ', '\t', '\r', '\n', '"', '\'', '[', ']' -> true;
      default -> false;
    };
  }

  /** What a finish reason means; null if it is none, or one of those that {@link #failure} has. */
  static @Nullable FinishReason reason(String raw) {
    return switch (raw) {
      case "", "null", "false", "None" -> null;
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      default -> failure(raw) == null ? new FinishReason(kind(raw), raw) : null;
    };
  }

  private static Kind kind(String raw) {
    return switch (raw.toLowerCase(Locale.ROOT)) {
      case "stop", "eos", "eos_token", "stop_sequence", "end_turn" -> Kind.STOP;
      case "length", "max_tokens", "model_length", "model_context_window_exceeded" -> Kind.LENGTH;
      case "tool_calls", "tool_call", "tool_use", "function_call" -> Kind.TOOL_CALLS;
      case "content_filter", "sensitive", "safety", "recitation" -> Kind.CONTENT_FILTER;
      case "refusal" -> Kind.REFUSAL;
      default -> Kind.OTHER;
    };
  }

  /** The failure that a finish reason is; null if it is none. */
  static Failure.@Nullable ErrorInStream failure(String raw) {
    return switch (raw) {
      case "error",
          "server_error",
          "internal_error",
          "engine_error",
          "network_error",
          "exception",
          "failed",
          "timeout",
          "abort",
          "aborted",
          "cancelled",
          "canceled" ->
          failed(raw, Failure.Reason.SERVER_ERROR);
      case "insufficient_system_resource", "overloaded" -> failed(raw, Failure.Reason.OVERLOADED);
      case "rate_limit" -> failed(raw, Failure.Reason.RATE_LIMITED);
      default -> null;
    };
  }

  private static Failure.ErrorInStream failed(String raw, Failure.Reason reason) {
    return new Failure.ErrorInStream("the answer ended with finish_reason " + raw, raw, "")
        .because(reason);
  }
}
