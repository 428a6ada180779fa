package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/** Ollama's chat: lines of JSON, and calls that come whole. */
final class Ollama implements Wire {
  private static final String CREATED = "2026-01-01T00:00:00Z";

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/api/chat");
  }

  @Override
  public String usage() {
    return "POST .../api/chat";
  }

  @Override
  public boolean lists(Request request) {
    return request.path().endsWith("/api/tags");
  }

  @Override
  public String models() {
    return CallReader.listed(
        "{\"models\":[",
        "{\"name\":\"MODEL:latest\",\"model\":\"MODEL:latest\",\"modified_at\":\""
            + CREATED
            + "\",\"size\":1000000,\"digest\":\""
            + "0".repeat(64)
            + "\",\"details\":{\"parent_model\":\"\",\"format\":\"gguf\",\"family\":\"simulated\","
            + "\"families\":[\"simulated\"],\"parameter_size\":\"1M\","
            + "\"quantization_level\":\"Q8_0\"}}",
        "]}");
  }

  @Override
  public String requestIdHeader() {
    return "";
  }

  @Override
  public boolean lacks(Step.Said said) {
    return said instanceof Step.Refusal
        || said instanceof Step.Signature
        || said instanceof Step.Corrupt
        || Wire.isSignedCall(said);
  }

  @Override
  public Call read(Request request, int number) {
    var body = new CallReader(request);
    return new Call(
        this,
        request,
        number,
        body.model(),
        body.stream(true),
        body.endsWith("messages", "assistant"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new OllamaStream(call, response)
        : new OllamaDocument(call, response);
  }

  /** The beginning of each object, up to the members of its message after the role. */
  static String open(Call call) {
    return "{\"model\":\"%s\",\"created_at\":\"%s\",\"message\":{\"role\":\"assistant\","
        .formatted(Octets.json(call.model()), CREATED);
  }

  static String toolCall(Spoken.Part call) {
    return "{%s\"function\":{\"index\":%d,\"name\":\"%s\",\"arguments\":%s}}"
        .formatted(
            call.id().isEmpty() ? "" : "\"id\":\"" + call.id() + "\",",
            call.callIndex(),
            call.name(),
            call.object());
  }

  /** The end of the last object, after its message. */
  static String over(@Nullable Octets finish, Step.@Nullable Usage usage) {
    if (finish == null) {
      return ",\"done\":false}";
    }
    return ",\"done\":true,\"done_reason\":\"%s\",\"total_duration\":3000000,\"load_duration\":1000000%s}"
        .formatted(doneReason(finish), usage == null ? "" : counts(usage));
  }

  private static String counts(Step.Usage usage) {
    return (",\"prompt_eval_count\":%d,\"prompt_eval_duration\":1000000,\"eval_count\":%d,"
            + "\"eval_duration\":1000000")
        .formatted(usage.prompt(), usage.completion());
  }

  /** A call is no reason of its own here. */
  private static String doneReason(Octets finish) {
    String word = finish.toString();
    return word.equals("tool_calls") ? "stop" : word;
  }

  static String error(Step.Failure failure) {
    return "{\"error\":\"" + failure.message() + "\"}";
  }
}
