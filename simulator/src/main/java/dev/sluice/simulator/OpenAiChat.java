package dev.sluice.simulator;

/** OpenAI's chat completions, which most other providers speak too. */
final class OpenAiChat implements Wire {
  /** A fixed date, so that a script plays the same bytes each time: 2026-01-01. */
  static final long CREATED = 1_767_225_600L;

  @Override
  public String name() {
    return "openai-chat";
  }

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/chat/completions");
  }

  @Override
  public String usage() {
    return "POST .../chat/completions";
  }

  @Override
  public boolean lists(Request request) {
    return request.path().endsWith("/models");
  }

  @Override
  public String models() {
    return CallReader.listed(
        "{\"object\":\"list\",\"data\":[",
        "{\"id\":\"MODEL\",\"object\":\"model\",\"created\":"
            + CREATED
            + ",\"owned_by\":\"simulated\"}",
        "]}");
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }

  @Override
  public boolean lacks(Step.Said said) {
    return said instanceof Step.Signature
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
        body.stream(false),
        body.endsWith("messages", "assistant"));
  }

  @Override
  public WireEncoder encoder(Call call, Response response) {
    return call.stream() && !response.isError()
        ? new OpenAiChatStream(call)
        : new OpenAiChatDocument(call, response);
  }

  /** The members that every answer to this call begins with. */
  static Octets envelope(Call call, String object) {
    return Octets.utf8(
        "{\"id\":\"chatcmpl-Simulated%020d\",\"object\":\"%s\",\"created\":%d,\"model\":\"%s\","
                .formatted(call.number(), object, CREATED, Octets.json(call.model()))
            + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_5117ce5117\",");
  }

  static void putUsage(Step.Usage usage, ByteBuilder out) {
    out.put("\"usage\":{\"prompt_tokens\":").put(usage.prompt());
    out.put(",\"completion_tokens\":").put(usage.completion());
    out.put(",\"total_tokens\":").put(usage.prompt() + usage.completion());
    out.put(",\"prompt_tokens_details\":{\"cached_tokens\":").put(usage.cached());
    out.put(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":");
    out.put(usage.reasoning()).put(",\"audio_tokens\":0}}");
  }
}
