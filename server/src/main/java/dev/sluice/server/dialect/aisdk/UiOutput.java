package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a tool gave back: a text; a list of texts and images as MCP's tools give it ({@code
 * {"content": […]}}) or as the SDK tells a model of it ({@code {"type": "content", "value": […]}});
 * anything else as its JSON.
 */
final class UiOutput {
  private UiOutput() {}

  /** The current value. */
  static List<Part> read(RequestJson json) {
    if (json.isText()) {
      return List.of(Part.text(json.text()));
    }
    boolean isObject = json.isObject();
    String text = json.json();
    List<Part> parts = isObject && text.contains("\"type\"") ? listed(text, json) : List.of();
    return parts.isEmpty() ? List.of(Part.text(text)) : parts;
  }

  /** What is listed in it; empty if it is nothing of the kind. */
  private static List<Part> listed(String text, RequestJson from) {
    try {
      RequestJson json = RequestJson.of(text.getBytes(StandardCharsets.UTF_8), from.limits());
      List<Part> parts = new ArrayList<>();
      json.object();
      for (String name; (name = json.nextName()) != null; ) {
        if ((name.equals("content") || name.equals("value")) && json.isArray()) {
          while (json.nextElement()) {
            Optional<Part> part = element(json);
            if (part.isEmpty()) {
              return List.of();
            }
            parts.add(part.get());
          }
        } else {
          json.skip();
        }
      }
      return parts;
    } catch (RefusedException another) {
      return List.of();
    }
  }

  private static Optional<Part> element(RequestJson json) {
    json.object();
    String type = "";
    String text = "";
    String mediaType = "";
    String data = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "text" -> text = json.text();
        case "mimeType", "mediaType" -> mediaType = json.text();
        case "data" -> data = json.text();
        default -> json.skip();
      }
    }
    return switch (type) {
      case "text" -> Optional.of(Part.text(text));
      case "image", "image-data", "media", "file-data", "audio" ->
          Optional.of(UiFile.inline(mediaType, data, json));
      default -> Optional.empty();
    };
  }
}
