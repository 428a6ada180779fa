package dev.sluice.provider.anthropic;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads where a text comes from: a search on the web, a search result or a document of the request,
 * by characters, pages or blocks. A citation is about the whole text that it stands in, so it has
 * no place in it; where in the source it is, its own form tells.
 */
final class Citations {
  private Citations() {}

  /** The citation in its own form, JSON of an object. */
  static Citation read(String raw) {
    Citation.Builder citation = Citation.builder().raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            // A search result of the request has what its user calls its source.
            case "url", "source" -> citation.url(json.text());
            case "title", "document_title" -> {
              String title = json.text();
              if (!title.isEmpty()) {
                citation.title(title);
              }
            }
            case "cited_text" -> citation.quote(json.text());
            default -> json.skip();
          }
        }
      }
    }
    return citation.build();
  }
}
