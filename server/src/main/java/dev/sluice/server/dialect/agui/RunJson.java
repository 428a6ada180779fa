package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Citation;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Told;
import java.util.List;

/** Events of a run beside its messages. */
final class RunJson {
  private RunJson() {}

  /** The client's id for the run, or the gateway's if it gave none. */
  static String run(Told told) {
    return told.labels().getOrDefault(Conversations.RUN, told.run());
  }

  /** The client's id for the thread; without one each run is a thread of its own. */
  static String thread(Told told) {
    return told.labels().getOrDefault(Conversations.THREAD, "thread_" + told.run());
  }

  /** The JSON of a stream's first event. */
  static String started(Told told) {
    JsonWriter json = Lines.begin("RUN_STARTED").put("threadId", thread(told));
    return json.put("runId", run(told)).put("protocolVersion", "1.0").end().text();
  }

  /** A stream's good end, but for the object's. */
  static JsonWriter finished(Told told, Reply reply, FinishReason reason, List<String> pending) {
    JsonWriter json = Lines.begin("RUN_FINISHED").put("threadId", thread(told));
    json.put("runId", run(told)).object("outcome").put("type", "success");
    if (!pending.isEmpty()) {
      json.array("pendingToolCallIds");
      pending.forEach(json::value);
      json.end();
    }
    json.end();
    usage(json, told, reply.usage());
    json.object("metadata").object("tanstack").put("model", told.model());
    return json.put("finishReason", word(reason)).end().end();
  }

  private static void usage(JsonWriter json, Told told, Usage usage) {
    if (usage.inputTokens().isEmpty() && usage.outputTokens().isEmpty()) {
      return;
    }
    json.array("usage").object().put("model", told.model());
    count(json, "inputTokens", usage, Count.INPUT);
    count(json, "outputTokens", usage, Count.OUTPUT);
    json.put("totalTokens", usage.count(Count.INPUT, 0) + usage.count(Count.OUTPUT, 0));
    count(json, "reasoningTokens", usage, Count.REASONING);
    count(json, "cachedInputTokens", usage, Count.CACHED_INPUT);
    count(json, "cacheWriteInputTokens", usage, Count.CACHE_WRITE);
    json.end().end();
  }

  private static void count(JsonWriter json, String name, Usage usage, Count count) {
    usage.count(count).ifPresent(value -> json.put(name, value));
  }

  private static String word(FinishReason reason) {
    return switch (reason.kind()) {
      case STOP, OTHER -> "stop";
      case LENGTH, PAUSED -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER, REFUSAL, ERROR -> "content_filter";
    };
  }

  /** Where something in the text comes from, but for the object's end. */
  static JsonWriter citation(Citation citation) {
    JsonWriter json = Lines.begin("CUSTOM").put("name", "citation").object("value");
    json.put("url", citation.url()).put("title", citation.title());
    if (citation.hasPlace()) {
      json.put("from", citation.from()).put("to", citation.to());
    }
    if (!citation.quote().isEmpty()) {
      json.put("quote", citation.quote());
    }
    return json.end();
  }

  /** A picture, sound or document of the answer, but for the object's end. */
  static JsonWriter file(Part.Media media, String address) {
    JsonWriter json = Lines.begin("CUSTOM").put("name", "file").object("value");
    return json.put("url", address).put("mediaType", media.mediaType()).end();
  }
}
