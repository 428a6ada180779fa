package dev.sluice.provider.openai.chat;

import dev.sluice.spi.provider.ErrorBody;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds the error that a frame is, in place of a chunk or in one. */
final class StreamedError {
  /** More than any error has; a frame that is longer and no chunk is shown no further. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final ErrorBody NONE = new ErrorBody("", "", "", "");

  private StreamedError() {}

  /** Whether the stream calls this frame an error, whatever it holds. */
  static boolean isNamed(String type) {
    return type.equals("error");
  }

  /** Whether the stream says by this frame only that it is alive. */
  static boolean isPing(String type) {
    return switch (type) {
      case "ping", "heartbeat", "keepalive", "keep-alive" -> true;
      default -> false;
    };
  }

  /** What a frame says that is called an error. */
  static ErrorBody named(byte[] bytes, int from, int length) {
    return ErrorBody.ofErrorFrame(text(bytes, from, length));
  }

  /** What a frame without an answer says, if it looks like an error. */
  static Optional<ErrorBody> unnamed(byte[] bytes, int from, int length) {
    return ErrorBody.ofFrame(text(bytes, from, length));
  }

  /** What MiniMax says of how it went, with every chunk. */
  static ErrorBody baseResp(String json) {
    return ErrorBody.ofFrame("{\"base_resp\":" + json + "}").orElse(NONE);
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, MAX_BYTES), StandardCharsets.UTF_8);
  }
}
