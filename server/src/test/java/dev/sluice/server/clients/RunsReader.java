package dev.sluice.server.clients;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.codec.EventCodec;

/** A run's own events. */
final class RunsReader extends Reader {
  @Override
  void event(Block event) {
    isGoingOn();
    switch (EventCodec.decode(event.data())) {
      case StreamEvent.TextDelta delta -> text.append(delta.text());
      case StreamEvent.ReasoningDelta delta -> thoughts.append(delta.text());
      case StreamEvent.PartStarted(int part, Part.ToolCall call) -> {
        if (!call.isRunByProvider()) {
          call(part + "", call.name());
        }
      }
      case StreamEvent.ToolCallDelta delta -> {
        if (calls.containsKey(delta.part() + "")) {
          arguments(delta.part() + "", delta.fragment());
        }
      }
      case StreamEvent.UsageReported(Usage used) -> usage(used);
      case StreamEvent.Ended(Ending.Completed done) -> {
        usage(done.reply().usage());
        whole();
      }
      case StreamEvent.Ended(Ending.Incomplete early) -> broken(early.kind());
      default -> {}
    }
  }

  private void usage(Usage used) {
    if (used.inputTokens().isPresent() && used.outputTokens().isPresent()) {
      usage(used.inputTokens().getAsLong(), used.outputTokens().getAsLong());
    }
  }

  @Override
  void document(Tree document) {
    text.append(document.text("text"));
    thoughts.append(document.text("reasoning"));
    for (Tree call : document.at("tool_calls").elements()) {
      call(call.text("id"), call.text("name"));
      arguments(call.text("id"), call.text("arguments"));
    }
    usage(document.at("usage"), "prompt_tokens", "completion_tokens");
    switch (document.text("status")) {
      case "completed" -> whole();
      case "running" -> {}
      default -> broken(document.text("error", "code"));
    }
  }
}
