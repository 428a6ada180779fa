package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RequestJson;
import java.util.Locale;

/** Reads a part of a message: a text, or media and where it is. Not thread-safe. */
final class Content {
  private final RequestJson json;
  private final MediaForm form;
  private String type = "";
  private String text = "";
  private String source = "";
  private String value = "";
  private String mediaType = "";
  private String keeper = "";
  private String name = "";

  Content(RequestJson json) {
    this.json = json;
    this.form = MediaForm.member(json, "source");
  }

  /** The current value. */
  Part part() {
    json.object();
    for (String member; (member = json.nextName()) != null; ) {
      member(member);
    }
    return switch (type) {
      case "text" -> Part.text(text);
      case "image" -> media(Media.Kind.IMAGE);
      case "audio" -> media(Media.Kind.AUDIO);
      case "video" -> media(Media.Kind.VIDEO);
      case "document" -> media(Media.Kind.DOCUMENT);
      case "binary" -> media(MediaForm.kind(mediaType.toLowerCase(Locale.ROOT)));
      default ->
          throw json.refusedMember(
              "type",
              "unsupported_content",
              "a part is a text, an image, audio, a video or a document");
    };
  }

  private void member(String member) {
    switch (member) {
      case "type" -> type = json.text();
      // TanStack's parts have their text here.
      case "text", "content" -> text = json.text();
      case "source" -> source();
      case "mimeType" -> mediaType = json.text();
      case "filename" -> name = json.text();
      // How versions before 1.0 say where a binary part is.
      case "data", "url" -> {
        source = member;
        value = json.text();
      }
      default -> json.skip();
    }
  }

  private void source() {
    json.object();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> source = json.text();
        case "value" -> value = json.text();
        case "mimeType" -> mediaType = json.text();
        case "provider" -> keeper = json.text();
        default -> json.skip();
      }
    }
  }

  private Part media(Media.Kind kind) {
    if (!mediaType.isEmpty()) {
      mediaType = MediaForm.bare(form.mediaType(mediaType));
    }
    Media.Source where =
        switch (source) {
          case "data" -> data();
          case "url" -> url();
          case "file" -> new Media.File(keeper, value);
          default ->
              throw json.refusedMember(
                  "source", "missing_field", "media needs its source: data, url or file");
        };
    return new Media(kind, mediaType, where).named(name);
  }

  private Media.Source data() {
    MediaForm.Held held =
        MediaForm.isData(value) ? form.data(value) : new MediaForm.Held("", form.base64(value));
    mediaType = mediaType.isEmpty() ? held.mediaType() : mediaType;
    if (mediaType.isEmpty()) {
      throw json.refusedMember("source", "missing_field", "content needs its media type");
    }
    return new Media.Inline(held.base64());
  }

  private Media.Source url() {
    return MediaForm.isData(value) ? data() : new Media.Url(form.address(value));
  }
}
