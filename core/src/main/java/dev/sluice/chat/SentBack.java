package dev.sluice.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a reply goes back to its provider in the next turn.
 *
 * <p>Of a complete round everything, as it came. Of one that broke off, or that its token limit or
 * a filter ended anywhere, what a provider takes back:
 *
 * <pre>
 * part                            goes back
 * text, refusal                   as far as it came; not if it is empty and carries no data
 * reasoning                       if it is whole (so it is signed, where its provider signs), and
 *                                 what followed it goes back too
 * tool call for the caller        if it is whole
 * tool call run by the provider   if it is whole and its result is there
 * tool result of the provider     if its call goes back
 * approval request, media,
 * a part of the provider's own    if it is whole
 * </pre>
 *
 * <p>What the caller's tools gave back, in a loop of tools, is no part of the model's message: it
 * follows in messages of its own.
 */
final class SentBack {
  private final List<Part> round;
  private final boolean complete;

  /** The calls that have a result here; and of those that the provider ran, which go back. */
  private final Set<String> answered = new HashSet<>();

  /** The calls that are whole. */
  private final Set<String> called = new HashSet<>();

  private SentBack(List<Part> round, boolean complete) {
    this.round = round;
    this.complete = complete;
    for (Part part : round) {
      if (part instanceof Part.ToolResult result && result.isWhole()) {
        answered.add(result.callId());
      } else if (part instanceof Part.ToolCall call && call.isWhole()) {
        called.add(call.id());
      }
    }
  }

  /** The model's message of the last round. */
  static Message.Assistant last(Reply reply) {
    int from = reply.rounds().isEmpty() ? 0 : reply.rounds().getLast().end();
    return message(reply, from, reply.parts().size(), isWhole(reply), reply.askedModel());
  }

  /** The messages of every round. */
  static List<Message> all(Reply reply) {
    List<Message> messages = new ArrayList<>();
    int from = 0;
    for (Reply.Round round : reply.rounds()) {
      add(messages, reply, from, round.end(), true, round.model());
      from = round.end();
    }
    add(messages, reply, from, reply.parts().size(), isWhole(reply), reply.askedModel());
    return messages;
  }

  private static boolean isWhole(Reply reply) {
    return reply.finishReason().filter(reason -> !reason.cutsOff()).isPresent();
  }

  private static void add(
      List<Message> messages, Reply reply, int from, int to, boolean complete, String model) {
    Message.Assistant said = message(reply, from, to, complete, model);
    // A provider refuses a message of nothing.
    if (!said.parts().isEmpty()) {
      messages.add(said);
    }
    for (Part part : reply.parts().subList(from, to)) {
      if (part instanceof Part.ToolResult result && !result.isRunByProvider()) {
        messages.add(new Message.ToolResult(result));
      }
    }
  }

  private static Message.Assistant message(
      Reply reply, int from, int to, boolean complete, String model) {
    SentBack back = new SentBack(reply.parts().subList(from, to), complete);
    return new Message.Assistant(back.parts(), model);
  }

  private List<Part> parts() {
    Deque<Part> kept = new ArrayDeque<>();
    boolean nextIsKept = false;
    for (Part part : round.reversed()) {
      boolean keep = complete ? goesBackWhole(part) : goesBack(part, nextIsKept);
      if (keep) {
        kept.addFirst(part);
      }
      nextIsKept = keep;
    }
    return List.copyOf(kept);
  }

  private static boolean goesBackWhole(Part part) {
    return switch (part) {
      case Part.Text text -> says(text, text.text());
      case Part.Refusal refusal -> says(refusal, refusal.text());
      case Part.ToolResult result -> result.isRunByProvider();
      case Part.Reasoning r -> true;
      // A provider that names no reason of its own may have cut it off.
      case Part.ToolCall call -> call.isWhole();
      case Part.ApprovalRequest a -> true;
      case Part.ApprovalAnswer a -> true;
      case Part.Media m -> true;
      case Part.Native n -> true;
    };
  }

  private boolean goesBack(Part part, boolean nextIsKept) {
    return switch (part) {
      case Part.Text text -> says(text, text.text());
      case Part.Refusal refusal -> says(refusal, refusal.text());
      case Part.Reasoning reasoning -> reasoning.isWhole() && nextIsKept;
      case Part.ToolCall call ->
          call.isWhole() && (!call.isRunByProvider() || answered.contains(call.id()));
      case Part.ToolResult result ->
          result.isRunByProvider() && result.isWhole() && called.contains(result.callId());
      case Part.ApprovalRequest request -> request.isWhole();
      case Part.ApprovalAnswer answer -> answer.isWhole();
      case Part.Media media -> media.isWhole();
      case Part.Native own -> own.isWhole();
    };
  }

  private static boolean says(Part part, String text) {
    return !text.isEmpty() || part.data().isPresent();
  }
}
