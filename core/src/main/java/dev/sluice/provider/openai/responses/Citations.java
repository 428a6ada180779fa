package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads annotations of a text: {@code url_citation}, {@code file_citation}, {@code
 * container_file_citation} and {@code file_path}. What counts the files of a list is no place.
 */
final class Citations {
  private Citations() {}

  /** The current value, a list of annotations, each as JSON; what is none is passed over. */
  static List<String> list(JsonReader json) {
    List<String> all = List.of();
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.isObject()) {
          all = all.isEmpty() ? new ArrayList<>(4) : all;
          all.add(json.textOrJson());
        } else {
          json.skip();
        }
      }
    }
    return all;
  }

  /** An annotation's JSON, an object, as a citation. */
  static Citation of(String raw, JsonReaders readers) {
    Citation.Builder citation = Citation.builder().raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader annotation = readers.read(bytes, 0, bytes.length)) {
      annotation.enterObject();
      members(annotation, citation);
      annotation.finish();
    }
    return citation.build();
  }

  private static void members(JsonReader json, Citation.Builder citation) {
    long from = -1;
    long to = -1;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "start_index" -> from = json.number(-1);
        case "end_index" -> to = json.number(-1);
        case "url" -> citation.url(json.text());
        case "title", "filename" -> citation.title(json.text());
        case "quote" -> citation.quote(json.text());
        // As chat completions have it, and servers that turn those into this format.
        case "url_citation" -> {
          if (json.enterObject()) {
            members(json, citation);
          }
        }
        default -> json.skip();
      }
    }
    if (from >= 0 && to >= from && to <= Integer.MAX_VALUE) {
      citation.place((int) from, (int) to);
    }
  }
}
