package dev.sluice.provider.openai.chat;

import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One element of a list of reasoning details, or a fragment of it: streams send a block of thoughts
 * in pieces, and its signature last. Not thread-safe.
 */
final class ReasoningDetail {
  /** As it came, as long as nothing was joined to it. */
  private @Nullable String raw;

  /** The pieces of text by their members' names. */
  private final Map<String, StringBuilder> texts = new LinkedHashMap<>(2);

  /** The other members' JSON. */
  private final Map<String, String> others = new LinkedHashMap<>(4);

  private int size;

  private ReasoningDetail() {}

  /** The current value, an object. */
  static ReasoningDetail read(JsonReader json) {
    ReasoningDetail detail = new ReasoningDetail();
    int begin = json.here();
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      boolean isText = name.equals("text") || name.equals("summary") || name.equals("thinking");
      if (isText && json.isText()) {
        detail.texts.put(name, new StringBuilder(json.text()));
      } else if (!json.isNull()) {
        detail.others.put(name, json.json());
      } else {
        json.skip();
      }
    }
    detail.raw = json.since(begin);
    detail.size = detail.raw.length();
    return detail;
  }

  /** What a reader can read of it. */
  String text() {
    return texts.isEmpty() ? "" : texts.values().iterator().next().toString();
  }

  int size() {
    return size;
  }

  /**
   * Whether the next one is a further piece of this: the same kind of text, by the index if there
   * is one, and else as long as this is not signed. Cipher text comes whole.
   */
  boolean goesOnWith(ReasoningDetail next) {
    boolean same = same("type", next) && same("index", next) && agree("id", next);
    boolean text = !texts.isEmpty() || !next.texts.isEmpty();
    boolean cipher = others.containsKey("data") || next.others.containsKey("data");
    boolean over = others.containsKey("signature") && !next.texts.isEmpty();
    return same && text && !cipher && !(over && !others.containsKey("index"));
  }

  private boolean same(String name, ReasoningDetail next) {
    return String.valueOf(others.get(name)).equals(String.valueOf(next.others.get(name)));
  }

  /** Whether the two do not tell different values. */
  private boolean agree(String name, ReasoningDetail next) {
    return !others.containsKey(name) || !next.others.containsKey(name) || same(name, next);
  }

  /** Joins a further piece. */
  void join(ReasoningDetail next) {
    next.texts.forEach(
        (name, piece) -> texts.computeIfAbsent(name, none -> new StringBuilder()).append(piece));
    next.others.forEach(others::putIfAbsent);
    size += next.size;
    raw = null;
  }

  /** As JSON: if it came at once, as it came. */
  String json() {
    if (raw != null) {
      return raw;
    }
    JsonWriter json = new JsonWriter().object();
    boolean textsWritten = false;
    for (Map.Entry<String, String> member : others.entrySet()) {
      json.putRead(member.getKey(), member.getValue());
      if (!textsWritten) { // Behind the type, as servers write it; the order means nothing.
        texts.forEach((name, text) -> json.put(name, text.toString()));
        textsWritten = true;
      }
    }
    if (!textsWritten) {
      texts.forEach((name, text) -> json.put(name, text.toString()));
    }
    return json.end().text();
  }
}
