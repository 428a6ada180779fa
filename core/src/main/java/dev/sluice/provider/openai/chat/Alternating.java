package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins what one role says in several messages, for servers whose roles take turns. */
final class Alternating {
  private Alternating() {}

  /** The same conversation, in which neighbours of one role are one message. */
  static List<Message> messages(List<Message> messages) {
    List<Message> turns = new ArrayList<>();
    for (Message message : messages) {
      Message joined = turns.isEmpty() ? null : joined(turns.getLast(), message);
      if (joined == null) {
        turns.add(message);
      } else {
        turns.set(turns.size() - 1, joined);
      }
    }
    return turns;
  }

  private static @Nullable Message joined(Message first, Message second) {
    if (first instanceof Message.User one && second instanceof Message.User two) {
      return new Message.User(joined(one.parts(), two.parts()));
    }
    if (first instanceof Message.Assistant one
        && second instanceof Message.Assistant two
        && one.model().equals(two.model())
        && CallIds.calls(one).isEmpty()) {
      return new Message.Assistant(joined(one.parts(), two.parts()), one.model());
    }
    return null;
  }

  private static List<Part> joined(List<Part> first, List<Part> second) {
    List<Part> all = new ArrayList<>(first);
    if (!first.isEmpty()
        && !second.isEmpty()
        && first.getLast() instanceof Part.Text one
        && second.getFirst() instanceof Part.Text two) {
      all.set(all.size() - 1, new Part.Text(one.text() + "\n\n" + two.text()));
      all.addAll(second.subList(1, second.size()));
    } else {
      all.addAll(second);
    }
    return all;
  }
}
