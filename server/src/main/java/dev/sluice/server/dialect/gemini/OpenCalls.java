package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Part;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * The calls of a conversation that have no result yet. However many there are, one is found at
 * once. Not thread-safe.
 */
final class OpenCalls {
  private final Map<String, Queue<Part.ToolCall>> byId = new HashMap<>();
  private final Map<String, Queue<Part.ToolCall>> byName = new HashMap<>();

  /** Those that are still open: both queues of a call are not looked through for it. */
  private final Set<Part.ToolCall> open = Collections.newSetFromMap(new IdentityHashMap<>());

  void add(Part.ToolCall call) {
    open.add(call);
    byId.computeIfAbsent(call.id(), id -> new ArrayDeque<>(1)).add(call);
    byName.computeIfAbsent(call.name(), name -> new ArrayDeque<>(1)).add(call);
  }

  /**
   * Takes out the call that a result is of; empty if there is none.
   *
   * @param id empty if the result does not say it: then it is the first one of the name
   */
  Optional<Part.ToolCall> answered(String id, String name) {
    Queue<Part.ToolCall> calls = id.isEmpty() ? byName.get(name) : byId.get(id);
    while (calls != null && !calls.isEmpty()) {
      Part.ToolCall call = calls.remove();
      if (open.remove(call)) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }
}
