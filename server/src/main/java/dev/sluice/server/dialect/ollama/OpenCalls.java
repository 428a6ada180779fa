package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.CallIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls of tools ids, where clients send none, and results those of the calls that they
 * answer: other providers want them. However many calls there are, one is found at once. Not
 * thread-safe.
 */
final class OpenCalls {
  private final Queue<Open> all = new ArrayDeque<>();
  private final Map<String, Queue<Open>> byId = new HashMap<>();
  private final Map<String, Queue<Open>> byName = new HashMap<>();
  private int count;

  /** A call, which is left in the other queues once it was found in one. */
  private static final class Open {
    final String id;
    boolean answered;

    Open(String id) {
      this.id = id;
    }
  }

  /** Calls that begin. */
  List<Part.ToolCall> begin(List<Part.ToolCall> calls) {
    if (!calls.isEmpty()) {
      // What was not answered by now never is.
      all.clear();
      byId.clear();
      byName.clear();
    }
    List<Part.ToolCall> named = new ArrayList<>(calls.size());
    for (Part.ToolCall call : calls) {
      count++;
      Part.ToolCall begun =
          call.id().isEmpty() ? call.called(CallIds.unnamed(count), call.name()) : call;
      Open open = new Open(begun.id());
      all.add(open);
      byId.computeIfAbsent(begun.id(), id -> new ArrayDeque<>(1)).add(open);
      byName.computeIfAbsent(begun.name(), name -> new ArrayDeque<>(1)).add(open);
      named.add(begun);
    }
    return named;
  }

  /**
   * The id of the call that is answered: the one that is named by its id, or the first of this
   * tool's, or the first one.
   *
   * @param id empty if the client sends none
   * @param tool empty if the client doesn't say which it is
   */
  String answered(String id, String tool) {
    Open open = first(id.isEmpty() ? byName.get(tool) : byId.get(id));
    if (open == null && id.isEmpty()) {
      open = first(all);
    }
    if (open != null) {
      open.answered = true;
      return open.id;
    }
    return id.isEmpty() ? CallIds.unnamed(++count) : id;
  }

  private static @Nullable Open first(@Nullable Queue<Open> calls) {
    while (calls != null && !calls.isEmpty()) {
      Open open = calls.remove();
      if (!open.answered) {
        return open;
      }
    }
    return null;
  }
}
