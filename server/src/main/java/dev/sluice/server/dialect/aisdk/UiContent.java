package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.MediaForm;
import java.util.List;

/** What a tool gave back, and files, as the client is told them. */
final class UiContent {
  private UiContent() {}

  /** The texts of it. */
  static String text(List<Part> content) {
    StringBuilder text = new StringBuilder();
    for (Part part : content) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  /** A member: the text, or what the text is in JSON; of several things a list. */
  static void put(JsonWriter json, String name, List<Part> content) {
    if (content.stream().allMatch(Part.Text.class::isInstance)) {
      textOrJson(json, name, text(content));
      return;
    }
    json.object(name).put("type", "content").array("value");
    for (Part part : content) {
      if (part instanceof Part.Text piece) {
        json.object().put("type", "text").put("text", piece.text()).end();
      } else if (part instanceof Part.Media media
          && media.source() instanceof Part.Media.Inline(String base64)) {
        json.object().put("type", "media").put("mediaType", MediaForm.type(media));
        json.put("data", base64).end();
      } else if (part instanceof Part.Media media) {
        json.object().put("type", "text").put("text", MediaForm.address(media, "")).end();
      }
    }
    json.end().end();
  }

  private static void textOrJson(JsonWriter json, String name, String text) {
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        String value = new JsonWriter().valueJson(name, text).text();
        json.putJson(name, value);
        return;
      } catch (IllegalArgumentException plain) {
        // It only looked like JSON.
      }
    }
    json.put(name, text);
  }
}
