package dev.sluice.cli;

import dev.sluice.stream.StreamEvent;
import java.io.IOException;

/**
 * The answer's text alone, as it arrives; it ends with one line end, ours if the model sends none.
 * A refusal is what the model says, so it is text too. Thoughts go to standard error if somebody
 * watches there; where text and notes come to the same terminal, none continues the other's line.
 */
final class TextAnswer implements Answer {
  private final TextWriter text;
  private final Notes notes;
  private final boolean thoughts;
  private final boolean held;
  private final boolean sharesTerminal;
  private int said;

  /**
   * @param thoughts whether to tell the model's reasoning
   * @param held whether to write nothing before the ending, because what is written cannot be taken
   *     back
   * @param sharesTerminal whether text and notes are both seen, and so a note must not stand in the
   *     middle of the text's line. Nobody can tell two terminals from one; with two, a line ends
   *     early
   */
  TextAnswer(TextWriter text, Notes notes, boolean thoughts, boolean held, boolean sharesTerminal) {
    this.text = text;
    this.notes = notes;
    this.thoughts = thoughts;
    this.held = held;
    this.sharesTerminal = sharesTerminal;
  }

  @Override
  public void show(StreamEvent event) throws IOException {
    switch (event) {
      case StreamEvent.TextDelta delta -> {
        if (!held) {
          said += delta.text().length();
          say(delta.text());
        }
      }
      case StreamEvent.RefusalDelta delta -> say(delta.text());
      case StreamEvent.ReasoningDelta delta -> {
        if (thoughts) {
          beforeNote();
          notes.thought(delta.text());
        }
      }
      case StreamEvent.Ended ended -> {
        // A cancelled stream drops the events that waited; what they said belongs to the partial.
        say(ended.ending().reply().text().substring(said));
        text.endLine();
      }
      case StreamEvent.Restarted restarted -> {
        text.dropHalfCharacter();
        text.endLine();
        said = 0;
      }
      case StreamEvent.Continued seam -> {
        text.dropHalfCharacter();
        said = Math.min(said, seam.position());
      }
      case StreamEvent.Retrying retrying -> {}
      case StreamEvent.Started started -> {}
      case StreamEvent.ToolCallStarted call -> {}
      case StreamEvent.ToolCallDelta delta -> {}
      case StreamEvent.UsageReported report -> {}
    }
  }

  @Override
  public void beforeNote() throws IOException {
    if (sharesTerminal) {
      text.breakLine();
    }
  }

  private void say(String piece) throws IOException {
    notes.endThought();
    text.write(piece);
  }
}
