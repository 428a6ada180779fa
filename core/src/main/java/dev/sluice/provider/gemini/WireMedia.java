package dev.sluice.provider.gemini;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.net.URI;

/** Images, sound, video and documents of a request. */
final class WireMedia {
  private final String provider;
  private final String base;

  /**
   * Media for this provider.
   *
   * @param base what the addresses of its files begin with
   */
  WireMedia(String provider, String base) {
    this.provider = provider;
    this.base = base;
  }

  /** Writes the member that says where its bytes are. */
  void write(JsonWriter json, Part.Media media) {
    switch (media.source()) {
      case Part.Media.Inline(String base64) -> {
        if (media.mediaType().isEmpty()) {
          throw new IllegalArgumentException(
              "what is sent with the request needs its media type, such as image/png");
        }
        json.object("inlineData").put("mimeType", media.mediaType()).put("data", base64).end();
      }
      case Part.Media.Url(URI url) -> file(json, media.mediaType(), url.toString());
      case Part.Media.File(String keeper, String id) -> {
        if (!keeper.equals(provider)) {
          throw new IllegalArgumentException(
              "the file " + id + " is kept by " + keeper + ", and " + provider + " has no such");
        }
        file(json, media.mediaType(), id.contains("://") ? id : base + "/" + id);
      }
    }
  }

  private static void file(JsonWriter json, String mediaType, String uri) {
    json.object("fileData");
    if (!mediaType.isEmpty()) {
      json.put("mimeType", mediaType);
    }
    json.put("fileUri", uri).end();
  }
}
