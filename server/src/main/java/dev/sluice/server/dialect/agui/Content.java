package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.RequestJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a part of a message: a text, or media and where it is. Not thread-safe. */
final class Content {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");
  private static final Pattern IN_BASE64 = Pattern.compile("[A-Za-z0-9+/_-]++={0,2}");

  private final RequestJson json;
  private String type = "";
  private String text = "";
  private String source = "";
  private String value = "";
  private String mediaType = "";
  private String keeper = "";
  private String name = "";

  Content(RequestJson json) {
    this.json = json;
  }

  /** The current value. */
  Part part() {
    json.object();
    for (String member; (member = json.nextName()) != null; ) {
      if (!json.isNull()) {
        member(member);
      }
    }
    return switch (type) {
      case "text" -> Part.text(text);
      case "image" -> media(Media.Kind.IMAGE);
      case "audio" -> media(Media.Kind.AUDIO);
      case "video" -> media(Media.Kind.VIDEO);
      case "document" -> media(Media.Kind.DOCUMENT);
      case "binary" -> media(kind());
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
      if (json.isNull()) {
        continue;
      }
      switch (member) {
        case "type" -> source = json.text();
        case "value" -> value = json.text();
        case "mimeType" -> mediaType = json.text();
        case "provider" -> keeper = json.text();
        default -> json.skip();
      }
    }
  }

  private Media.Kind kind() {
    return switch (mediaType.substring(0, Math.max(0, mediaType.indexOf('/')))) {
      case "image" -> Media.Kind.IMAGE;
      case "audio" -> Media.Kind.AUDIO;
      case "video" -> Media.Kind.VIDEO;
      default -> Media.Kind.DOCUMENT;
    };
  }

  private Part media(Media.Kind kind) {
    if (!mediaType.isEmpty() && !MEDIA_TYPE.matcher(mediaType).matches()) {
      throw json.refusedMember("source", "invalid_value", "a media type is such as image/png");
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
    String bare = value;
    int comma = value.indexOf(',');
    if (value.startsWith("data:") && comma > 0) {
      bare = value.substring(comma + 1);
    }
    if (mediaType.isEmpty() || !IN_BASE64.matcher(bare).matches()) {
      throw json.refusedMember(
          "source", "invalid_base64", "a media type, and content in base 64, belong to it");
    }
    return new Media.Inline(bare);
  }

  /** Nobody here fetches it; but a provider would. */
  private Media.Source url() {
    if (value.startsWith("data:")) {
      int end = value.indexOf(';');
      if (mediaType.isEmpty() && end > 0) {
        mediaType = value.substring("data:".length(), end).toLowerCase(Locale.ROOT);
      }
      return data();
    }
    try {
      URI address = new URI(value);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null) {
        return new Media.Url(address);
      }
    } catch (URISyntaxException wrong) {
      throw json.refusedMember("source", "invalid_url", "not an address: " + wrong.getReason());
    }
    throw json.refusedMember(
        "source", "invalid_url", "an address begins with https:// or http://, or is data:");
  }
}
