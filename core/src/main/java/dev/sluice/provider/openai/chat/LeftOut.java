package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What of a conversation chat completions have no place for, so that it stays behind: what other
 * providers ran by themselves, asked for or kept. Thoughts are not counted, which no provider
 * misses of another.
 */
final class LeftOut {
  /** So many kinds are named. */
  private static final int MAX_NAMED = 8;

  private LeftOut() {}

  /** A line for a person; empty if nothing is left out. */
  static String of(ChatRequest request, String provider) {
    Set<String> kinds = new LinkedHashSet<>();
    for (Message message : request.messages()) {
      if (message instanceof Message.Assistant said) {
        said.parts().forEach(part -> add(kinds, part, provider));
      }
    }
    return kinds.isEmpty()
        ? ""
        : "left out of the request, because chat completions have no place for it: "
            + String.join(", ", kinds.stream().limit(MAX_NAMED).toList())
            + (kinds.size() > MAX_NAMED ? ", and more" : "");
  }

  private static void add(Set<String> kinds, Part part, String provider) {
    switch (part) {
      case Part.ToolCall call when call.isRunByProvider() ->
          kinds.add("calls of " + call.name() + " that a provider ran itself");
      case Part.Native own when own.provider().equals(provider) -> {}
      case Part.Native own -> kinds.add("what " + own.provider() + " calls " + own.type());
      case Part.ApprovalRequest request -> kinds.add("requests of approval");
      case Part.ApprovalAnswer answer -> kinds.add("answers to requests of approval");
      // A result goes with its call; the rest has its place, or is refused.
      case Part.ToolResult r -> {}
      case Part.ToolCall c -> {}
      case Part.Text t -> {}
      case Part.Reasoning r -> {}
      case Part.Refusal r -> {}
      case Part.Media media
          when media.kind() == Part.Media.Kind.AUDIO
              && media.data(provider).flatMap(data -> data.field("audio_id")).isEmpty() ->
          kinds.add("sound that another provider's model has said");
      case Part.Media m -> {}
    }
  }
}
