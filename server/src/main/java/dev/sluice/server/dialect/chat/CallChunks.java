package dev.sluice.server.dialect.chat;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Calls of tools, which chunks number from 0 on. Not thread-safe. */
final class CallChunks {
  private static final byte[] CALL = ascii("\"tool_calls\":[{\"index\":");
  private static final byte[] ID = ascii(",\"id\":\"");
  private static final byte[] CLOSE = ascii("\"}}]");

  private static final Words FUNCTION = new Words("function", "arguments");
  private static final Words CUSTOM = new Words("custom", "input");

  private final CallIds ids;
  private final Map<Integer, Call> calls = new HashMap<>();

  /** What a call of a kind is made of. */
  private static final class Words {
    final byte[] name;
    final byte[] first;
    final byte[] more;

    Words(String kind, String argument) {
      name = ascii("\",\"type\":\"" + kind + "\",\"" + kind + "\":{\"name\":\"");
      first = ascii("\",\"" + argument + "\":\"");
      more = ascii(",\"" + kind + "\":{\"" + argument + "\":\"");
    }
  }

  private record Call(int number, Words words) {}

  CallChunks(CallIds ids) {
    this.ids = ids;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a call is one for the client, which is told of it. */
  boolean begins(int part, Part.ToolCall call) {
    if (call.isRunByProvider()) {
      return false;
    }
    calls.put(part, new Call(calls.size(), call.isFreeText() ? CUSTOM : FUNCTION));
    return true;
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Whether it was told. */
  boolean isTold(int part) {
    return calls.containsKey(part);
  }

  /** Its beginning. */
  void first(int part, Part.ToolCall call, Chunks chunks, Bytes out) {
    Call told = calls.get(part);
    if (told == null) {
      return;
    }
    chunks.begin(out);
    out.add(CALL).addDecimal(told.number);
    out.add(ID).addEscaped(ids.next(part, call)).add(told.words.name).addEscaped(call.name());
    out.add(told.words.first).addEscaped(call.arguments()).add(CLOSE);
    chunks.end(out);
  }

  /** More of its arguments. */
  void more(int part, String fragment, Chunks chunks, Bytes out) {
    Call told = calls.get(part);
    if (told == null) {
      return;
    }
    chunks.begin(out);
    out.add(CALL).addDecimal(told.number).add(told.words.more).addEscaped(fragment).add(CLOSE);
    chunks.end(out);
  }
}
