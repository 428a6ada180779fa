package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.codec.EventFormatException;
import dev.sluice.codec.MessageCodec;
import dev.sluice.log.RunLogException;

/** Messages as they stand in their rows. */
final class Forms {
  private Forms() {}

  /** How the roles are called. */
  static String role(Message message) {
    return switch (message) {
      case Message.SystemPrompt _ -> "system";
      case Message.User _ -> "user";
      case Message.Assistant _ -> "assistant";
      case Message.ToolResult _ -> "tool";
    };
  }

  /**
   * The message of a row.
   *
   * @param id for messages to people
   */
  static Message read(byte[] form, String id) {
    try {
      return MessageCodec.decode(form);
    } catch (EventFormatException e) {
      throw new RunLogException(
          RunLogException.Kind.CORRUPT,
          "the message " + id + " can't be read: " + e.getMessage(),
          e);
    }
  }
}
