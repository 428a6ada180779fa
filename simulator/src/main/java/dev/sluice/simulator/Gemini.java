package dev.sluice.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini's generateContent, and streamGenerateContent with and without {@code alt=sse}. */
final class Gemini implements Wire {
  private static final Map<Integer, String> STATUS =
      Map.of(
          400, "INVALID_ARGUMENT",
          401, "UNAUTHENTICATED",
          403, "PERMISSION_DENIED",
          404, "NOT_FOUND",
          429, "RESOURCE_EXHAUSTED",
          499, "CANCELLED",
          503, "UNAVAILABLE",
          504, "DEADLINE_EXCEEDED");

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith(":streamGenerateContent") || path.endsWith(":generateContent");
  }

  @Override
  public String usage() {
    return "POST .../models/MODEL:streamGenerateContent (or :generateContent)";
  }

  @Override
  public boolean lists(Request request) {
    return request.path().endsWith("/v1beta/models")
        || (request.path().endsWith("/models")
            && request.headers().first("x-goog-api-key").isPresent());
  }

  @Override
  public String models() {
    return CallReader.listed(
        "{\"models\":[",
        "{\"name\":\"models/MODEL\",\"version\":\"001\",\"displayName\":\"MODEL\","
            + "\"inputTokenLimit\":32768,\"outputTokenLimit\":8192,"
            + "\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}",
        "]}");
  }

  @Override
  public String requestIdHeader() {
    return "";
  }

  @Override
  public boolean lacks(Step.Said said) {
    return said instanceof Step.Corrupt;
  }

  @Override
  public Call read(Request request, int number) {
    return new Call(
        this,
        request,
        number,
        CallReader.modelInPath(request.path(), "/models/", ":"),
        !request.path().endsWith(":generateContent"),
        new CallReader(request).endsWith("contents", "model"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new GeminiStream(call, response, isArray(call))
        : new GeminiDocument(call, response);
  }

  /** Whether the stream is to be the elements of one JSON array. */
  static boolean isArray(Call call) {
    return call.stream() && !call.request().target().matches(".*[?&]alt=sse(&.*)?");
  }

  /** The members that every response ends with. */
  static String tail(Call call) {
    return ",\"modelVersion\":\"%s\",\"responseId\":\"Simulated%08d\"}"
        .formatted(Octets.json(call.model()), call.number());
  }

  /** What the provider calls a finish reason; a script may also use the provider's own word. */
  static String finishReason(@Nullable Octets reason) {
    String word = reason == null ? "" : reason.toString();
    return switch (word) {
      case "stop", "tool_calls" -> "STOP";
      case "length" -> "MAX_TOKENS";
      case "content_filter" -> "SAFETY";
      default -> word;
    };
  }

  /** A prompt that is blocked has this instead of candidates. */
  static String blocked(String message) {
    return "\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\",\"blockReasonMessage\":\""
        + message
        + "\"}";
  }

  static String text(String json) {
    return "{\"text\":\"" + json + "\"}";
  }

  static String thought(String json) {
    return "{\"text\":\"" + json + "\",\"thought\":true}";
  }

  static String signature(String json) {
    return "{\"text\":\"\",\"thoughtSignature\":\"" + json + "\"}";
  }

  static String functionCall(Spoken.Part call) {
    return "{\"functionCall\":{%s\"name\":\"%s\",\"args\":%s}%s}"
        .formatted(
            call.id().isEmpty() ? "" : "\"id\":\"" + call.id() + "\",",
            call.name(),
            call.object(),
            call.signature().isEmpty() ? "" : ",\"thoughtSignature\":\"" + call.signature() + "\"");
  }

  static String usage(Step.Usage usage) {
    return ("\"usageMetadata\":{\"promptTokenCount\":%d,\"candidatesTokenCount\":%d,"
            + "\"totalTokenCount\":%d,\"cachedContentTokenCount\":%d,\"thoughtsTokenCount\":%d}")
        .formatted(
            usage.prompt(),
            Math.max(0, usage.completion() - usage.reasoning()),
            usage.prompt() + usage.completion(),
            usage.cached(),
            usage.reasoning());
  }

  static String error(Step.Failure failure, int status) {
    Octets code = failure.code();
    return "{\"error\":{\"code\":%s,\"message\":\"%s\",\"status\":\"%s\"}}"
        .formatted(
            code != null && code.toString().matches("[1-9]\\d{0,8}") ? code : status,
            failure.message(),
            failure.typeOr(STATUS.getOrDefault(status, "INTERNAL")));
  }
}
