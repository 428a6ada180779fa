package dev.sluice.provider.anthropic;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ids of calls as the API takes them: of letters, digits, underscores and hyphens, and each
 * only once in a conversation. Ids that other providers gave, or did not give, are made so; a call
 * and its result have the same. Not thread-safe.
 */
final class ToolIds {
  private static final Pattern TAKEN = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern REFUSED = Pattern.compile("[^a-zA-Z0-9_-]");

  private final Set<String> used = new HashSet<>();

  /** By an id that came several times: the number behind it that was tried last. */
  private final Map<String, Integer> repeated = new HashMap<>();

  /** By the id that was given: those of the calls that have no result yet. */
  private final Map<String, Queue<String>> open = new HashMap<>();

  /** By the id that was given: that of the call whose result came last. */
  private final Map<String, String> answered = new HashMap<>();

  /** The id of the next call that was given this one. */
  String ofCall(String given) {
    String base = given.isEmpty() ? "call" : REFUSED.matcher(given).replaceAll("_");
    String id = base;
    while (!used.add(id)) {
      id = base + "_" + repeated.merge(base, 2, (before, first) -> before + 1);
    }
    open.computeIfAbsent(given, none -> new ArrayDeque<>(1)).add(id);
    return id;
  }

  /** The id of the call that this result answers; as it is, if there is no such call. */
  String ofResult(String given) {
    Queue<String> calls = open.get(given);
    String id = calls == null || calls.isEmpty() ? answered.get(given) : calls.remove();
    if (id != null) {
      answered.put(given, id);
      return id;
    }
    return TAKEN.matcher(given).matches() ? given : REFUSED.matcher("_" + given).replaceAll("_");
  }
}
