package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.List;

/** What of a message is text for people: what is searched, and what titles are made of. */
final class Wording {
  /** What stands behind so many characters is not searched. */
  static final int MAX = 1 << 20;

  private Wording() {}

  /** The texts of a message, each on lines of its own; no thoughts, and no arguments of tools. */
  static String of(Message message) {
    StringBuilder text = new StringBuilder();
    switch (message) {
      case Message.SystemPrompt(String said) -> add(text, said);
      case Message.User(List<Part> parts) -> parts.forEach(part -> add(text, part));
      case Message.Assistant assistant -> assistant.parts().forEach(part -> add(text, part));
      case Message.ToolResult(Part.ToolResult result) -> add(text, result);
    }
    return text.toString();
  }

  private static void add(StringBuilder text, Part part) {
    switch (part) {
      case Part.Text said -> add(text, said.text());
      case Part.Refusal refusal -> add(text, refusal.text());
      case Part.ToolResult result -> result.content().forEach(inner -> add(text, inner));
      case Part.Media media -> add(text, media.name());
      case Part.Reasoning _,
          Part.ToolCall _,
          Part.ApprovalRequest _,
          Part.ApprovalAnswer _,
          Part.Native _ -> {}
    }
  }

  private static void add(StringBuilder text, String more) {
    int room = MAX - text.length();
    if (more.isEmpty() || room <= 1) {
      return;
    }
    if (!text.isEmpty()) {
      text.append('\n');
      room--;
    }
    text.append(more, 0, Math.min(room, more.length()));
  }
}
