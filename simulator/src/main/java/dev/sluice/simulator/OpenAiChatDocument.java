package dev.sluice.simulator;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The same steps gathered into the one JSON document that a call without streaming gets. */
final class OpenAiChatDocument implements WireEncoder {
  private final Octets envelope;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final Map<Integer, ToolCall> tools = new TreeMap<>();
  private @Nullable Octets finish;
  private Step.@Nullable Usage usage;
  private Step.@Nullable Failure failure;

  OpenAiChatDocument(Call call) {
    envelope = OpenAiChat.envelope(call, "chat.completion");
  }

  /** A call with its arguments so far, all in the form they have inside a JSON string. */
  private record ToolCall(String id, String name, StringBuilder arguments) {}

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public boolean isDocument() {
    return true;
  }

  @Override
  public void eol(Octets bytes) {
    // A document has no lines that a script could end.
  }

  @Override
  public void encode(Step.Said said, ByteBuilder out) {
    switch (said) {
      case Step.Text text -> content.append(text.json());
      case Step.Reasoning step -> reasoning.append(step.json());
      case Step.Refusal step -> refusal.append(step.json());
      case Step.Tool tool -> {
        Octets id = tool.id();
        tools.put(
            tool.index(),
            new ToolCall(
                id == null ? "" : id.toString(),
                tool.name().toString(),
                new StringBuilder(tool.arguments().toString())));
      }
      case Step.Arguments fragment ->
          tools
              .computeIfAbsent(fragment.index(), index -> new ToolCall("", "", new StringBuilder()))
              .arguments()
              .append(fragment.json());
      case Step.Finish step -> finish = step.reason();
      case Step.Usage step -> usage = step;
      case Step.Failure step -> failure = step;
      case Step.Role ignored -> {}
      case Step.Empty ignored -> {}
      case Step.Payload ignored -> {}
      case Step.Done ignored -> {}
      case Step.Comment ignored -> {}
      case Step.Ping ignored -> {}
      case Step.Malformed ignored -> {}
      case Step.Half ignored -> {}
      case Step.Huge ignored -> {}
    }
  }

  @Override
  public int encodeAround(Step.Huge huge, ByteBuilder out) {
    return 0;
  }

  @Override
  public void document(ByteBuilder out) {
    if (failure != null) {
      OpenAiChat.putError(failure, out);
      return;
    }
    out.put(envelope).put("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"");
    out.put(",\"content\":").put(nullable(content));
    out.put(",\"refusal\":").put(nullable(refusal));
    if (!reasoning.isEmpty()) {
      out.put(",\"reasoning_content\":").put(nullable(reasoning));
    }
    if (!tools.isEmpty()) {
      out.put(",\"tool_calls\":[");
      tools.values().stream().map(OpenAiChatDocument::toolCall).limit(1).forEach(out::put);
      tools.values().stream().skip(1).forEach(tool -> out.put(',').put(toolCall(tool)));
      out.put(']');
    }
    out.put("},\"logprobs\":null,\"finish_reason\":");
    out.put(finish == null ? "null" : "\"" + finish + "\"").put("}]");
    if (usage != null) {
      OpenAiChat.putUsage(usage, out.put(','));
    }
    out.put('}');
  }

  private static String toolCall(ToolCall tool) {
    return "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}"
        .formatted(tool.id(), tool.name(), tool.arguments());
  }

  private static String nullable(StringBuilder json) {
    return json.isEmpty() ? "null" : "\"" + json + "\"";
  }
}
