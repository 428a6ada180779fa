package dev.sluice.provider.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    Results left = new Results(results);
    List<Answer> answers = new ArrayList<>(results.size());
    List<Call> calls = List.copyOf(open);
    open.clear();
    for (Call call : calls) {
      Part.ToolResult result = left.of(call.call);
      if (result == null) {
        open.add(call);
      } else {
        answers.add(new Answer(call.ours ? call.call.id() : "", call.call.name(), result));
      }
    }
    for (Part.ToolResult result : left.rest()) {
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

  /** Results that no call has yet, found by the id; where there is none, by the name. */
  private static final class Results {
    private final List<Part.ToolResult> all;
    private final BitSet taken = new BitSet();

    /** Where in the list those of an id are. */
    private final Map<String, Deque<Integer>> byId = new HashMap<>();

    /** Those that have no id, by their name; without one they are anybody's. */
    private final Map<String, Deque<Integer>> byName = new HashMap<>();

    Results(List<Part.ToolResult> all) {
      this.all = all;
      for (int i = 0; i < all.size(); i++) {
        Part.ToolResult result = all.get(i);
        boolean isNamed = result.callId().isEmpty();
        (isNamed ? byName : byId)
            .computeIfAbsent(
                isNamed ? result.name() : result.callId(), first -> new ArrayDeque<>(1))
            .add(i);
      }
    }

    /** The first one of this call, which is taken with that. */
    Part.@Nullable ToolResult of(Part.ToolCall call) {
      Deque<Integer> own = call.id().isEmpty() ? byName(call.name()) : byId.get(call.id());
      Integer found = own == null ? null : own.poll();
      if (found == null) {
        return null;
      }
      taken.set(found);
      return all.get(found);
    }

    private @Nullable Deque<Integer> byName(String name) {
      Deque<Integer> named = byName.get(name);
      Deque<Integer> anybody = byName.get("");
      Integer first = named == null ? null : named.peek();
      Integer other = anybody == null ? null : anybody.peek();
      return first == null || (other != null && other < first) ? anybody : named;
    }

    List<Part.ToolResult> rest() {
      List<Part.ToolResult> rest = new ArrayList<>();
      for (int i = taken.nextClearBit(0); i < all.size(); i = taken.nextClearBit(i + 1)) {
        rest.add(all.get(i));
      }
      return rest;
    }
  }
}
