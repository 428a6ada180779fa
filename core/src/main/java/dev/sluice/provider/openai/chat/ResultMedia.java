package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Puts the pictures and the like that tools gave into a message of the user's, for servers to which
 * a tool's result is text alone: it stands behind all results of its turn, because nothing may come
 * between these. In the result and there the same mark says which is which.
 */
final class ResultMedia {
  private final List<Message> turns = new ArrayList<>();

  /** What tools of this turn gave, each behind its mark. */
  private final List<Part> shown = new ArrayList<>();

  private int count;

  private ResultMedia() {}

  /** The same conversation, in which results hold no media. */
  static List<Message> moved(List<Message> messages) {
    ResultMedia all = new ResultMedia();
    for (Message message : messages) {
      switch (message) {
        case Message.ToolResult(Part.ToolResult result) -> all.result(result);
        case Message.User user -> all.user(user);
        case Message.SystemPrompt s -> all.other(s);
        case Message.Assistant a -> all.other(a);
      }
    }
    all.endTurn();
    return all.turns;
  }

  private void result(Part.ToolResult result) {
    if (result.content().stream().noneMatch(Part.Media.class::isInstance)) {
      turns.add(new Message.ToolResult(result));
      return;
    }
    List<Part> left = new ArrayList<>();
    // Neighbours are one text: many of these servers take one alone.
    StringJoiner text = new StringJoiner("\n");
    for (Part part : result.content()) {
      if (part instanceof Part.Media media) {
        String mark = mark(media, result.name());
        text.add(mark + " (in the next message)");
        shown.add(Part.text(mark));
        shown.add(media);
      } else if (part instanceof Part.Text piece) {
        text.add(piece.text());
      } else {
        tell(text, left);
        text = new StringJoiner("\n");
        left.add(part);
      }
    }
    tell(text, left);
    Part.ToolResult told = new Part.ToolResult(result.callId(), result.name(), left);
    turns.add(
        new Message.ToolResult(
            result.data().map(data -> (Part.ToolResult) told.withData(data)).orElse(told)));
  }

  private String mark(Part.Media media, String tool) {
    count++;
    String what = media.kind().name().toLowerCase(Locale.ROOT) + " " + count;
    return "[" + what + (tool.isEmpty() ? "" : " of " + tool) + "]";
  }

  private static void tell(StringJoiner text, List<Part> parts) {
    if (text.length() > 0) {
      parts.add(Part.text(text.toString()));
    }
  }

  private void user(Message.User user) {
    if (shown.isEmpty()) {
      turns.add(user);
      return;
    }
    shown.addAll(user.parts());
    endTurn();
  }

  private void other(Message message) {
    endTurn();
    turns.add(message);
  }

  private void endTurn() {
    if (!shown.isEmpty()) {
      turns.add(new Message.User(shown));
      shown.clear();
      count = 0;
    }
  }
}
