package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.List;

/** Where a request says what a provider shall keep for the next one. */
final class CacheMarks {
  private CacheMarks() {}

  /** Whether its messages have any, for whichever provider is asked. */
  static boolean isIn(ChatRequest request) {
    return request.messages().stream().anyMatch(CacheMarks::isIn);
  }

  private static boolean isIn(Message message) {
    return switch (message) {
      case Message.SystemPrompt system -> false;
      case Message.User(List<Part> parts) -> parts.stream().anyMatch(CacheMarks::isOn);
      case Message.Assistant(List<Part> parts, String model) ->
          parts.stream().anyMatch(CacheMarks::isOn);
      case Message.ToolResult(Part.ToolResult result) -> isOn(result);
    };
  }

  private static boolean isOn(Part part) {
    return part.data("").flatMap(data -> data.field(Asked.CACHE_MARKS)).isPresent()
        || (part instanceof Part.ToolResult result
            && result.content().stream().anyMatch(CacheMarks::isOn));
  }
}
