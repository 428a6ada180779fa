package dev.sluice.provider.bedrock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ids of calls as Bedrock takes them: one to 64 letters, digits and {@code _.:-}, each for one
 * call of the conversation. Others are replaced, in a call and in its result alike; a conversation
 * that was begun with another provider may have none. Not thread-safe.
 */
final class ToolIds {
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");

  private final Set<String> used = new HashSet<>();

  /** The ids that were given to calls whose result has not come, by what the calls are called. */
  private final Map<String, Deque<String>> open = new HashMap<>();

  /** The number of the last id that was made, from which on the next one is sought. */
  private int made;

  /** The id of a call. */
  String ofCall(String id) {
    String given = ALLOWED.matcher(id).matches() && used.add(id) ? id : fresh();
    open.computeIfAbsent(id, any -> new ArrayDeque<>()).add(given);
    return given;
  }

  /** The id of a result: that of the oldest such call that has none. */
  String ofResult(String id) {
    Deque<String> calls = open.get(id);
    String given = calls == null ? null : calls.poll();
    return given != null ? given : ALLOWED.matcher(id).matches() ? id : fresh();
  }

  private String fresh() {
    String id;
    made = Math.max(made, used.size());
    do {
      made++;
      id = "call_" + made;
    } while (!used.add(id));
    return id;
  }
}
