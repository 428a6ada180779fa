package dev.sluice.stream;

import java.time.Duration;
import java.util.Objects;

/**
 * One thing that happened in a stream. Immutable.
 *
 * <p>A stream is any number of events and then exactly one {@link Ended}.
 */
public sealed interface StreamEvent {

  /**
   * The provider has begun to answer. At most once per attempt, before any delta.
   *
   * @param id the provider's name for the response, empty if it gives none
   * @param model the model that answers, which may be more exact than the one asked for
   * @param requestId what to quote to the provider's support, empty if it gives none
   */
  record Started(String id, String model, String requestId) implements StreamEvent {
    public Started {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(requestId, "requestId");
    }
  }

  /** More of the answer; never empty. */
  record TextDelta(String text) implements StreamEvent {
    public TextDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /** More of what the model thinks before it answers; never empty. */
  record ReasoningDelta(String text) implements StreamEvent {
    public ReasoningDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /** More of the model's refusal to answer, where the provider tells it apart; never empty. */
  record RefusalDelta(String text) implements StreamEvent {
    public RefusalDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * The model begins a tool call.
   *
   * @param index which call of this answer, from 0; calls may interleave
   * @param id the provider's name for the call, empty if it gives none
   * @param name the tool's name
   */
  record ToolCallStarted(int index, String id, String name) implements StreamEvent {
    public ToolCallStarted {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * More of a tool call's arguments.
   *
   * @param index as in {@link ToolCallStarted}
   * @param fragment a piece of JSON text, cut anywhere; never empty
   */
  record ToolCallDelta(int index, String fragment) implements StreamEvent {
    public ToolCallDelta {
      Objects.requireNonNull(fragment, "fragment");
    }
  }

  /** What the answer has used up to now; each report replaces the one before. */
  record UsageReported(Usage usage) implements StreamEvent {
    public UsageReported {
      Objects.requireNonNull(usage, "usage");
    }
  }

  /**
   * Nothing of the answer had come, and another attempt is made after a wait.
   *
   * @param attempt which attempt comes, the first being 1
   * @param model who is asked: the same again, or another one
   * @param cause why the attempt before ended
   * @param delay how long until it is made
   * @param used what the attempt before had used
   */
  record Retrying(int attempt, String model, Cause cause, Duration delay, Usage used)
      implements StreamEvent {}

  /**
   * The answer begins anew: everything before is void, and whoever shows it clears it.
   *
   * @param attempt which attempt comes, the first being 1
   * @param model who is asked: the same again, or another one
   * @param cause why the attempt before ended
   * @param used what the attempt before had used
   */
  record Restarted(int attempt, String model, Cause cause, Usage used) implements StreamEvent {}

  /**
   * The seam of an answer that was interrupted and is continued: what follows joins the text here.
   *
   * @param attempt which attempt comes, the first being 1
   * @param model who continues: the same again, or another one
   * @param position how many characters (UTF-16 units) of the text before stand; what came after
   *     them, and tool calls that had begun, are void
   * @param cause why the attempt before ended
   * @param used what the attempt before had used
   */
  record Continued(int attempt, String model, int position, Cause cause, Usage used)
      implements StreamEvent {}

  /** The last event of every stream. */
  record Ended(Ending ending) implements StreamEvent {
    public Ended {
      Objects.requireNonNull(ending, "ending");
    }
  }
}
