package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Reads the images and documents that an answer holds: {@code {"image_url":{"url":"data:…"}}}. */
final class Images {
  private Images() {}

  /** The current value, a list of them or one. */
  static boolean read(JsonReader json, Deltas deltas, String provider) {
    boolean any = false;
    if (json.isArray()) {
      json.enterArray();
      while (json.nextElement()) {
        any |= one(json, deltas, provider);
      }
      return any;
    }
    return one(json, deltas, provider);
  }

  private static boolean one(JsonReader json, Deltas deltas, String provider) {
    if (json.isText()) {
      return url(json.text(), deltas, provider);
    }
    boolean any = false;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "image_url", "document_url", "url" -> any |= url(address(json), deltas, provider);
          case "b64_json" -> any |= url("data:image/png;base64," + json.text(), deltas, provider);
          default -> json.skip();
        }
      }
    }
    return any;
  }

  /** An address as text, or in an object. */
  static String address(JsonReader json) {
    if (!json.isObject()) {
      return json.text();
    }
    String address = "";
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("url")) {
        address = json.text();
      } else {
        json.skip();
      }
    }
    return address;
  }

  /** What is at an address, which may be all of it; false if there is none. */
  static boolean url(String url, Deltas deltas, String provider) {
    if (url.isEmpty()) {
      return false;
    }
    deltas.image(url, part(url, provider));
    return true;
  }

  private static Part part(String url, String provider) {
    int comma = url.indexOf(',');
    String head = comma < 0 ? "" : url.substring(0, comma).toLowerCase(Locale.ROOT);
    if (head.startsWith("data:") && head.endsWith(";base64")) {
      String type = head.substring("data:".length()).replaceFirst(";.*", "");
      return new Part.Media(kind(type), type, new Part.Media.Inline(url.substring(comma + 1)));
    }
    try {
      URI address = new URI(url);
      if (!"data".equalsIgnoreCase(address.getScheme())) {
        return new Part.Media(Part.Media.Kind.IMAGE, "", new Part.Media.Url(address));
      }
    } catch (URISyntaxException noAddress) {
      // Then it is what only its server understands.
    }
    String json = new JsonWriter().object().put("type", "image_url").put("url", url).end().text();
    return new Part.Native(provider, "image_url", json);
  }

  private static Part.Media.Kind kind(String mediaType) {
    return switch (mediaType.substring(0, Math.max(0, mediaType.indexOf('/')))) {
      case "audio" -> Part.Media.Kind.AUDIO;
      case "video" -> Part.Media.Kind.VIDEO;
      case "application", "text" -> Part.Media.Kind.DOCUMENT;
      default -> Part.Media.Kind.IMAGE;
    };
  }
}
