package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the assistant say a word between the results of tools and the user's next message, for
 * servers that refuse a user who speaks right after a tool.
 */
final class AnsweredResults {
  private static final Message WORD = Message.assistant("Understood.");

  private AnsweredResults() {}

  /** The same conversation, in which no user's message follows a result. */
  static List<Message> messages(List<Message> messages) {
    List<Message> turns = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof Message.User
          && !turns.isEmpty()
          && turns.getLast() instanceof Message.ToolResult) {
        turns.add(WORD);
      }
      turns.add(message);
    }
    return turns;
  }
}
