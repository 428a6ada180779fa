package dev.sluice.log;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import java.util.List;
import java.util.Map;

/**
 * How much a run holds before its first entry, mostly the request: roughly, in bytes, for bounds.
 */
final class RequestWeight {
  /** What a message or a part weighs besides what it says. */
  private static final long OWN_BYTES = 64;

  private RequestWeight() {}

  static long of(RunStart start) {
    long weight = of(start.request());
    for (RunLabel label : start.found()) {
      weight += OWN_BYTES + of(label.owner(), label.name(), label.value());
    }
    return weight;
  }

  private static long of(ChatRequest request) {
    long weight = 0;
    for (Message message : request.messages()) {
      weight += OWN_BYTES + of(message);
    }
    for (Tool tool : request.tools()) {
      weight += OWN_BYTES + of(tool.name(), tool.description(), tool.parametersSchema());
    }
    weight += of(request.sampling().stop().toArray(String[]::new));
    if (request.responseFormat()
        instanceof ResponseFormat.JsonSchema(var name, var schema, var s)) {
      weight += of(name, schema);
    }
    for (var options : request.providerOptions().values()) {
      weight += ofFields(options);
    }
    return weight;
  }

  private static long of(Message message) {
    return switch (message) {
      case Message.SystemPrompt prompt -> of(prompt.text());
      case Message.User user -> of(user.parts());
      case Message.Assistant assistant -> of(assistant.parts());
      case Message.ToolResult result -> of(List.of(result.result()));
    };
  }

  private static long of(List<Part> parts) {
    long weight = 0;
    for (Part part : parts) {
      weight += OWN_BYTES + of(part) + part.data().map(RequestWeight::of).orElse(0L);
    }
    return weight;
  }

  private static long of(Part part) {
    return switch (part) {
      case Part.Text text -> of(text.text());
      case Part.Reasoning reasoning ->
          of(reasoning.text(), reasoning.signature(), reasoning.cipher());
      case Part.Refusal refusal -> of(refusal.text());
      case Part.ToolCall call -> of(call.id(), call.name(), call.arguments());
      case Part.ToolResult result -> of(result.content());
      case Part.ApprovalRequest asked -> of(asked.id()) + of(asked.call());
      case Part.ApprovalAnswer answer -> of(answer.requestId(), answer.reason());
      case Part.Media media ->
          media.source() instanceof Part.Media.Inline inline ? of(inline.base64()) : OWN_BYTES;
      case Part.Native own -> of(own.json());
    };
  }

  private static long of(ProviderData data) {
    return ofFields(data.fields());
  }

  private static long ofFields(Map<String, String> fields) {
    long weight = 0;
    for (var field : fields.entrySet()) {
      weight += of(field.getKey(), field.getValue());
    }
    return weight;
  }

  /** Strings of Latin letters are a byte a character, others two: the more is counted. */
  private static long of(String... texts) {
    long weight = 0;
    for (String text : texts) {
      weight += 2L * text.length();
    }
    return weight;
  }
}
