package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the last line of a whole answer says of it. */
final class GoodEnd {
  private static final String TOTAL = "total_duration";
  private static final String LOAD = "load_duration";
  private static final String PROMPT = "prompt_eval_duration";
  private static final String ANSWER = "eval_duration";

  private GoodEnd() {}

  /** Members of an object: why the model stopped, what was used, and how long it took. */
  static String members(Ending.Completed completed, boolean refusalTold) {
    JsonWriter json = new JsonWriter().object();
    put(json, completed, refusalTold);
    String object = json.end().text();
    return object.substring(1, object.length() - 1);
  }

  /** The same members of the current object. */
  static void put(JsonWriter json, Ending.Completed completed, boolean refusalTold) {
    Reply reply = completed.reply();
    Usage usage = reply.usage();
    json.put("done_reason", word(completed.finishReason(), refusalTold));
    Map<String, Long> durations = durations(reply);
    duration(json, TOTAL, durations);
    duration(json, LOAD, durations);
    usage.inputTokens().ifPresent(count -> json.put("prompt_eval_count", count));
    duration(json, PROMPT, durations);
    usage.outputTokens().ifPresent(count -> json.put("eval_count", count));
    duration(json, ANSWER, durations);
  }

  private static void duration(JsonWriter json, String name, Map<String, Long> known) {
    Long nanos = known.get(name);
    if (nanos != null) {
      json.put(name, nanos);
    }
  }

  private static String word(FinishReason reason, boolean refusalTold) {
    return switch (reason.kind()) {
      case STOP, TOOL_CALLS -> "stop";
      // The provider only pauses: whoever sends the answer back has it go on, as after a limit.
      case LENGTH, PAUSED -> "length";
      case CONTENT_FILTER, ERROR -> "content_filter";
      case REFUSAL -> refusalTold ? "stop" : "content_filter";
      case OTHER ->
          switch (reason.raw()) {
            case "load", "unload" -> reason.raw();
            default -> "stop";
          };
    };
  }

  /** In nanoseconds: what Ollama has measured, else what was measured here. */
  private static Map<String, Long> durations(Reply reply) {
    Map<String, Long> durations = new LinkedHashMap<>();
    Timings timings = reply.timings();
    if (!timings.total().isZero()) {
      durations.put(TOTAL, timings.total().toNanos());
      durations.put(LOAD, 0L);
    }
    timings
        .firstToken()
        .ifPresent(
            first -> {
              durations.put(PROMPT, first.toNanos());
              Duration last = timings.lastToken().orElse(timings.total());
              // Clients divide by it.
              durations.put(ANSWER, Math.max(1, last.minus(first).toNanos()));
            });
    read(reply.usage().raw(), durations);
    return durations;
  }

  private static void read(String raw, Map<String, Long> durations) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!raw.isEmpty() && json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          long value = json.number(-1);
          switch (name) {
            case TOTAL, LOAD, PROMPT, ANSWER -> {
              if (value >= 0) {
                durations.put(name, value);
              }
            }
            default -> {}
          }
        }
      }
    } catch (JsonException noJson) {
      return; // Then nothing was measured there.
    }
  }
}
