package dev.sluice.cli;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was said before, as it goes back to a model.
 *
 * @param messages from the first to the last
 * @param model who answered last, {@code provider/model} as it was asked for; empty if nobody did
 */
record History(List<Message> messages, Optional<String> model) {
  static final History NONE = new History(List.of(), Optional.empty());

  History {
    messages = List.copyOf(messages);
  }

  /**
   * What is kept of a conversation, without what no model takes back: a question that nobody
   * answered, and an answer that another one has taken the place of.
   *
   * @param kept from its beginning to its end
   */
  static List<Message> goingBack(List<Message> kept) {
    List<Message> back = new ArrayList<>();
    for (Message message : kept) {
      Message next = message instanceof Message.Assistant answer ? withoutCalls(answer) : message;
      if (next instanceof Message.Assistant answer && !says(answer)) {
        continue;
      }
      // It is said again with the first question after one that got no answer.
      if (next instanceof Message.SystemPrompt
          && back.stream().anyMatch(Message.SystemPrompt.class::isInstance)) {
        continue;
      }
      // Of an answer that was gone on with, what went on has the text in front.
      if (!back.isEmpty() && takesThePlaceOf(next, back.getLast())) {
        back.removeLast();
      }
      back.add(next);
    }
    if (!back.isEmpty() && back.getLast() instanceof Message.User) {
      back.removeLast();
    }
    return back;
  }

  private static boolean takesThePlaceOf(Message next, Message last) {
    return (next instanceof Message.User && last instanceof Message.User)
        || (next instanceof Message.Assistant && last instanceof Message.Assistant);
  }

  /** Whether it says anything that a model can go on from. */
  static boolean says(Message.Assistant answer) {
    return answer.parts().stream()
        .anyMatch(part -> !(part instanceof Part.Text text) || !text.text().isEmpty());
  }

  /** Nobody here runs tools, and a call without a result is taken back by no provider. */
  static Message.Assistant withoutCalls(Message.Assistant answer) {
    if (answer.parts().stream().noneMatch(History::isOurs)) {
      return answer;
    }
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    for (Part part : answer.parts()) {
      if (part instanceof Part.Text piece && !piece.isCommentary()) {
        text.append(piece.text());
      } else if (part instanceof Part.Refusal piece) {
        refusal.append(piece.text());
      }
    }
    String said = (text.isEmpty() ? refusal : text).toString();
    return new Message.Assistant(List.of(Part.text(said)), answer.model());
  }

  private static boolean isOurs(Part part) {
    return part instanceof Part.ToolCall call && !call.isRunByProvider();
  }

  /** What goes back with a question, if the instruction above it is this one. */
  List<Message> with(Optional<Message> instruction, Message question) {
    List<Message> all = new ArrayList<>(messages);
    if (instruction.isPresent()) {
      all.removeIf(Message.SystemPrompt.class::isInstance);
    }
    all.add(question);
    return all;
  }

  /** What is new in a conversation, if the instruction above the question is this one. */
  List<Message> said(Optional<Message> instruction, Message question) {
    List<Message> said = new ArrayList<>();
    if (messages.isEmpty()) {
      instruction.ifPresent(said::add);
    }
    said.add(question);
    return said;
  }
}
