package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RequestJson;

/** Reads a file of a message. Not thread-safe. */
final class UiFile {
  /** Behind a type that says the kind alone. */
  private static final String ANY = "/*";

  private String mediaType = "";
  private String filename = "";
  private String url = "";
  private String keeper = "";
  private String id = "";

  /** Takes the current value. */
  void member(String name, RequestJson json) {
    switch (name) {
      case "mediaType" -> mediaType = mediaType(json);
      case "filename" -> filename = json.text();
      case "url" -> url = json.text();
      default -> reference(json);
    }
  }

  private static String mediaType(RequestJson json) {
    String type = json.text();
    boolean isKind = type.endsWith(ANY);
    String kind = isKind ? type.substring(0, type.length() - 1) + "any" : type;
    String bare = MediaForm.bare(MediaForm.of(json).mediaType(kind));
    return isKind ? bare.substring(0, bare.indexOf('/')) + ANY : bare;
  }

  /** By which id providers keep it; the first one's counts. */
  private void reference(RequestJson json) {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      if (keeper.isEmpty() && json.isText()) {
        keeper = name;
        id = json.text();
      } else {
        json.skip();
      }
    }
  }

  /** The file, all of whose members have been read. */
  Part media(RequestJson json) {
    if (!keeper.isEmpty()) {
      return new Media(MediaForm.kind(mediaType), exact(), new Media.File(keeper, id))
          .named(filename);
    }
    if (url.isEmpty()) {
      throw json.refusedMember("url", "missing_field", "a file needs its url");
    }
    MediaForm form = MediaForm.member(json, "url");
    if (MediaForm.isData(url)) {
      return data(json, form.data(url));
    }
    Media.Url where = new Media.Url(form.address(url));
    return new Media(MediaForm.kind(mediaType), exact(), where).named(filename);
  }

  private Part data(RequestJson json, MediaForm.Held held) {
    String type = held.mediaType().isEmpty() ? exact() : held.mediaType();
    if (type.isEmpty()) {
      throw json.refusedMember(
          "url", "invalid_url", "a data address has a media type: data:image/png;base64,…");
    }
    return new MediaForm.Held(type, held.base64()).as(MediaForm.kind(type)).named(filename);
  }

  /** Bytes in base 64 that a tool gave back. */
  static Media inline(String mediaType, String base64, RequestJson json) {
    MediaForm form = MediaForm.of(json);
    String type = MediaForm.bare(form.mediaType(mediaType));
    return new MediaForm.Held(type, form.base64(base64)).as(MediaForm.kind(type));
  }

  /** A type such as {@code image/*} says the kind alone. */
  private String exact() {
    return mediaType.endsWith(ANY) ? "" : mediaType;
  }

  /** The current value, a part of a provider's own as it was told; else an empty text. */
  static Part own(RequestJson json) {
    if (!json.isObject()) {
      json.skip();
      return Part.text("");
    }
    String provider = "";
    String type = "";
    String held = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "provider" -> provider = json.isText() ? json.text() : skipped(json);
        case "type" -> type = json.isText() ? json.text() : skipped(json);
        case "part" -> held = json.json();
        default -> json.skip();
      }
    }
    return provider.isEmpty() || type.isEmpty() || held.isEmpty()
        ? Part.text("")
        : new Part.Native(provider, type, held);
  }

  private static String skipped(RequestJson json) {
    json.skip();
    return "";
  }
}
