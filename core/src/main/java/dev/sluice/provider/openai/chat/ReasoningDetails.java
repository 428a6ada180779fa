package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server wants back of a model's thoughts: the {@code reasoning_details} of OpenRouter and
 * MiniMax, the {@code thinking_blocks} of LiteLLM, each detail's JSON in order, and single fields.
 * Pieces of one detail are joined, since one signature is of the whole. Not thread-safe.
 */
final class ReasoningDetails {
  /** As much as all of an answer may hold. */
  static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  static final int MAX_DETAILS = 4096;

  private final Map<String, List<ReasoningDetail>> lists = new LinkedHashMap<>(2);
  private final Map<String, String> fields = new LinkedHashMap<>(2);
  private long size;
  private int count;

  /** Adds a detail, or a further piece of one, to the list that the server calls this. */
  void add(String field, ReasoningDetail detail) {
    size += detail.size();
    if (isTooMuch()) {
      return;
    }
    List<ReasoningDetail> list = lists.computeIfAbsent(field, none -> new ArrayList<>(2));
    if (!list.isEmpty() && list.getLast().goesOnWith(detail)) {
      list.getLast().join(detail);
    } else {
      list.add(detail);
      count++;
    }
  }

  /** A single field; what is said last counts. */
  void put(String field, String json) {
    size += json.length();
    if (!isTooMuch()) {
      fields.put(field, json);
    }
  }

  boolean isTooMuch() {
    return size > MAX_CHARACTERS || count > MAX_DETAILS;
  }

  /** All that has come, as data of this provider's. */
  ProviderData data(String provider) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    lists.forEach((field, list) -> all.put(field, json(list)));
    return ProviderData.of(provider, all);
  }

  private static String json(List<ReasoningDetail> list) {
    StringBuilder json = new StringBuilder("[");
    for (ReasoningDetail detail : list) {
      json.append(json.length() > 1 ? "," : "").append(detail.json());
    }
    return json.append(']').toString();
  }

  /**
   * Several parts' lists as the one list that goes back: a piece that came late, such as a
   * signature behind the first text, is joined to its detail.
   */
  static String joined(List<String> arrays) {
    List<ReasoningDetail> all = new ArrayList<>();
    for (String array : arrays) {
      byte[] bytes = array.getBytes(StandardCharsets.UTF_8);
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        if (json.enterArray()) {
          while (json.nextElement()) {
            if (json.isObject()) {
              late(all, ReasoningDetail.read(json));
            } else {
              json.skip();
            }
          }
        }
      }
    }
    return json(all);
  }

  private static void late(List<ReasoningDetail> all, ReasoningDetail detail) {
    if (detail.text().isEmpty()) {
      for (ReasoningDetail before : all.reversed()) {
        if (before.goesOnWith(detail)) {
          before.join(detail);
          return;
        }
      }
    }
    all.add(detail);
  }
}
