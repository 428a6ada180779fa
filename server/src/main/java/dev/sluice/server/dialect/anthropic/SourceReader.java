package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.RequestJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads where an image or a document is. Not thread-safe. */
final class SourceReader {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");
  private static final String PLAIN = "text/plain";

  private final RequestJson json;
  private String type = "";
  private String mediaType = "";
  private String data = "";
  private String url = "";
  private String file = "";
  private String content = "";

  private SourceReader(RequestJson json) {
    this.json = json;
  }

  /** What is read of a source; blocks of text are told as one text. */
  record Source(String mediaType, Media.Source place, boolean isBlocks) {
    Media media(Media.Kind kind) {
      return new Media(kind, mediaType, place);
    }
  }

  /** The current value, an object. */
  static Source read(RequestJson json) {
    return new SourceReader(json).source();
  }

  private Source source() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      if (!json.isNull()) {
        member(name);
      }
    }
    return switch (type) {
      case "base64" -> new Source(checkedType(), new Media.Inline(checkedData()), false);
      case "url" -> new Source("", new Media.Url(address()), false);
      case "file" -> new Source("", new Media.File(Members.WHOEVER, fileId()), false);
      case "text" -> new Source(PLAIN, held(data), false);
      case "content" -> new Source(PLAIN, held(content), true);
      default ->
          throw json.refusedMember(
              "type", "unsupported_content", "a source is base64, url, file, text or content");
    };
  }

  private void member(String name) {
    switch (name) {
      case "type" -> type = json.text();
      case "media_type" -> mediaType = json.text().toLowerCase(Locale.ROOT);
      case "data" -> data = json.text();
      case "url" -> url = json.text();
      case "file_id" -> file = json.text();
      case "content" -> content = texts(BlockReader.contentOf(json));
      default -> json.skip();
    }
  }

  /** What texts say, a line for each; what is none has no place there. */
  static String texts(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text piece) {
        text.append(text.isEmpty() ? "" : "\n").append(piece.text());
      }
    }
    return text.toString();
  }

  static Media.Source held(String text) {
    return Media.Inline.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private String checkedType() {
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw json.refusedMember(
          "media_type", "invalid_value", "a media type is such as image/png or application/pdf");
    }
    return mediaType;
  }

  private String checkedData() {
    if (data.isEmpty()) {
      throw json.refusedMember("data", "invalid_base64", "there is nothing in it");
    }
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "+/-_=".indexOf(c) >= 0;
      if (!fits) {
        throw json.refusedMember(
            "data", "invalid_base64", "character " + (i + 1) + " is not of base 64");
      }
    }
    return data;
  }

  /** Nobody here fetches it; but a provider, or a server beside it, would. */
  private URI address() {
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null) {
        return address;
      }
      throw json.refusedMember("url", "invalid_url", "an address begins with https:// or http://");
    } catch (URISyntaxException wrong) {
      throw json.refusedMember("url", "invalid_url", "not an address: " + wrong.getReason());
    }
  }

  private String fileId() {
    if (file.isEmpty()) {
      throw json.refusedMember("file_id", "missing_field", "a file is named by its id");
    }
    return file;
  }
}
