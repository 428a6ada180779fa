package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads an annotation of a text: {@code {"type":"url_citation","url_citation":{…}}}. */
final class Annotations {
  private Annotations() {}

  /** The current value, a list of them; whether there was any. */
  static boolean readAll(JsonReader json, Deltas deltas) {
    boolean any = false;
    if (json.enterArray()) {
      while (json.nextElement()) {
        Citation citation = read(json);
        if (citation != null) {
          deltas.cited(citation);
          any = true;
        }
      }
    }
    return any;
  }

  /**
   * The current value as a citation, null if it is none; its places are counted in UTF-16 units
   * already.
   */
  static @Nullable Citation read(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return null;
    }
    return of(json.textOrJson(), Citation.builder());
  }

  /** What an object says of a source, be it in a member of its own or not. */
  static Citation of(String raw, Citation.Builder citation) {
    citation.raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader annotation = new JsonReader(bytes, 0, bytes.length)) {
      members(annotation, citation);
    }
    return citation.build();
  }

  private static void members(JsonReader json, Citation.Builder citation) {
    if (!json.enterObject()) {
      return;
    }
    long from = -1;
    long to = -1;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "url_citation" -> members(json, citation);
        case "start_index" -> from = json.number(-1);
        case "end_index" -> to = json.number(-1);
        case "url", "link" -> citation.url(json.text());
        case "title" -> citation.title(json.text());
        case "content", "snippet" -> citation.quote(json.text());
        default -> json.skip();
      }
    }
    if (from >= 0 && to >= from && to <= Integer.MAX_VALUE) {
      citation.place((int) from, (int) to);
    }
  }
}
