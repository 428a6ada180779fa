package dev.sluice.cli;

import dev.sluice.stream.Part;
import dev.sluice.stream.Reply;
import dev.sluice.stream.StreamEvent;
import java.io.IOException;
import java.util.BitSet;

/**
 * The answer's text alone, as it arrives; it ends with one line end, ours if the model sends none.
 * A refusal is what the model says, so it is text too. Thoughts go to standard error if somebody
 * watches there, and so does commentary; where text and notes come to the same terminal, none
 * continues the other's line.
 */
final class TextAnswer implements Answer {
  private final TextWriter text;
  private final Notes notes;
  private final boolean thoughts;
  private final boolean held;
  private final boolean sharesTerminal;

  /** The parts of the text that only tell what the model is about to do. */
  private final BitSet commentary = new BitSet(0);

  /** How much of the answer's text, and how much of a refusal, was written. */
  private int said;

  private int refused;

  /**
   * @param thoughts whether to tell the model's reasoning and commentary
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
      case StreamEvent.Content content -> show(content);
      case StreamEvent.FurtherAttempt next -> follow(next);
      case StreamEvent.Ended ended -> {
        rest(ended.ending().reply());
        text.endLine();
      }
      case StreamEvent.Started s -> {}
      case StreamEvent.UsageReported u -> {}
      case StreamEvent.Noted n -> {}
      case StreamEvent.Warned w -> {}
      case StreamEvent.Native n -> {}
      case StreamEvent.RoundStarted r -> {}
    }
  }

  private void show(StreamEvent.Content content) throws IOException {
    switch (content) {
      case StreamEvent.PartStarted start -> begin(start.part(), start.begun());
      case StreamEvent.TextDelta delta -> text(delta.part(), delta.text());
      case StreamEvent.RefusalDelta delta -> refusal(delta.text());
      case StreamEvent.ReasoningDelta delta -> thought(delta.text());
      case StreamEvent.ToolCallDelta t -> {}
      case StreamEvent.MediaDelta m -> {}
      case StreamEvent.NativeDelta n -> {}
      case StreamEvent.Cited c -> {}
      case StreamEvent.LogProbs l -> {}
      case StreamEvent.PartNoted n -> {}
      case StreamEvent.PartEnded e -> {}
    }
  }

  /** A part may come at once, and has no deltas then. */
  private void begin(int part, Part begun) throws IOException {
    switch (begun) {
      case Part.Text whole -> {
        commentary.set(part, whole.isCommentary());
        text(part, whole.text());
      }
      case Part.Refusal whole -> refusal(whole.text());
      case Part.Reasoning whole -> thought(whole.text());
      case Part.ToolCall t -> {}
      case Part.ToolResult t -> {}
      case Part.ApprovalRequest a -> {}
      case Part.ApprovalAnswer a -> {}
      case Part.Media m -> {}
      case Part.Native n -> {}
    }
  }

  private void text(int part, String piece) throws IOException {
    if (commentary.get(part)) {
      thought(piece);
    } else if (!held) {
      said += piece.length();
      say(piece);
    }
  }

  private void refusal(String piece) throws IOException {
    if (!held) {
      refused += piece.length();
      say(piece);
    }
  }

  private void thought(String piece) throws IOException {
    if (thoughts && !piece.isEmpty()) {
      beforeNote();
      notes.thought(piece);
    }
  }

  private void follow(StreamEvent.FurtherAttempt next) throws IOException {
    switch (next) {
      case StreamEvent.Retrying r -> {}
      case StreamEvent.Restarted r -> {
        text.endLine();
        said = 0;
        refused = 0;
        commentary.clear();
      }
      case StreamEvent.Continued seam -> {
        said = Math.min(said, seam.position());
        commentary.clear(seam.part() + 1, Math.max(seam.part() + 1, commentary.length()));
      }
    }
  }

  /** A cancelled stream drops the events that waited; what they said belongs to the partial. */
  private void rest(Reply reply) throws IOException {
    StringBuilder answer = new StringBuilder();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Text piece && !piece.isCommentary()) {
        answer.append(piece.text());
      }
    }
    say(from(said, answer.toString()));
    say(from(refused, reply.refusal()));
  }

  private static String from(int begin, String text) {
    return text.substring(Math.min(begin, text.length()));
  }

  @Override
  public void beforeNote() throws IOException {
    if (sharesTerminal) {
      text.endLine();
    }
  }

  private void say(String piece) throws IOException {
    notes.endThought();
    text.write(piece);
  }
}
