package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The same steps as one answer of converse. An error has its name in a header. */
final class BedrockDocument extends Document {
  private final Step.@Nullable Failure failure;
  private final int status;

  BedrockDocument(Response response) {
    super(response);
    failure = response.first(Step.Failure.class).orElse(null);
    status = response.head().status();
  }

  @Override
  public List<Head.Field> fields() {
    return failure == null
        ? List.of()
        : List.of(new Head.Field("x-amzn-errortype", Bedrock.errorType(failure, status)));
  }

  @Override
  void putError(Step.Failure told, int toldStatus, ByteBuilder out) {
    out.put("{\"message\":\"").put(told.message()).put("\"}");
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    String content =
        spoken.parts().stream()
            .filter(part -> part.kind() != Kind.REFUSAL)
            .map(BedrockDocument::block)
            .collect(Collectors.joining(","));
    out.put("{\"metrics\":{\"latencyMs\":1},\"output\":{\"message\":{\"content\":[").put(content);
    out.put("],\"role\":\"assistant\"}}");
    if (spoken.finish() != null) {
      String reason = Bedrock.stopReason(spoken.finish());
      out.put(",\"stopReason\":\"").put(reason).put('"');
    }
    if (spoken.usage() != null) {
      out.put(',').put(Bedrock.usage(spoken.usage()));
    }
    out.put('}');
  }

  private static String block(Spoken.Part part) {
    return switch (part.kind()) {
      case REASONING ->
          "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"%s\"%s}}}"
              .formatted(
                  part.json(),
                  part.signature().isEmpty() ? "" : ",\"signature\":\"" + part.signature() + "\"");
      case TOOL ->
          "{\"toolUse\":{%s\"name\":\"%s\",\"input\":%s}}"
              .formatted(
                  part.id().isEmpty() ? "" : "\"toolUseId\":\"" + part.id() + "\",",
                  part.name(),
                  part.object());
      case TEXT, REFUSAL -> "{\"text\":\"%s\"}".formatted(part.json());
    };
  }
}
