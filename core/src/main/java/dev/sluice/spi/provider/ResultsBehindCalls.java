package dev.sluice.spi.provider;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what tools gave back right behind the message that called them: most formats want it so, and
 * some clients have something else between, such as an instruction that came meanwhile.
 */
public final class ResultsBehindCalls {
  private final List<Message> ordered;

  /** What was said since the model's last message, and is none of its results. */
  private final List<Message> others = new ArrayList<>();

  private final Set<String> called = new HashSet<>();

  private ResultsBehindCalls(int size) {
    ordered = new ArrayList<>(size);
  }

  /** The same conversation in that order; itself if it has it. */
  public static List<Message> of(List<Message> messages) {
    ResultsBehindCalls all = new ResultsBehindCalls(messages.size());
    boolean moved = false;
    for (Message message : messages) {
      switch (message) {
        case Message.Assistant said -> all.said(said);
        case Message.ToolResult result when all.called.contains(result.result().callId()) -> {
          moved |= !all.others.isEmpty();
          all.ordered.add(result);
        }
        case Message.ToolResult ofNoCall ->
            (all.others.isEmpty() ? all.ordered : all.others).add(ofNoCall);
        case Message.User user -> all.others.add(user);
        case Message.SystemPrompt system -> all.others.add(system);
      }
    }
    all.ordered.addAll(all.others);
    return moved ? all.ordered : messages;
  }

  private void said(Message.Assistant message) {
    ordered.addAll(others);
    others.clear();
    ordered.add(message);
    called.clear();
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolCall call && !call.isRunByProvider() && !call.id().isEmpty()) {
        called.add(call.id());
      }
    }
  }
}
