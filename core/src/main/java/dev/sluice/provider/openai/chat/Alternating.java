package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;

/** Joins what one role says in several messages, for servers whose roles take turns. */
final class Alternating {
  private Alternating() {}

  /** The same conversation, in which neighbours of one role are one message. */
  static List<Message> messages(List<Message> messages) {
    List<Message> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); ) {
      int end = i + 1;
      while (end < messages.size() && areOne(messages.get(end - 1), messages.get(end))) {
        end++;
      }
      turns.add(end == i + 1 ? messages.get(i) : joined(messages.subList(i, end)));
      i = end;
    }
    return turns;
  }

  static boolean areOne(Message first, Message second) {
    return (first instanceof Message.User && second instanceof Message.User)
        || (first instanceof Message.Assistant one
            && second instanceof Message.Assistant two
            && one.model().equals(two.model())
            && CallIds.calls(one).isEmpty());
  }

  private static Message joined(List<Message> said) {
    List<Part> all = new ArrayList<>();
    StringBuilder grown = new StringBuilder();
    for (Message message : said) {
      List<Part> parts =
          message instanceof Message.User user
              ? user.parts()
              : ((Message.Assistant) message).parts();
      if (!parts.isEmpty()
          && parts.getFirst() instanceof Part.Text next
          && !all.isEmpty()
          && all.getLast() instanceof Part.Text last) {
        grown.append(grown.isEmpty() ? last.text() : "").append("\n\n").append(next.text());
        parts = parts.subList(1, parts.size());
      }
      if (!parts.isEmpty()) {
        settle(grown, all);
        all.addAll(parts);
      }
    }
    settle(grown, all);
    return said.getFirst() instanceof Message.Assistant first
        ? new Message.Assistant(all, first.model())
        : new Message.User(all);
  }

  /** Puts the text that has grown in the place of its beginning. */
  private static void settle(StringBuilder grown, List<Part> all) {
    if (!grown.isEmpty()) {
      all.set(all.size() - 1, new Part.Text(grown.toString()));
      grown.setLength(0);
    }
  }
}
