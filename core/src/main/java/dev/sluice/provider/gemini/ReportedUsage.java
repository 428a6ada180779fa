package dev.sluice.provider.gemini;

import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * What an answer has used: Gemini tells it with each chunk as far as it is known, counts thoughts
 * beside the answer and the results of its own tools beside the prompt. A later zero, or nothing,
 * does not undo what was told. Not thread-safe.
 */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  private static final long UNTOLD = -1;

  private long prompt = UNTOLD;
  private long toolPrompt = UNTOLD;
  private long cached = UNTOLD;
  private long candidates = UNTOLD;
  private long thoughts = UNTOLD;
  private long audioIn = UNTOLD;
  private long imageIn = UNTOLD;
  private long audioOut = UNTOLD;
  private long imageOut = UNTOLD;
  private long searches = UNTOLD;
  private String raw = "";
  private boolean changed;

  /** Reads the current value, an object. */
  void read(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "promptTokenCount" -> prompt = later(prompt, json.number(UNTOLD));
        case "candidatesTokenCount", "responseTokenCount" ->
            candidates = later(candidates, json.number(UNTOLD));
        case "thoughtsTokenCount" -> thoughts = later(thoughts, json.number(UNTOLD));
        case "cachedContentTokenCount" -> cached = later(cached, json.number(UNTOLD));
        case "toolUsePromptTokenCount" -> toolPrompt = later(toolPrompt, json.number(UNTOLD));
        case "promptTokensDetails" -> details(json, true);
        case "candidatesTokensDetails", "responseTokensDetails" -> details(json, false);
        default -> json.skip();
      }
    }
  }

  /** Keeps a report as it came: the last one that is kept counts. */
  void keep(String json) {
    if (!json.equals(raw)) {
      raw = json;
      changed = true;
    }
  }

  /** The provider has searched as often as this. */
  void searched(int times) {
    searches = later(searches, times);
  }

  private long later(long before, long told) {
    boolean counts = told > 0 || (told == 0 && before == UNTOLD);
    if (!counts || told > MAX_TOKENS || told == before) {
      return before;
    }
    changed = true;
    return told;
  }

  private void details(JsonReader json, boolean input) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      String modality = "";
      long count = UNTOLD;
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "modality" -> modality = json.text("TEXT");
            case "tokenCount" -> count = json.number(UNTOLD);
            default -> json.skip();
          }
        }
      }
      switch (modality) {
        case "AUDIO" -> {
          audioIn = input ? later(audioIn, count) : audioIn;
          audioOut = input ? audioOut : later(audioOut, count);
        }
        case "IMAGE" -> {
          imageIn = input ? later(imageIn, count) : imageIn;
          imageOut = input ? imageOut : later(imageOut, count);
        }
        default -> {}
      }
    }
  }

  /** All that was told, if anything is new since this was asked last. */
  @Nullable Usage news() {
    if (!changed) {
      return null;
    }
    changed = false;
    if (isUsual()) {
      return Usage.of(prompt, candidates);
    }
    return Usage.builder()
        .count(Usage.Count.INPUT, sum(prompt, toolPrompt))
        .count(Usage.Count.OUTPUT, sum(candidates, thoughts))
        .count(Usage.Count.CACHED_INPUT, cached)
        .count(Usage.Count.REASONING, thoughts)
        .count(Usage.Count.AUDIO_INPUT, audioIn)
        .count(Usage.Count.AUDIO_OUTPUT, audioOut)
        .count(Usage.Count.IMAGE_INPUT, imageIn)
        .count(Usage.Count.IMAGE_OUTPUT, imageOut)
        .count(Usage.Count.TOOL_PROMPT, toolPrompt)
        .count(Usage.Count.SEARCHES, searches)
        .raw(raw)
        .build();
  }

  /** Whether no more was told than most chunks tell, of which there are many. */
  private boolean isUsual() {
    boolean more =
        toolPrompt >= 0
            || cached >= 0
            || thoughts >= 0
            || audioIn >= 0
            || imageIn >= 0
            || audioOut >= 0
            || imageOut >= 0
            || searches >= 0
            || !raw.isEmpty();
    return !more && prompt >= 0 && candidates >= 0;
  }

  private static long sum(long one, long other) {
    return one < 0 || other < 0 ? Math.max(one, other) : one + other;
  }
}
