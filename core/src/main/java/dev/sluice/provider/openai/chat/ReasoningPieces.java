package dev.sluice.provider.openai.chat;

import dev.sluice.json.JsonReader;

/**
 * Reads the thoughts that servers tell beside the text, under several names. Who tells them under
 * two names in one delta means them once; a list of details says what the other names say, and is
 * kept to be sent back. Not thread-safe.
 */
final class ReasoningPieces {
  private final Deltas deltas;

  /** Whether the delta that is being read has told thoughts. */
  private boolean told;

  /** Whether the answer tells them by a field of their own. */
  private boolean plain;

  /** What a detail has told while it was not known whether a field tells it too. */
  private String byDetail = "";

  ReasoningPieces(Deltas deltas) {
    this.deltas = deltas;
  }

  /** A delta begins. */
  void begin() {
    told = false;
  }

  /** The current value is thoughts: a text, a list of parts or a part; whether there were any. */
  boolean read(JsonReader json) {
    String text = text(json);
    if (text.isEmpty()) {
      return false;
    }
    boolean twice = told || (!plain && text.equals(byDetail));
    plain = true;
    byDetail = "";
    if (!twice) {
      told = true;
      deltas.reasoning(text);
    }
    return true;
  }

  /** All text of a value, whatever its shape. */
  private static String text(JsonReader json) {
    if (!json.isArray() && !json.isObject()) {
      return json.text();
    }
    StringBuilder all = new StringBuilder();
    addText(json, all);
    return all.toString();
  }

  private static void addText(JsonReader json, StringBuilder all) {
    if (json.isArray()) {
      json.enterArray();
      while (json.nextElement()) {
        addText(json, all);
      }
    } else if (json.isObject()) {
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "text", "content", "thinking", "reasoning", "summary" -> addText(json, all);
          default -> json.skip();
        }
      }
    } else {
      all.append(json.text());
    }
  }

  /** The current value is a list of details of this name; whether there were any. */
  boolean details(String field, JsonReader json) {
    if (!json.enterArray()) {
      return false;
    }
    boolean any = false;
    StringBuilder all = new StringBuilder();
    while (json.nextElement()) {
      if (json.isObject()) {
        ReasoningDetail detail = ReasoningDetail.read(json);
        deltas.detail(field, detail);
        all.append(plain || told ? "" : detail.text());
        any = true;
      } else {
        json.skip();
      }
    }
    if (!all.isEmpty()) {
      told = true;
      byDetail = all.toString();
      deltas.reasoning(byDetail);
    }
    return any;
  }
}
