package dev.sluice.cli;

import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Ending;
import dev.sluice.stream.FinishReason;
import dev.sluice.stream.Part;
import dev.sluice.stream.StreamEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Shows one stream from its first event to its ending, and tells on the side how it ended. */
final class Turn {
  /** The local model's word for an answer that had no more room. */
  private static final String CONTEXT_FULL = "context_full";

  private Turn() {}

  /**
   * Shows the stream.
   *
   * @throws IOException if the destination takes no more; the stream is cancelled then
   */
  static Ending show(ChatStream stream, Answer answer, Notes notes, ProgressNotes progress)
      throws IOException {
    for (StreamEvent event : stream.events()) {
      follow(event, progress);
      try {
        Optional<String> note = note(event);
        if (note.isPresent()) {
          answer.beforeNote();
          notes.say(note.get());
        }
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

  private static void follow(StreamEvent event, ProgressNotes progress) {
    switch (event) {
      case StreamEvent.TextDelta t -> progress.answerComes();
      case StreamEvent.ReasoningDelta r -> progress.answerComes();
      case StreamEvent.RefusalDelta r -> progress.answerComes();
      case StreamEvent.ToolCallStarted t -> progress.answerComes();
      case StreamEvent.ToolCallDelta t -> progress.answerComes();
      case StreamEvent.Ended e -> progress.answerEnds();
      case StreamEvent.Started s -> {}
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Retrying r -> {}
      case StreamEvent.Restarted r -> {}
      case StreamEvent.Continued c -> {}
    }
  }

  /** One line each for what happens on the way, and what is done about it. */
  private static Optional<String> note(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Retrying retry ->
          Optional.of(
              retry.cause().message()
                  + "; asking "
                  + retry.model()
                  + (retry.delay().isZero() ? " now" : " again in " + seconds(retry.delay()))
                  + " (attempt "
                  + retry.attempt()
                  + ")");
      case StreamEvent.Restarted restart ->
          Optional.of(
              restart.cause().message()
                  + "; beginning anew with "
                  + restart.model()
                  + " (attempt "
                  + restart.attempt()
                  + ")");
      case StreamEvent.Continued seam ->
          Optional.of(
              seam.cause().message()
                  + "; "
                  + seam.model()
                  + " continues after "
                  + seam.position()
                  + " characters (attempt "
                  + seam.attempt()
                  + ")");
      case StreamEvent.Started s -> Optional.empty();
      case StreamEvent.TextDelta t -> Optional.empty();
      case StreamEvent.ReasoningDelta r -> Optional.empty();
      case StreamEvent.RefusalDelta r -> Optional.empty();
      case StreamEvent.ToolCallStarted t -> Optional.empty();
      case StreamEvent.ToolCallDelta t -> Optional.empty();
      case StreamEvent.UsageReported u -> Optional.empty();
      case StreamEvent.Ended e -> Optional.empty();
    };
  }

  private static String seconds(Duration time) {
    return Math.round(time.toMillis() / 100.0) / 10.0 + " s";
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

  static void tell(FinishReason reason, Notes notes) {
    switch (reason.kind()) {
      case LENGTH ->
          notes.say(
              reason.raw().equals(CONTEXT_FULL)
                  ? "the answer stops because the context is full: --context or "
                      + RequestOptions.CONTEXT_SETTING
                      + " makes it larger (finish reason: "
                      + reason.raw()
                      + ")"
                  : "the answer stops at the token limit; --max-tokens sets another (finish reason: "
                      + reason.raw()
                      + ")");
      case CONTENT_FILTER ->
          notes.say("the provider withheld the rest (finish reason: " + reason.raw() + ")");
      case OTHER -> notes.say("the model stopped for another reason: " + reason.raw());
      case STOP, TOOL_CALLS -> {}
    }
  }
}
