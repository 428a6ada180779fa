package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import java.util.ArrayList;
import java.util.List;

/** Where a request says what a provider shall keep for the next one. */
final class CacheMarks {
  private CacheMarks() {}

  /** Whether its messages have any, for whichever provider is asked. */
  static boolean isIn(ChatRequest request) {
    return isIn(request, Asked.CACHE_MARKS);
  }

  /** Whether they say this of a part, likewise. */
  static boolean isIn(ChatRequest request, String field) {
    return request.messages().stream().anyMatch(message -> isIn(message, field));
  }

  /** The same request, whose marks are those of this provider. */
  static ChatRequest by(String provider, ChatRequest request) {
    if (!isIn(request)) {
      return request;
    }
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      messages.add(
          switch (message) {
            case Message.SystemPrompt system -> system;
            case Message.User(List<Part> parts) -> new Message.User(by(provider, parts));
            case Message.Assistant(List<Part> parts, String model) ->
                new Message.Assistant(by(provider, parts), model);
            case Message.ToolResult(Part.ToolResult result) ->
                new Message.ToolResult((Part.ToolResult) by(provider, result));
          });
    }
    return request.withMessages(messages);
  }

  private static List<Part> by(String provider, List<Part> parts) {
    return parts.stream().map(part -> by(provider, part)).toList();
  }

  private static Part by(String provider, Part whole) {
    Part part = whole;
    if (whole instanceof Part.ToolResult result
        && result.content().stream().anyMatch(one -> isOn(one, Asked.CACHE_MARKS))) {
      Part.ToolResult same =
          new Part.ToolResult(result.callId(), result.name(), by(provider, result.content()));
      same = result.failed() ? same.asFailure() : same;
      same = result.isRunByProvider() ? same.runByProvider() : same;
      part = result.data().isPresent() ? same.withData(result.data().get()) : same;
    }
    return marked(provider, part);
  }

  private static Part marked(String provider, Part part) {
    return part.data("")
        .flatMap(data -> data.field(Asked.CACHE_MARKS))
        .map(mark -> part.withData(ProviderData.of(provider, Asked.CACHE_MARKS, mark)))
        .orElse(part);
  }

  private static boolean isIn(Message message, String field) {
    return switch (message) {
      case Message.SystemPrompt system -> false;
      case Message.User(List<Part> parts) -> parts.stream().anyMatch(part -> isOn(part, field));
      case Message.Assistant(List<Part> parts, String model) ->
          parts.stream().anyMatch(part -> isOn(part, field));
      case Message.ToolResult(Part.ToolResult result) -> isOn(result, field);
    };
  }

  private static boolean isOn(Part part, String field) {
    return part.data("").flatMap(data -> data.field(field)).isPresent()
        || (part instanceof Part.ToolResult result
            && result.content().stream().anyMatch(one -> isOn(one, field)));
  }
}
