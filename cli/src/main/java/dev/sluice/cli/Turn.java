package dev.sluice.cli;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.stream.ChatStream;
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
        show(event, answer, notes);
      } catch (IOException gone) {
        stream.cancel();
        throw gone;
      }
      if (event instanceof StreamEvent.Ended ended) {
        return ended.ending();
      }
    }
    throw new IllegalStateException("a stream without an ending");
  }

  /**
   * Shows one event, and tells what there is to tell about it.
   *
   * @throws IOException if the destination takes no more
   */
  static void show(StreamEvent event, Answer answer, Notes notes) throws IOException {
    Optional<String> note = note(event);
    if (note.isPresent()) {
      answer.beforeNote();
      notes.say(note.get());
    }
    answer.show(event);
    if (event instanceof StreamEvent.Ended ended) {
      tell(ended.ending(), notes);
    }
  }

  private static void follow(StreamEvent event, ProgressNotes progress) {
    if (event instanceof StreamEvent.Content) {
      progress.answerComes();
    } else if (event instanceof StreamEvent.Ended) {
      progress.answerEnds();
    }
  }

  /** One line each for what happens on the way, and what is done about it. */
  private static Optional<String> note(StreamEvent event) {
    return switch (event) {
      case StreamEvent.FurtherAttempt next ->
          Optional.of(
              next.cause().message() + "; " + done(next) + " (attempt " + next.attempt() + ")");
      case StreamEvent.Warned warned -> Optional.of(warned.message());
      case StreamEvent.Content c -> Optional.empty();
      case StreamEvent.Started s -> Optional.empty();
      case StreamEvent.UsageReported u -> Optional.empty();
      case StreamEvent.Noted n -> Optional.empty();
      case StreamEvent.Native n -> Optional.empty();
      case StreamEvent.RoundStarted r -> Optional.empty();
      case StreamEvent.Ended e -> Optional.empty();
    };
  }

  private static String done(StreamEvent.FurtherAttempt next) {
    return switch (next) {
      case StreamEvent.Retrying retry ->
          "asking "
              + retry.model()
              + (retry.delay().isZero() ? " now" : " again in " + seconds(retry.delay()));
      case StreamEvent.Restarted restart -> "beginning anew with " + restart.model();
      case StreamEvent.Continued seam ->
          seam.model() + " continues after " + seam.position() + " characters";
    };
  }

  private static String seconds(Duration time) {
    return Math.round(time.toMillis() / 100.0) / 10.0 + " s";
  }

  private static void tell(Ending ending, Notes notes) {
    switch (ending) {
      case Ending.Completed done -> {
        for (Part.ToolCall call : done.reply().toolCalls()) {
          notes.say(
              (call.isRunByProvider() ? "the provider ran a tool: " : "the model calls a tool: ")
                  + call.name()
                  + "("
                  + call.arguments()
                  + ")");
        }
        if (done.isWithheld()) {
          notes.say("there is no answer: " + withheld(done.finishReason()));
        } else {
          tell(done.finishReason(), notes);
        }
      }
      // Who cancelled knows it.
      case Ending.Incomplete early ->
          early.cause().failure().ifPresent(failure -> notes.say(failure.message()));
    }
  }

  private static String withheld(FinishReason reason) {
    return switch (reason.kind()) {
          case REFUSAL -> "the model declines to answer";
          case CONTENT_FILTER -> "the provider withheld it";
          case ERROR, STOP, LENGTH, TOOL_CALLS, PAUSED, OTHER -> "the provider gave up";
        }
        + given(reason);
  }

  private static String given(FinishReason reason) {
    String detail = reason.detail();
    return " (finish reason: " + reason.raw() + (detail.isEmpty() ? "" : ", " + detail) + ")";
  }

  static void tell(FinishReason reason, Notes notes) {
    switch (reason.kind()) {
      case LENGTH ->
          notes.say(
              (reason.raw().equals(CONTEXT_FULL)
                      ? "the answer stops because the context is full: --context or "
                          + RequestOptions.CONTEXT_SETTING
                          + " makes it larger"
                      : "the answer stops at the token limit; --max-tokens sets another")
                  + given(reason));
      case CONTENT_FILTER -> notes.say("the provider withheld the rest" + given(reason));
      case REFUSAL -> notes.say("the model declines to go on" + given(reason));
      case PAUSED ->
          notes.say(
              "the provider pauses; in a chat the answer goes on with \"go on\"" + given(reason));
      case ERROR -> notes.say("the provider gave up in the middle" + given(reason));
      case OTHER -> notes.say("the model stopped for another reason: " + reason.raw());
      case STOP, TOOL_CALLS -> {}
    }
  }
}
