package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.stream.Collectors;

/** The same steps gathered into the one JSON document that a call without streaming gets. */
final class OpenAiChatDocument extends Document {
  private final Octets envelope;

  OpenAiChatDocument(Call call, Response response) {
    super(response);
    envelope = OpenAiChat.envelope(call, "chat.completion");
  }

  @Override
  void putError(Step.Failure failure, int status, ByteBuilder out) {
    OpenAiError.put(failure, status, out);
  }

  @Override
  void putAnswer(Spoken spoken, ByteBuilder out) {
    out.put(envelope).put("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"");
    out.put(",\"content\":").put(nullable(spoken, Kind.TEXT));
    out.put(",\"refusal\":").put(nullable(spoken, Kind.REFUSAL));
    if (!spoken.joined(Kind.REASONING).isEmpty()) {
      out.put(",\"reasoning_content\":").put(nullable(spoken, Kind.REASONING));
    }
    String tools =
        spoken.parts(Kind.TOOL).stream()
            .map(OpenAiChatDocument::toolCall)
            .collect(Collectors.joining(","));
    if (!tools.isEmpty()) {
      out.put(",\"tool_calls\":[").put(tools).put(']');
    }
    Octets finish = spoken.finish();
    out.put("},\"logprobs\":null,\"finish_reason\":");
    out.put(finish == null ? "null" : "\"" + finish + "\"").put("}]");
    if (spoken.usage() != null) {
      OpenAiChat.putUsage(spoken.usage(), out.put(','));
    }
    out.put('}');
  }

  private static String toolCall(Spoken.Part tool) {
    return "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}"
        .formatted(tool.id(), tool.name(), tool.json());
  }

  private static String nullable(Spoken spoken, Kind kind) {
    String json = spoken.joined(kind);
    return json.isEmpty() ? "null" : "\"" + json + "\"";
  }
}
