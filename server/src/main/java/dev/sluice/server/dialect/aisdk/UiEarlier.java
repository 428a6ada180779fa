package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import java.util.List;

/**
 * What a message held before the run that goes on with it: the steps of the answer since the user's
 * last words, with the results of its calls. Not thread-safe.
 */
final class UiEarlier {
  private final UiLines lines;
  private final UiBlocks blocks;
  private final UiCalls calls;
  private int part;
  private boolean begun;

  UiEarlier(ChatRequest request, UiLines lines) {
    this.lines = lines;
    this.blocks = new UiBlocks(lines);
    this.calls = new UiCalls(request, CallIds.known(), lines);
  }

  /** Tells it, and begins the step of what follows. */
  void tell(List<Message> messages, Bytes out) {
    for (Message message : messages.subList(afterUser(messages), messages.size())) {
      switch (message) {
        case Message.Assistant(List<Part> parts, String model) -> {
          step(out);
          parts.forEach(one -> part(one, out));
        }
        case Message.ToolResult(Part.ToolResult result) -> calls.result(result, out);
        case Message.User u -> {}
        case Message.SystemPrompt s -> {}
      }
    }
    step(out);
  }

  private static int afterUser(List<Message> messages) {
    int from = messages.size();
    while (from > 0 && !(messages.get(from - 1) instanceof Message.User)) {
      from--;
    }
    return from;
  }

  private void step(Bytes out) {
    if (begun) {
      lines.finishStep(out);
      lines.startStep(out);
    } else {
      lines.open(out);
    }
    begun = true;
  }

  private void part(Part one, Bytes out) {
    part++;
    switch (one) {
      case Part.Text text -> blocks.end(part, text, text.text(), out);
      case Part.Reasoning thought -> blocks.end(part, thought, thought.text(), out);
      case Part.Refusal refusal -> blocks.end(part, refusal, refusal.text(), out);
      // Without the event that says that it can be run: the client has run it.
      case Part.ToolCall call -> calls.begin(part, call, out);
      case Part.ToolResult result -> calls.result(result, out);
      default -> {}
    }
  }
}
