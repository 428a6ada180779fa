package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/** OpenAI's responses. */
final class OpenAiResponses implements Wire {
  @Override
  public String name() {
    return "openai-responses";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/responses");
  }

  @Override
  public String usage() {
    return "POST .../responses";
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
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
        body.endsWith("input", "assistant"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new OpenAiResponsesStream(call, response)
        : new OpenAiResponsesDocument(call, response);
  }

  /** The response before there is anything in it. */
  static String begun(Call call) {
    return response(call, "in_progress", "null", "null", "", null);
  }

  /** The response when it is over, with what its finish reason or its error makes of it. */
  static String over(Call call, Spoken spoken, OpenAiResponsesItems items) {
    Step.Failure failure = spoken.failure();
    String reason = incomplete(spoken.finish());
    return response(
        call,
        status(spoken),
        failure == null ? "null" : error(failure),
        reason.isEmpty() ? "null" : "{\"reason\":\"" + reason + "\"}",
        items.all(),
        spoken.usage());
  }

  /** How it is over, as the last event's name and the status have it. */
  static String status(Spoken spoken) {
    if (spoken.failure() != null) {
      return "failed";
    }
    if (spoken.finish() == null) {
      return "in_progress";
    }
    return incomplete(spoken.finish()).isEmpty() ? "completed" : "incomplete";
  }

  private static String incomplete(@Nullable Octets finish) {
    String word = finish == null ? "" : finish.toString();
    return switch (word) {
      case "stop", "tool_calls" -> "";
      case "length" -> "max_output_tokens";
      default -> word;
    };
  }

  private static String error(Step.Failure failure) {
    Octets code = failure.code() == null ? failure.typeOr("server_error") : failure.code();
    return "{\"code\":\"%s\",\"message\":\"%s\"}".formatted(code, failure.message());
  }

  private static String response(
      Call call,
      String status,
      String error,
      String incompleteDetails,
      String output,
      Step.@Nullable Usage usage) {
    return ("{\"id\":\"resp_Simulated%016d\",\"object\":\"response\",\"created_at\":%d,"
            + "\"status\":\"%s\",\"background\":false,\"error\":%s,\"incomplete_details\":%s,"
            + "\"instructions\":null,\"max_output_tokens\":null,\"model\":\"%s\",\"output\":[%s],"
            + "\"parallel_tool_calls\":true,\"previous_response_id\":null,"
            + "\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":1,"
            + "\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],"
            + "\"top_p\":1,\"truncation\":\"disabled\",\"usage\":%s,\"user\":null,\"metadata\":{}}")
        .formatted(
            call.number(),
            OpenAiChat.CREATED,
            status,
            error,
            incompleteDetails,
            Octets.json(call.model()),
            output,
            usage == null ? "null" : usage(usage));
  }

  private static String usage(Step.Usage usage) {
    return ("{\"input_tokens\":%d,\"input_tokens_details\":{\"cached_tokens\":%d},"
            + "\"output_tokens\":%d,\"output_tokens_details\":{\"reasoning_tokens\":%d},"
            + "\"total_tokens\":%d}")
        .formatted(
            usage.prompt(),
            usage.cached(),
            usage.completion(),
            usage.reasoning(),
            usage.prompt() + usage.completion());
  }
}
