package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads an annotation of a text: {@code {"type":"url_citation","url_citation":{…}}}. */
final class Annotations {
  private Annotations() {}

  /**
   * The current value as a citation, null if it is none; its places are counted in UTF-16 units
   * already.
   */
  static @Nullable Citation read(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return null;
    }
    String raw = json.textOrJson();
    Citation.Builder citation = Citation.builder().raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader annotation = new JsonReader(bytes, 0, bytes.length)) {
      if (annotation.enterObject()) {
        for (String name; (name = annotation.nextName()) != null; ) {
          if (name.equals("url_citation")) {
            url(annotation, citation);
          } else {
            annotation.skip();
          }
        }
      }
    }
    return citation.build();
  }

  private static void url(JsonReader json, Citation.Builder citation) {
    if (!json.enterObject()) {
      return;
    }
    long from = -1;
    long to = -1;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "start_index" -> from = json.number(-1);
        case "end_index" -> to = json.number(-1);
        case "url" -> citation.url(json.text());
        case "title" -> citation.title(json.text());
        case "content" -> citation.quote(json.text());
        default -> json.skip();
      }
    }
    if (from >= 0 && to >= from && to <= Integer.MAX_VALUE) {
      citation.place((int) from, (int) to);
    }
  }
}
