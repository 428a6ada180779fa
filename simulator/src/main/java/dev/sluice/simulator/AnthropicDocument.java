package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.stream.Collectors;

/** The same steps as one message. */
final class AnthropicDocument extends Document {
  private final Call call;

  AnthropicDocument(Call call, Response response) {
    super(response);
    this.call = call;
  }

  @Override
  void putError(Step.Failure failure, int status, ByteBuilder out) {
    Anthropic.putError(failure, status, call, out);
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    Step.Usage usage = spoken.usageOrNone();
    out.put(Anthropic.envelope(call)).put("\"content\":[");
    out.put(
        spoken.parts().stream()
            .filter(part -> part.kind() != Kind.REFUSAL)
            .map(AnthropicDocument::block)
            .collect(Collectors.joining(",")));
    out.put("],\"stop_reason\":").put(Anthropic.stopReason(spoken.finish()));
    out.put(",\"stop_sequence\":null").put(Anthropic.stopDetails(spoken.joined(Kind.REFUSAL)));
    out.put(',').put(Anthropic.usage(usage, usage.completion())).put('}');
  }

  private static String block(Spoken.Part part) {
    return switch (part.kind()) {
      case REASONING ->
          "{\"type\":\"thinking\",\"thinking\":\"%s\",\"signature\":\"%s\"}"
              .formatted(part.json(), part.signature());
      case TOOL ->
          "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":%s}"
              .formatted(part.id(), part.name(), part.object());
      case TEXT, REFUSAL -> "{\"type\":\"text\",\"text\":\"%s\"}".formatted(part.json());
    };
  }
}
