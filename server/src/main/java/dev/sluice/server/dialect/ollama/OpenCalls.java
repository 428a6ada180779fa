package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Gives calls of tools ids, where clients send none, and results those of the calls that they
 * answer: other providers want them. Not thread-safe.
 */
final class OpenCalls {
  private final List<Part.ToolCall> open = new ArrayList<>();
  private int count;

  /** Calls that begin. */
  List<Part.ToolCall> begin(List<Part.ToolCall> calls) {
    if (!calls.isEmpty()) {
      open.clear(); // What was not answered by now never is.
    }
    for (Part.ToolCall call : calls) {
      count++;
      open.add(call.id().isEmpty() ? call.called("call_" + count, call.name()) : call);
    }
    return List.copyOf(open.subList(open.size() - calls.size(), open.size()));
  }

  /**
   * The id of the call that is answered: the one that is named by its id, or the first of this
   * tool's, or the first one.
   *
   * @param id empty if the client sends none
   * @param tool empty if the client doesn't say which it is
   */
  String answered(String id, String tool) {
    String found = id.isEmpty() ? first(tool) : id;
    for (Iterator<Part.ToolCall> calls = open.iterator(); calls.hasNext(); ) {
      if (calls.next().id().equals(found)) {
        calls.remove();
        break;
      }
    }
    return found;
  }

  private String first(String tool) {
    for (Part.ToolCall call : open) {
      if (call.name().equals(tool)) {
        return call.id();
      }
    }
    return open.isEmpty() ? "call_" + ++count : open.getFirst().id();
  }
}
