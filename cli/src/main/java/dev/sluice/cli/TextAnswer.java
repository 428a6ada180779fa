package dev.sluice.cli;

import dev.sluice.stream.StreamEvent;
import java.io.IOException;

/**
 * The answer's text alone, as it arrives; it ends with one line end, ours if the model sends none.
 * A refusal is what the model says, so it is text too. Thoughts go to standard error if somebody
 * watches there.
 */
final class TextAnswer implements Answer {
  private final TextWriter text;
  private final Notes notes;
  private final boolean thoughts;
  private int said;

  /**
   * @param thoughts whether to tell the model's reasoning
   */
  TextAnswer(TextWriter text, Notes notes, boolean thoughts) {
    this.text = text;
    this.notes = notes;
    this.thoughts = thoughts;
  }

  @Override
  public void show(StreamEvent event) throws IOException {
    switch (event) {
      case StreamEvent.TextDelta delta -> {
        said += delta.text().length();
        say(delta.text());
      }
      case StreamEvent.RefusalDelta delta -> say(delta.text());
      case StreamEvent.ReasoningDelta delta -> {
        if (thoughts) {
          notes.thought(delta.text());
        }
      }
      case StreamEvent.Ended ended -> {
        // A cancelled stream drops the events that waited; what they said belongs to the partial.
        say(ended.ending().reply().text().substring(said));
        text.endLine();
      }
      case StreamEvent.Started started -> {}
      case StreamEvent.ToolCallStarted call -> {}
      case StreamEvent.ToolCallDelta delta -> {}
      case StreamEvent.UsageReported report -> {}
    }
  }

  private void say(String piece) throws IOException {
    notes.endThought();
    text.write(piece);
  }
}
