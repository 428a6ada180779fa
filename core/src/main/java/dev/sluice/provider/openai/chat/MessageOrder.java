package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The order in which a chat template takes messages, where it takes not every one: what its server
 * says when it has refused one, and the same conversation as it is taken.
 */
final class MessageOrder {
  /** What {@link OwnFields} calls instructions that stand below the first message. */
  static final String SYSTEM_BELOW = "messages: system below the first";

  /** What it calls neighbours of one role. */
  static final String NEIGHBOURS = "messages: neighbours of one role";

  /** {@code System message must be at the beginning.}, {@code Unexpected role 'system' after …}. */
  private static final Pattern SYSTEM_REFUSED =
      Pattern.compile(
          "system'?\"? (message|prompt|role)s?\\b[^.]{0,60}\\b(beginning|first|start)"
              + "|unexpected role '?system");

  /** {@code Conversation roles must alternate user/assistant/user/assistant/...}. */
  private static final Pattern NEIGHBOURS_REFUSED =
      Pattern.compile("\\b(roles?|messages?|message\\(s\\)) (must|should) alternate");

  private MessageOrder() {}

  /** Which of these a refusal is about; templates are often refused as errors of the server. */
  static Set<String> blamed(Failure.Refused refusal, Set<String> sent) {
    String said = refusal.detail().toLowerCase(Locale.ROOT);
    Set<String> blamed = new LinkedHashSet<>();
    boolean neighbours = NEIGHBOURS_REFUSED.matcher(said).find();
    if (neighbours || SYSTEM_REFUSED.matcher(said).find()) {
      blamed.add(SYSTEM_BELOW); // It stands between two turns, too.
    }
    if (neighbours) {
      blamed.add(NEIGHBOURS);
    }
    blamed.retainAll(sent);
    return blamed;
  }

  /** The same conversation as this server takes it. */
  static List<Message> fitting(List<Message> messages, OwnFields own) {
    List<Message> fitting = messages;
    if (hasSystemBelow(fitting) && !own.may(SYSTEM_BELOW)) {
      fitting = systemAbove(fitting);
    }
    return hasNeighbours(fitting) && !own.may(NEIGHBOURS) ? Alternating.messages(fitting) : fitting;
  }

  private static boolean hasSystemBelow(List<Message> messages) {
    return messages.stream().skip(1).anyMatch(Message.SystemPrompt.class::isInstance);
  }

  private static boolean hasNeighbours(List<Message> messages) {
    for (int i = 1; i < messages.size(); i++) {
      if (Alternating.areOne(messages.get(i - 1), messages.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static List<Message> systemAbove(List<Message> messages) {
    List<String> texts = new ArrayList<>();
    List<Message> others = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof Message.SystemPrompt system) {
        texts.add(system.text());
      } else {
        others.add(message);
      }
    }
    others.addFirst(Message.system(String.join("\n\n", texts)));
    return others;
  }
}
