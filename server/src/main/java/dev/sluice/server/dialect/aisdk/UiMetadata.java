package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Told;

/** What is told of a message beside its parts. */
final class UiMetadata {
  private UiMetadata() {}

  /** The JSON of a stream's first event. */
  static String start(Told told) {
    JsonWriter json = new JsonWriter().object().put("type", "start");
    json.put("messageId", id(told)).object("messageMetadata");
    return json.put("run", told.run()).put("model", told.model()).end().end().text();
  }

  /** Under what the client keeps the answer: what it goes on with, or a message of its own. */
  static String id(Told told) {
    return told.labels().getOrDefault(UiRequestReader.MESSAGE, "msg_" + told.run());
  }

  /** A member with what is known at the end. */
  static void put(JsonWriter json, String name, Told told, Reply reply) {
    json.object(name).put("run", told.run()).put("model", told.model());
    if (!reply.askedModel().isEmpty()) {
      json.put("answeredBy", reply.askedModel());
    }
    usage(json, reply.usage());
    json.end();
  }

  private static void usage(JsonWriter json, Usage usage) {
    if (usage.inputTokens().isEmpty() && usage.outputTokens().isEmpty()) {
      return;
    }
    json.object("usage");
    count(json, "inputTokens", usage, Count.INPUT);
    count(json, "outputTokens", usage, Count.OUTPUT);
    json.put("totalTokens", usage.count(Count.INPUT, 0) + usage.count(Count.OUTPUT, 0));
    count(json, "cachedInputTokens", usage, Count.CACHED_INPUT);
    count(json, "cacheWriteTokens", usage, Count.CACHE_WRITE);
    count(json, "reasoningTokens", usage, Count.REASONING);
    json.end();
  }

  private static void count(JsonWriter json, String name, Usage usage, Count count) {
    usage.count(count).ifPresent(value -> json.put(name, value));
  }

  /**
   * Why the model stopped, in a word that every version of the SDK knows.
   *
   * @param refusalTold whether the model's words of refusal are told
   */
  static String word(FinishReason reason, boolean refusalTold) {
    return switch (reason.kind()) {
      case STOP -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool-calls";
      case CONTENT_FILTER -> "content-filter";
      case REFUSAL -> refusalTold ? "stop" : "content-filter";
      case ERROR -> "error";
      case PAUSED, OTHER -> "other";
    };
  }
}
