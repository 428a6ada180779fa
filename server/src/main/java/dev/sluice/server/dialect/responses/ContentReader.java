package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiParts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an item holds: a text, or pieces of several kinds. Not thread-safe. */
final class ContentReader {
  /** Whose ids of files are that a client sends, as long as nobody knows who is asked. */
  static final String WHOEVER = "";

  private final RequestJson json;

  /** What is wrong with a piece, which matters only if the item is one that is understood. */
  private @Nullable RefusedException wrong;

  ContentReader(RequestJson json) {
    this.json = json;
  }

  /** The current value: pieces, or a text; none if it is neither. */
  List<Part> read() {
    if (json.isText()) {
      return List.of(Part.text(json.text()));
    }
    List<Part> parts = new ArrayList<>();
    if (!json.isArray()) {
      pass("a text or a list");
      return parts;
    }
    while (json.nextElement()) {
      Part part = json.isText() ? Part.text(json.text()) : piece();
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** That all that was read has a form here. */
  void check() {
    if (wrong != null) {
      throw wrong;
    }
  }

  private @Nullable Part piece() {
    if (!json.isObject()) {
      pass("a text or an object");
      return null;
    }
    Piece piece = new Piece();
    for (String name; (name = json.nextName()) != null; ) {
      piece.member(name);
    }
    return piece.part();
  }

  /** Passes over the current value, which is of none of the kinds that may stand there. */
  private void pass(String expected) {
    refuse(json.expected(expected));
    json.skip();
  }

  private void refuse(RefusedException why) {
    wrong = wrong == null ? why : wrong;
  }

  /** One of them, whose members may come in any order. */
  private final class Piece {
    private String type = "";
    private String text = "";
    private @Nullable Part image;
    private @Nullable Part sound;
    private @Nullable Media file;
    private String fileId = "";
    private String filename = "";
    private String detail = "";

    void member(String name) {
      switch (name) {
        case "type" -> type = textOrNone();
        case "text", "refusal" -> text = textOrNone();
        case "image_url" -> image = image();
        case "input_audio" -> sound = json.isObject() ? OpenAiParts.sound(json) : none();
        case "file_data" -> file = OpenAiParts.held(json, json.text());
        case "file_url" -> file = OpenAiParts.media(json, Media.Kind.DOCUMENT, json.text());
        case "file_id" -> fileId = textOrNone();
        case "filename" -> filename = textOrNone();
        case "detail" -> detail = json.isText() ? json.json() : skipped();
        default -> json.skip();
      }
    }

    private String textOrNone() {
      if (json.isText()) {
        return json.text();
      }
      pass("a text");
      return "";
    }

    private String skipped() {
      json.skip();
      return "";
    }

    private @Nullable Part none() {
      json.skip();
      return null;
    }

    /** Some say it as chat completions do. */
    private @Nullable Part image() {
      if (json.isText()) {
        return OpenAiParts.media(json, Media.Kind.IMAGE, json.text());
      }
      Part found = null;
      json.object("a text or an object");
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("url")) {
          found = OpenAiParts.media(json, Media.Kind.IMAGE, json.text());
        } else {
          json.skip();
        }
      }
      return found;
    }

    @Nullable Part part() {
      return switch (type) {
        case "input_text", "output_text", "text", "summary_text", "reasoning_text" ->
            Part.text(text);
        case "" -> text.isEmpty() ? unknown() : Part.text(text);
        case "refusal" -> new Part.Refusal(text);
        case "input_image", "image_url", "computer_screenshot" -> detailed(media(image));
        case "input_file", "file" -> file();
        case "input_audio" -> sound == null ? unknown() : sound;
        default -> unknown();
      };
    }

    private @Nullable Part unknown() {
      refuse(
          json.refused(
              "unsupported_content",
              "a piece is an input_text, input_image, input_file, input_audio, output_text or"
                  + " refusal, and holds the member that its type names"));
      return null;
    }

    private @Nullable Part media(@Nullable Part here) {
      if (here != null) {
        return here;
      }
      return fileId.isEmpty()
          ? unknown()
          : new Media(Media.Kind.IMAGE, "", new Media.File(WHOEVER, fileId));
    }

    private @Nullable Part detailed(@Nullable Part picture) {
      return picture == null || detail.isEmpty()
          ? picture
          : picture.withData(ProviderData.of(WHOEVER, "detail", detail));
    }

    private @Nullable Part file() {
      if (file != null) {
        return filename.isEmpty() ? file : file.named(filename);
      }
      return fileId.isEmpty()
          ? unknown()
          : new Media(Media.Kind.DOCUMENT, "", new Media.File(WHOEVER, fileId)).named(filename);
    }
  }
}
