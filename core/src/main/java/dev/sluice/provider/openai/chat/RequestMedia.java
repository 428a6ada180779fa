package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.json.JsonWriter;
import dev.sluice.provider.openai.chat.Quirks.Oddity;
import java.net.URI;

/** Images, sound, documents and videos as parts of a message. Not thread-safe. */
final class RequestMedia {
  private final JsonWriter json;
  private final String provider;
  private final Quirks quirks;
  private final OwnFields own;

  RequestMedia(JsonWriter json, String provider, Quirks quirks, OwnFields own) {
    this.json = json;
    this.provider = provider;
    this.quirks = quirks;
    this.own = own;
  }

  static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("chat completions know no " + what);
  }

  /** Writes the members of one part. */
  void write(Media media) {
    if (media.mediaType().isEmpty() && media.source() instanceof Media.Inline) {
      throw new IllegalArgumentException(
          "what is sent with the request needs its media type, such as image/png");
    }
    switch (media.source()) {
      case Media.Url(URI url) -> address(media, url.toString());
      case Media.Inline(String base64) when media.kind() == Media.Kind.AUDIO ->
          sound(media.mediaType(), base64);
      case Media.Inline(String base64) ->
          address(media, "data:" + media.mediaType() + ";base64," + base64);
      case Media.File(String keeper, String id) -> kept(media, keeper, id);
    }
  }

  /** What is at an address, which may hold all of it. */
  private void address(Media media, String url) {
    boolean here = media.source() instanceof Media.Inline;
    switch (media.kind()) {
      case IMAGE -> put("image_url", media, url);
      case VIDEO -> {
        if (!quirks.has(Oddity.VIDEO_URLS)) {
          throw unknown("video");
        }
        put("video_url", media, url);
      }
      case DOCUMENT -> {
        if (quirks.has(Oddity.DOCUMENT_URLS)) {
          json.put("type", "document_url").put("document_url", url);
        } else if (here) {
          json.put("type", "file").object("file");
          json.put("filename", media.name().isEmpty() ? "document" : media.name());
          json.put("file_data", url).end();
        } else {
          throw unknown("addresses of documents: send what is there");
        }
      }
      case AUDIO -> throw unknown("addresses of sound: send what is there");
    }
  }

  /** How closely it is to be looked at is OpenAI's to know; others are asked it as a wish. */
  private void put(String type, Media media, String url) {
    json.put("type", type).object(type).put("url", url);
    media
        .data(provider)
        .flatMap(data -> data.field("detail"))
        .filter(detail -> own.may("detail"))
        .ifPresent(detail -> json.putJson("detail", detail));
    json.end();
  }

  private void sound(String type, String base64) {
    json.put("type", "input_audio").object("input_audio").put("data", base64);
    String format = type.substring(type.lastIndexOf('/') + 1);
    format = format.startsWith("x-") ? format.substring("x-".length()) : format;
    json.put("format", format.replace("mpeg", "mp3")).end();
  }

  private void kept(Media media, String keeper, String id) {
    if (!keeper.equals(provider)) {
      throw new IllegalArgumentException(
          "the file " + id + " is kept by " + keeper + ", and " + provider + " has no such");
    }
    if (media.kind() != Part.Media.Kind.DOCUMENT) {
      throw unknown("kept files but documents");
    }
    json.put("type", "file").object("file").put("file_id", id).end();
  }
}
