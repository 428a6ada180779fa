package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads where an image or a document is. Not thread-safe. */
final class SourceReader {
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
      member(name);
    }
    return switch (type) {
      case "base64" ->
          new Source(
              MediaForm.bare(in("media_type").mediaType(mediaType)),
              new Media.Inline(in("data").base64(data)),
              false);
      case "url" -> new Source("", new Media.Url(in("url").address(url)), false);
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
      case "media_type" -> mediaType = json.text();
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

  private MediaForm in(String member) {
    return MediaForm.member(json, member);
  }

  private String fileId() {
    if (file.isEmpty()) {
      throw json.refusedMember("file_id", "missing_field", "a file is named by its id");
    }
    return file;
  }
}
