package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.FramingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the message of a {@code Converse} document: its blocks are told as those of a stream. */
final class Documents {
  private Documents() {}

  /**
   * The current value, {@code {"message": {…}}}.
   *
   * @param blocks told of; made with the message
   * @return whether it holds a message
   */
  static boolean output(JsonReader json, String provider, Supplier<Blocks> blocks) {
    boolean found = false;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("message") && json.enterObject()) {
          found = true;
          message(json, provider, blocks.get());
        } else if (!name.equals("message")) {
          json.skip();
        }
      }
    }
    return found;
  }

  private static void message(JsonReader json, String provider, Blocks blocks) {
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("content") && json.enterArray()) {
        for (long index = 0; json.nextElement(); index++) {
          block(json, index, provider, blocks);
          blocks.stop(index);
        }
      } else if (!name.equals("content")) {
        json.skip();
      }
    }
  }

  private static void block(JsonReader json, long index, String provider, Blocks blocks) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      if (json.isNull()) {
        json.skip();
        continue;
      }
      switch (name) {
        case "text" -> blocks.text(index, json.text());
        case "reasoningContent" -> reasoning(json, index, blocks);
        case "toolUse" -> call(json, index, blocks);
        case "toolResult" -> blocks.whole(result(json, provider));
        case "citationsContent" -> cited(json, index, blocks);
        case "image" -> {
          Image image = image(json);
          if (image.error().isEmpty()) {
            blocks.whole(image.part());
          } else {
            blocks.warned("an image of the answer could not be made: " + image.error());
          }
        }
        default -> blocks.whole(ContentParts.own(provider, name, Json.of(json)));
      }
    }
  }

  private static void reasoning(JsonReader json, long index, Blocks blocks) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("redactedContent")) {
          blocks.enciphered(index, json.text());
        } else if (name.equals("reasoningText") && json.enterObject()) {
          for (String member; (member = json.nextName()) != null; ) {
            switch (member) {
              case "text" -> blocks.thought(index, json.text());
              case "signature" -> blocks.signed(index, json.text());
              default -> json.skip();
            }
          }
        } else if (!name.equals("reasoningText")) {
          json.skip();
        }
      }
    }
  }

  private static void call(JsonReader json, long index, Blocks blocks) {
    String id = "";
    String called = "";
    String type = "";
    String input = "";
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "toolUseId" -> id = json.text();
          case "name" -> called = json.text();
          case "type" -> type = json.text();
          case "input" -> input = Json.of(json);
          default -> json.skip();
        }
      }
    }
    blocks.begin(index, ContentParts.callOf(id, called, "", type));
    blocks.argued(index, input);
  }

  private static Part result(JsonReader json, String provider) {
    String id = "";
    String type = "";
    String status = "";
    List<Part> content = List.of();
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "toolUseId" -> id = json.text();
          case "type" -> type = json.text();
          case "status" -> status = json.text();
          case "content" -> content = results(json, provider);
          default -> json.skip();
        }
      }
    }
    return ContentParts.resultOf(provider, id, status, type, content);
  }

  /** What a tool gave back: texts, and what has no other form here. */
  static List<Part> results(JsonReader json, String provider) {
    List<Part> results = new ArrayList<>();
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals("text")) {
              results.add(Part.text(json.text()));
            } else {
              results.add(ContentParts.own(provider, name, Json.of(json)));
            }
          }
        }
      }
    }
    return results;
  }

  private static void cited(JsonReader json, long index, Blocks blocks) {
    List<String> citations = new ArrayList<>();
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("content")) {
          blocks.text(index, Citations.texts(json));
        } else if (name.equals("citations") && json.enterArray()) {
          while (json.nextElement()) {
            citations.add(json.textOrJson());
          }
        } else if (!name.equals("citations")) {
          json.skip();
        }
      }
    }
    citations.forEach(raw -> blocks.cited(index, Citations.read(raw)));
  }

  /**
   * An image, or a piece of one.
   *
   * @param address where it lies, if it is not here
   * @param error why there is none
   */
  record Image(String format, String base64, String address, String error) {
    Part.Media part() {
      Part.Media.Source source =
          address.isEmpty() ? new Part.Media.Inline(base64) : new Part.Media.Url(uri(address));
      return ContentParts.image(format, source);
    }
  }

  private static URI uri(String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException wrong) {
      throw FramingException.malformed("the address of an image is none");
    }
  }

  /** The current value as an image. */
  static Image image(JsonReader json) {
    String format = "";
    String error = "";
    String[] source = {"", ""};
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "format" -> format = json.text();
          case "source" -> source(json, source);
          case "error" -> {
            String said = member(json, "message");
            error = said == null ? "it is not told why" : said;
          }
          default -> json.skip();
        }
      }
    }
    return new Image(format, source[0], source[1], error);
  }

  private static void source(JsonReader json, String[] source) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "bytes" -> source[0] = json.text();
          case "s3Location" -> {
            String uri = member(json, "uri");
            source[1] = uri == null ? "" : uri;
          }
          default -> json.skip();
        }
      }
    }
  }

  private static @Nullable String member(JsonReader json, String wanted) {
    String value = null;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals(wanted)) {
          value = json.text();
        } else {
          json.skip();
        }
      }
    }
    return value;
  }
}
