package dev.sluice.provider.bedrock;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;

/**
 * Reads citations. Where they stand in the answer is not told: a citation is about the block that
 * it comes in. The places that are told are the source's, and stay in its own form.
 */
final class Citations {
  private Citations() {}

  static Citation read(String raw) {
    Citation.Builder citation = Citation.builder().raw(raw);
    try (JsonReader json = Json.reader(raw)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "title" -> citation.title(json.text());
            case "source" -> source(json.text(), citation);
            case "sourceContent" -> citation.quote(texts(json));
            case "location" -> location(json, citation);
            default -> json.skip();
          }
        }
      }
    }
    return citation.build();
  }

  private static void source(String source, Citation.Builder citation) {
    if (source.startsWith("https://") || source.startsWith("http://")) {
      citation.url(source);
    }
  }

  private static void location(JsonReader json, Citation.Builder citation) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("web") && json.enterObject()) {
          for (String member; (member = json.nextName()) != null; ) {
            if (member.equals("url")) {
              citation.url(json.text());
            } else {
              json.skip();
            }
          }
        } else if (!name.equals("web")) {
          json.skip();
        }
      }
    }
  }

  /** The texts of a list of {@code {"text": …}}, joined. */
  static String texts(JsonReader json) {
    StringBuilder all = new StringBuilder();
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals("text")) {
              all.append(json.text());
            } else {
              json.skip();
            }
          }
        }
      }
    }
    return all.toString();
  }
}
