package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/** Anthropic's messages. */
final class Anthropic implements Wire {
  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/messages");
  }

  @Override
  public String usage() {
    return "POST .../messages";
  }

  @Override
  public boolean lists(Request request) {
    return request.path().endsWith("/models")
        && request.headers().first("anthropic-version").isPresent();
  }

  @Override
  public String models() {
    return CallReader.listed(
        "{\"data\":[",
        "{\"type\":\"model\",\"id\":\"MODEL\",\"display_name\":\"MODEL\","
            + "\"created_at\":\"2026-01-01T00:00:00Z\"}",
        "],\"has_more\":false,\"first_id\":\"simulated-model\","
            + "\"last_id\":\"simulated-model-mini\"}");
  }

  @Override
  public String requestIdHeader() {
    return "request-id";
  }

  @Override
  public boolean lacks(Step.Said said) {
    return said instanceof Step.Corrupt || Wire.isSignedCall(said);
  }

  @Override
  public Call read(Request request, int number) {
    var body = new CallReader(request);
    return new Call(
        this,
        request,
        number,
        body.model(),
        body.stream(false),
        body.endsWith("messages", "assistant"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new AnthropicStream(call, response)
        : new AnthropicDocument(call, response);
  }

  /** The members that a message begins with, before its content. */
  static String envelope(Call call) {
    return "{\"model\":\"%s\",\"id\":\"msg_Simulated%016d\",\"type\":\"message\",\"role\":\"assistant\","
        .formatted(Octets.json(call.model()), call.number());
  }

  /** What the provider calls a finish reason; a script may also use the provider's own word. */
  static String stopReason(@Nullable Octets reason) {
    if (reason == null) {
      return "null";
    }
    String word = reason.toString();
    String own =
        switch (word) {
          case "stop" -> "end_turn";
          case "length" -> "max_tokens";
          case "tool_calls" -> "tool_use";
          case "content_filter" -> "refusal";
          default -> word;
        };
    return "\"" + own + "\"";
  }

  static String stopDetails(String refusal) {
    return refusal.isEmpty()
        ? ""
        : ",\"stop_details\":{\"type\":\"refusal\",\"category\":null,\"explanation\":\""
            + refusal
            + "\"}";
  }

  /** Usage with this many tokens of output: at the start of a stream it is not known yet. */
  static String usage(Step.Usage usage, long output) {
    return ("\"usage\":{\"input_tokens\":%d,\"cache_creation_input_tokens\":%d,"
            + "\"cache_read_input_tokens\":%d,\"output_tokens\":%d}")
        .formatted(usage.uncached(), usage.written(), usage.cached(), output);
  }

  static void putError(Step.Failure failure, int status, Call call, ByteBuilder out) {
    out.put("{\"type\":\"error\",\"error\":{\"type\":\"").put(failure.typeOr(type(status)));
    out.put("\",\"message\":\"").put(failure.message());
    out.put("\"},\"request_id\":\"req_simulated%08d\"}".formatted(call.number()));
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
    };
  }
}
