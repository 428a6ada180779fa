package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotations of a text: {@code url_citation}, {@code file_citation}, {@code
 * container_file_citation} and {@code file_path}. What counts the files of a list is no place.
 */
final class Citations {
  private Citations() {}

  /** The current value, a list of annotations; what is none is passed over. */
  static List<Citation> list(JsonReader json) {
    List<Citation> all = List.of();
    if (json.enterArray()) {
      while (json.nextElement()) {
        Citation citation = read(json);
        if (citation != null) {
          all = all.isEmpty() ? new ArrayList<>(4) : all;
          all.add(citation);
        }
      }
    }
    return all;
  }

  /** The current value as a citation, null if it is none. */
  static @Nullable Citation read(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return null;
    }
    String raw = json.textOrJson();
    Citation.Builder citation = Citation.builder().raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader annotation = new JsonReader(bytes, 0, bytes.length)) {
      annotation.enterObject();
      members(annotation, citation);
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
