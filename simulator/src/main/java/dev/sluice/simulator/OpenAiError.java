package dev.sluice.simulator;

/** The object in which OpenAI tells an error, in a stream or as the body of an error status. */
final class OpenAiError {
  private OpenAiError() {}

  static void put(Step.Failure failure, int status, ByteBuilder out) {
    Octets code = failure.code();
    out.put("{\"error\":{\"message\":\"").put(failure.message());
    out.put("\",\"type\":\"").put(failure.typeOr(type(status))).put("\",\"param\":null,\"code\":");
    if (code == null) {
      out.put("null}}");
    } else {
      out.put('"').put(code).put("\"}}");
    }
  }

  /** What a script that names no type means. */
  private static String type(int status) {
    if (status == 429) {
      return "rate_limit_exceeded";
    }
    return status >= 400 && status < 500 ? "invalid_request_error" : "server_error";
  }
}
