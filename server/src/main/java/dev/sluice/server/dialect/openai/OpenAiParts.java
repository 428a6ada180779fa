package dev.sluice.server.dialect.openai;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the content of a message: a text, or parts of several kinds. */
public final class OpenAiParts {
  private static final Pattern FORMAT = Pattern.compile("[a-z0-9_-]{1,20}");

  private OpenAiParts() {}

  /** The current value. */
  static List<Part> read(RequestJson json) {
    if (json.isText()) {
      return List.of(Part.text(json.text()));
    }
    json.array();
    List<Part> parts = new ArrayList<>();
    while (json.nextElement()) {
      parts.add(part(json));
    }
    return parts;
  }

  private static Part part(RequestJson json) {
    if (json.isText()) {
      return Part.text(json.text());
    }
    json.object();
    String type = "";
    Part part = null;
    for (String name; (name = json.nextName()) != null; ) {
      Part told =
          switch (name) {
            case "text" -> Part.text(json.text());
            case "refusal" -> new Part.Refusal(json.text());
            case "image_url" -> address(json, Media.Kind.IMAGE);
            case "video_url" -> address(json, Media.Kind.VIDEO);
            case "input_audio" -> sound(json);
            case "file" -> file(json);
            case "type" -> {
              type = json.text();
              yield null;
            }
            default -> {
              json.skip();
              yield null;
            }
          };
      part = told == null ? part : told;
    }
    String known = part == null ? "" : typeOf(part);
    if (part == null || !(type.isEmpty() || type.equals(known) || isOtherName(type, known))) {
      throw json.refusedMember(
          "type",
          "unsupported_content",
          "a part is a text, image_url, input_audio, file, video_url or refusal, and holds the"
              + " member that its type names");
    }
    return part;
  }

  /** What the Responses API calls a text is sent to chat completions too. */
  private static boolean isOtherName(String type, String known) {
    return known.equals("text") && (type.equals("input_text") || type.equals("output_text"));
  }

  private static String typeOf(Part part) {
    return switch (part) {
      case Part.Refusal refusal -> "refusal";
      case Media media ->
          switch (media.kind()) {
            case IMAGE -> "image_url";
            case VIDEO -> "video_url";
            case AUDIO -> "input_audio";
            case DOCUMENT -> "file";
          };
      default -> "text";
    };
  }

  private static Part address(RequestJson json, Media.Kind kind) {
    if (json.isText()) {
      return media(json, kind, json.text());
    }
    json.object();
    Part part = null;
    String detail = "";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("url")) {
        part = media(json, kind, json.text());
      } else if (name.equals("detail") && json.isText()) {
        detail = json.json();
      } else {
        json.skip();
      }
    }
    if (part == null) {
      throw json.refusedMember("url", "missing_field", "where it is has to be told");
    }
    return detail.isEmpty()
        ? part
        : part.withData(ProviderData.of(OpenAiMessages.WHOEVER, "detail", detail));
  }

  /** What is at an address, which may be all of it. */
  public static Media media(RequestJson json, Media.Kind kind, String url) {
    if (MediaForm.isData(url)) {
      return data(json, kind, url);
    }
    return new Media(kind, "", new Media.Url(MediaForm.of(json).address(url)));
  }

  private static Media data(RequestJson json, Media.Kind kind, String url) {
    MediaForm.Held held = MediaForm.of(json).data(url);
    if (held.mediaType().isEmpty()) {
      throw json.refused("invalid_url", "a data address has a media type: data:image/png;base64,…");
    }
    return held.as(kind);
  }

  /** The current value, an object with sound. */
  public static Part sound(RequestJson json) {
    json.object();
    String data = "";
    String format = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "data" -> data = MediaForm.of(json).base64(json.text());
        case "format" -> {
          format = json.text();
          if (!FORMAT.matcher(format).matches()) {
            throw json.refused("invalid_value", "a format is a word such as wav or mp3");
          }
        }
        default -> json.skip();
      }
    }
    if (data.isEmpty() || format.isEmpty()) {
      throw json.refused("missing_field", "sound needs data and a format");
    }
    String type = format.equals("mp3") ? "mpeg" : format;
    return new Media(Media.Kind.AUDIO, "audio/" + type, new Media.Inline(data));
  }

  private static Part file(RequestJson json) {
    json.object();
    String name = "";
    String id = "";
    Media held = null;
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "filename" -> name = json.text();
        case "file_id" -> id = json.text();
        case "file_data" -> held = held(json, json.text());
        default -> json.skip();
      }
    }
    if (held != null) {
      return held.named(name);
    }
    if (id.isEmpty()) {
      throw missing(json);
    }
    return new Media(Media.Kind.DOCUMENT, "", new Media.File(OpenAiMessages.WHOEVER, id))
        .named(name);
  }

  /** Bare base 64 is taken for what nearly every file of it is. */
  public static Media held(RequestJson json, String data) {
    return MediaForm.isData(data)
        ? data(json, Media.Kind.DOCUMENT, data)
        : new MediaForm.Held("application/pdf", MediaForm.of(json).base64(data))
            .as(Media.Kind.DOCUMENT);
  }

  private static RefusedException missing(RequestJson json) {
    return json.refused("missing_field", "a file needs file_data or a file_id");
  }
}
