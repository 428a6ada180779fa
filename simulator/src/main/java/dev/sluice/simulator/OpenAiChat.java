package dev.sluice.simulator;

import java.util.List;
import java.util.Optional;

/** OpenAI's chat completions, which most other providers speak too. */
final class OpenAiChat implements Wire {
  /** A fixed date, so that a script plays the same bytes each time: 2026-01-01. */
  static final long CREATED = 1_767_225_600L;

  @Override
  public boolean speaks(String path) {
    return path.endsWith("/chat/completions");
  }

  @Override
  public String usage() {
    return "POST .../chat/completions";
  }

  @Override
  public Call read(Request request, int number) {
    Optional<Json.Obj> body =
        Json.read(request.body()).filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast);
    String model =
        body.flatMap(json -> json.get("model"))
            .flatMap(OpenAiChat::string)
            .orElse("simulated-model");
    // Without a body there is nothing that could have asked for a document.
    boolean stream =
        body.map(json -> json.get("stream").equals(Optional.of(new Json.Bool(true)))).orElse(true);
    return new Call(request, number, model, stream, body.map(OpenAiChat::prefill).orElse(false));
  }

  private static boolean prefill(Json.Obj body) {
    return body.get("messages").orElse(null) instanceof Json.Arr(List<Json> messages)
        && !messages.isEmpty()
        && messages.getLast() instanceof Json.Obj last
        && last.get("role").flatMap(OpenAiChat::string).equals(Optional.of("assistant"));
  }

  private static Optional<String> string(Json json) {
    return json instanceof Json.Str(String value) ? Optional.of(value) : Optional.empty();
  }

  @Override
  public WireEncoder encoder(Call call) {
    return call.stream() ? new OpenAiChatStream(call) : new OpenAiChatDocument(call);
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

  static void putError(Step.Failure failure, ByteBuilder out) {
    Octets code = failure.code();
    out.put("{\"error\":{\"message\":\"").put(failure.message());
    out.put("\",\"type\":\"").put(failure.type()).put("\",\"param\":null,\"code\":");
    if (code == null) {
      out.put("null}}");
    } else {
      out.put('"').put(code).put("\"}}");
    }
  }
}
