package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What calls are known by to the API, which wants an id of 1 to 64 characters: other providers give
 * longer ones, or none. A call and its result get the same one. Also which results answer calls
 * that are no functions. Not thread-safe.
 */
final class CallIds {
  private static final int MAX_LENGTH = 64;

  private final Map<String, String> others = new HashMap<>();

  /** Of calls without an id, in the order of the calls: for the results. */
  private final Deque<String> unnamed = new ArrayDeque<>();

  private final Map<String, Part.ToolCall> calls = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private int next = 1;

  CallIds(List<Message> messages) {
    for (Message message : messages) {
      if (message instanceof Message.Assistant assistant) {
        for (Part part : assistant.parts()) {
          if (part instanceof Part.ToolCall call && !call.isRunByProvider()) {
            calls.put(call.id(), call);
            taken.add(call.id());
          }
        }
      }
    }
  }

  /** The call that a result answers, if it is in the conversation. */
  Part.ToolCall answered(Part.ToolResult result) {
    return calls.getOrDefault(
        result.callId(), new Part.ToolCall(result.callId(), result.name(), ""));
  }

  /** The id of a call. */
  String ofCall(Part.ToolCall call) {
    if (call.id().isEmpty()) {
      String fresh = fresh();
      unnamed.add(fresh);
      return fresh;
    }
    return known(call.id());
  }

  /** The id of the call that this is the result of. */
  String ofResult(Part.ToolResult result) {
    if (result.callId().isEmpty()) {
      return unnamed.isEmpty() ? fresh() : unnamed.poll();
    }
    return known(result.callId());
  }

  private String known(String id) {
    return id.length() <= MAX_LENGTH ? id : others.computeIfAbsent(id, longer -> fresh());
  }

  private String fresh() {
    String id;
    do {
      id = "call_" + next++;
    } while (taken.contains(id));
    return id;
  }
}
