package dev.sluice.cli;

import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Ending;
import dev.sluice.stream.FinishReason;
import dev.sluice.stream.Part;
import dev.sluice.stream.StreamEvent;
import java.io.IOException;

/** Shows one stream from its first event to its ending, and tells on the side how it ended. */
final class Turn {
  private Turn() {}

  /**
   * Shows the stream.
   *
   * @throws IOException if the destination takes no more; the stream is cancelled then
   */
  static Ending show(ChatStream stream, Answer answer, Notes notes) throws IOException {
    for (StreamEvent event : stream.events()) {
      try {
        answer.show(event);
      } catch (IOException gone) {
        stream.cancel();
        throw gone;
      }
      if (event instanceof StreamEvent.Ended ended) {
        tell(ended.ending(), notes);
        return ended.ending();
      }
    }
    throw new IllegalStateException("a stream without an ending");
  }

  private static void tell(Ending ending, Notes notes) {
    switch (ending) {
      case Ending.Completed done -> {
        for (Part.ToolCall call : done.reply().toolCalls()) {
          notes.say("the model calls a tool: " + call.name() + "(" + call.arguments() + ")");
        }
        tell(done.finishReason(), notes);
      }
      // Who cancelled knows it.
      case Ending.Incomplete early ->
          early.cause().failure().ifPresent(failure -> notes.say(failure.message()));
    }
  }

  private static void tell(FinishReason reason, Notes notes) {
    switch (reason.kind()) {
      case LENGTH ->
          notes.say("the answer stops at the token limit (finish reason: " + reason.raw() + ")");
      case CONTENT_FILTER ->
          notes.say("the provider withheld the rest (finish reason: " + reason.raw() + ")");
      case OTHER -> notes.say("the model stopped for another reason: " + reason.raw());
      case STOP, TOOL_CALLS -> {}
    }
  }
}
