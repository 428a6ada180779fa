package dev.sluice.server.dialect.openai;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonWriter;

/** {@code {"prompt_tokens","completion_tokens","total_tokens",…}}. */
public final class OpenAiUsage {
  private OpenAiUsage() {}

  /** Whether it can be told: clients want both counts, and one that nobody knows is not 0. */
  public static boolean isKnown(Usage usage) {
    return usage.inputTokens().isPresent() && usage.outputTokens().isPresent();
  }

  /** The member {@code usage} of an object. */
  public static void put(JsonWriter json, Usage usage) {
    // Clients read these three without asking whether they are there.
    long input = usage.count(Count.INPUT, 0);
    long output = usage.count(Count.OUTPUT, 0);
    json.object("usage")
        .put("prompt_tokens", input)
        .put("completion_tokens", output)
        .put("total_tokens", input + output);
    json.object("prompt_tokens_details");
    told(json, "cached_tokens", usage, Count.CACHED_INPUT);
    told(json, "cache_write_tokens", usage, Count.CACHE_WRITE);
    told(json, "audio_tokens", usage, Count.AUDIO_INPUT);
    told(json, "image_tokens", usage, Count.IMAGE_INPUT);
    json.end().object("completion_tokens_details");
    told(json, "reasoning_tokens", usage, Count.REASONING);
    told(json, "audio_tokens", usage, Count.AUDIO_OUTPUT);
    told(json, "image_tokens", usage, Count.IMAGE_OUTPUT);
    told(json, "accepted_prediction_tokens", usage, Count.ACCEPTED_PREDICTION);
    told(json, "rejected_prediction_tokens", usage, Count.REJECTED_PREDICTION);
    json.end().end();
  }

  private static void told(JsonWriter json, String name, Usage usage, Count count) {
    usage.count(count).ifPresent(value -> json.put(name, value));
  }
}
