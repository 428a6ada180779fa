package dev.sluice.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stream has said, joined: the whole answer if it completed, else what had come. Immutable.
 *
 * @param text the answer
 * @param reasoning what the model thought before, empty if it told nothing
 * @param refusal the model's refusal, empty if it did not refuse
 * @param toolCalls in the order of their indexes; if the stream is incomplete, the last ones'
 *     arguments may be unfinished JSON
 * @param usage summed over all attempts
 * @param timings measured here
 * @param started who answered; all empty if nothing had come
 * @param earlier the attempts before the last one, oldest first; empty if the first one answered
 */
public record Reply(
    String text,
    String reasoning,
    String refusal,
    List<Part.ToolCall> toolCalls,
    Usage usage,
    Timings timings,
    StreamEvent.Started started,
    List<Attempt> earlier) {

  public Reply {
    toolCalls = List.copyOf(toolCalls);
    earlier = List.copyOf(earlier);
  }

  /**
   * An attempt that did not bring the answer.
   *
   * @param cause why it ended
   * @param usage what it had used, as far as its provider had said
   */
  public record Attempt(Cause cause, Usage usage) {}

  /** This reply as a message for the history of the next turn. */
  public Message toMessage() {
    List<Part> parts = new ArrayList<>();
    if (!text.isEmpty() || toolCalls.isEmpty()) {
      parts.add(new Part.Text(text.isEmpty() ? refusal : text));
    }
    parts.addAll(toolCalls);
    return new Message.Assistant(parts);
  }
}
