package dev.sluice.provider.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins results to calls. Gemini does so by their order and their names, because most of its calls
 * have no ids; those that came from it go back, and nobody else's. Not thread-safe.
 */
final class CallsAndResults {
  /**
   * A result as it is sent.
   *
   * @param id the call's, if it came from Gemini; else empty
   * @param name the tool's
   */
  record Answer(String id, String name, Part.ToolResult result) {}

  /** A call, and who made it. */
  private record Call(Part.ToolCall call, boolean ours) {}

  private final String provider;

  /** Those of the model's last turn that have no result yet. */
  private final List<Call> open = new ArrayList<>();

  private boolean answered;

  CallsAndResults(String provider) {
    this.provider = provider;
  }

  /** What the model has called. */
  void add(Message.Assistant message) {
    if (answered) {
      open.clear();
      answered = false;
    }
    boolean ours = message.provider().equals(provider);
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolCall call && !call.isRunByProvider()) {
        open.add(new Call(call, ours));
      }
    }
  }

  /** These results, in the order of their calls; those of no call behind them. */
  List<Answer> inOrder(List<Part.ToolResult> results) {
    answered = true;
    List<Part.ToolResult> left = new ArrayList<>(results);
    List<Answer> answers = new ArrayList<>(results.size());
    for (Call call : List.copyOf(open)) {
      for (Part.ToolResult result : left) {
        if (isOf(call.call, result)) {
          String id = call.ours ? call.call.id() : "";
          answers.add(new Answer(id, call.call.name(), result));
          left.remove(result);
          open.remove(call);
          break;
        }
      }
    }
    for (Part.ToolResult result : left) {
      if (result.name().isEmpty()) {
        throw new IllegalArgumentException(
            "the result of a tool needs the tool's name, because Gemini tells results apart by it;"
                + " the conversation has no call "
                + result.callId());
      }
      answers.add(new Answer("", result.name(), result));
    }
    return answers;
  }

  /** By the id; where there is none, by the name. */
  private static boolean isOf(Part.ToolCall call, Part.ToolResult result) {
    if (!call.id().isEmpty() || !result.callId().isEmpty()) {
      return call.id().equals(result.callId());
    }
    return result.name().isEmpty() || call.name().equals(result.name());
  }
}
