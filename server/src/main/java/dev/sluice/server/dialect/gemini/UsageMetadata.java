package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonWriter;

/** What was used, as {@code usageMetadata} has it: thoughts are counted beside the answer. */
final class UsageMetadata {
  private UsageMetadata() {}

  /** Whether anything can be told: a count that nobody knows is not 0. */
  static boolean isKnown(Usage usage) {
    return usage.inputTokens().isPresent() || usage.outputTokens().isPresent();
  }

  /** The object. */
  static String of(Usage usage) {
    long input = usage.count(Count.INPUT, 0);
    long output = usage.count(Count.OUTPUT, 0);
    long tools = usage.count(Count.TOOL_PROMPT, 0);
    long thoughts = usage.count(Count.REASONING, 0);
    JsonWriter json = new JsonWriter().object();
    if (usage.inputTokens().isPresent()) {
      json.put("promptTokenCount", Math.max(0, input - tools));
    }
    if (usage.outputTokens().isPresent()) {
      json.put("candidatesTokenCount", Math.max(0, output - thoughts));
    }
    told(json, "thoughtsTokenCount", usage, Count.REASONING);
    told(json, "cachedContentTokenCount", usage, Count.CACHED_INPUT);
    told(json, "toolUsePromptTokenCount", usage, Count.TOOL_PROMPT);
    return json.put("totalTokenCount", input + output).end().text();
  }

  private static void told(JsonWriter json, String name, Usage usage, Count count) {
    usage.count(count).ifPresent(value -> json.put(name, value));
  }
}
