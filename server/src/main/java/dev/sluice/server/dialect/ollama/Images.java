package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code images}, a list of texts in base 64. */
final class Images {
  /** How each kind begins, in base 64. */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "iVBOR", "image/png",
          "/9j/", "image/jpeg",
          "R0lGOD", "image/gif",
          "UklGR", "image/webp",
          "Qk", "image/bmp",
          "SUkq", "image/tiff",
          "TU0A", "image/tiff");

  /** What nearly every other one is. */
  private static final String USUAL = "image/png";

  private Images() {}

  /** The current value. */
  static List<Part> read(RequestJson json) {
    json.array();
    List<Part> images = new ArrayList<>();
    while (json.nextElement()) {
      String base64 = base64(json, withoutHead(json.text()));
      images.add(new Media(Media.Kind.IMAGE, type(base64), new Media.Inline(base64)));
    }
    return images;
  }

  /** Some clients send the address of a browser's. */
  private static String withoutHead(String text) {
    int comma = text.startsWith("data:") ? text.indexOf(";base64,") : -1;
    return comma < 0 ? text : text.substring(comma + ";base64,".length());
  }

  private static String type(String base64) {
    return BEGINNINGS.entrySet().stream()
        .filter(known -> base64.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(USUAL);
  }

  private static String base64(RequestJson json, String text) {
    if (text.isEmpty()) {
      throw json.refused("invalid_base64", "there is nothing in it");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/'
              || c == '=';
      if (!fits) {
        throw json.refused(
            "invalid_base64", "character " + (i + 1) + " is not of base 64: send an image's bytes");
      }
    }
    return text;
  }
}
