package dev.sluice.simulator;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bedrock's converse and converse-stream. */
final class Bedrock implements Wire {
  /**
   * A frame's length is a signed number of 32 bits; this leaves room for what is around letters.
   */
  private static final long HUGE_LIMIT = Integer.MAX_VALUE - 1024L;

  private static final Map<Integer, String> ERRORS =
      Map.of(
          400, "ValidationException",
          403, "AccessDeniedException",
          404, "ResourceNotFoundException",
          408, "ModelTimeoutException",
          424, "ModelErrorException",
          429, "ThrottlingException",
          503, "ServiceUnavailableException");

  @Override
  public String name() {
    return "bedrock";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/converse-stream") || path.endsWith("/converse");
  }

  @Override
  public String usage() {
    return "POST .../model/MODEL/converse-stream (or /converse)";
  }

  @Override
  public boolean lists(Request request) {
    return request.path().endsWith("/foundation-models");
  }

  @Override
  public String models() {
    return CallReader.listed(
        "{\"modelSummaries\":[",
        "{\"modelArn\":\"arn:aws:bedrock:us-east-1::foundation-model/MODEL\","
            + "\"modelId\":\"MODEL\",\"modelName\":\"MODEL\",\"providerName\":\"Simulated\","
            + "\"inputModalities\":[\"TEXT\"],\"outputModalities\":[\"TEXT\"],"
            + "\"responseStreamingSupported\":true,\"customizationsSupported\":[],"
            + "\"inferenceTypesSupported\":[\"ON_DEMAND\"],"
            + "\"modelLifecycle\":{\"status\":\"ACTIVE\"}}",
        "]}");
  }

  @Override
  public String requestIdHeader() {
    return "x-amzn-requestid";
  }

  @Override
  public boolean lacks(Step.Said said) {
    return said instanceof Step.Refusal
        || Wire.isSignedCall(said)
        || (said instanceof Step.Huge huge && huge.size() > HUGE_LIMIT);
  }

  @Override
  public Call read(Request request, int number) {
    String path = request.path();
    return new Call(
        this,
        request,
        number,
        CallReader.modelInPath(path, "/model/", "/converse"),
        !path.endsWith("/converse"),
        new CallReader(request).endsWith("messages", "assistant"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new BedrockStream()
        : new BedrockDocument(response);
  }

  /** What the provider calls a finish reason; a script may also use the provider's own word. */
  static String stopReason(@Nullable Octets reason) {
    String word = reason == null ? "" : reason.toString();
    return switch (word) {
      case "stop" -> "end_turn";
      case "length" -> "max_tokens";
      case "tool_calls" -> "tool_use";
      case "content_filter" -> "content_filtered";
      default -> word;
    };
  }

  static String usage(Step.Usage usage) {
    return ("\"usage\":{\"inputTokens\":%d,\"outputTokens\":%d,\"totalTokens\":%d,"
            + "\"cacheReadInputTokens\":%d,\"cacheWriteInputTokens\":%d}")
        .formatted(
            usage.uncached(),
            usage.completion(),
            usage.prompt() + usage.completion(),
            usage.cached(),
            usage.written());
  }

  /** The name of an error, as the header of an error status has it. */
  static String errorType(Step.Failure failure, int status) {
    return failure.typeOr(ERRORS.getOrDefault(status, "InternalServerException")).toString();
  }

  /** The same in a stream, where names begin small. */
  static String exceptionType(Step.Failure failure) {
    String type = errorType(failure, 500);
    return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
  }
}
