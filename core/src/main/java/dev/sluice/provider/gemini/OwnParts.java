package dev.sluice.provider.gemini;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What parts of Google's own are: media, code that it runs, calls of its other tools. */
final class OwnParts {
  private static final int MAX_TYPE = 200;

  private OwnParts() {}

  /** The members of such a part that somebody knows. */
  private static final class Members {
    String mimeType = "";
    String data = "";
    String uri = "";
    String name = "";
    String id = "";
    String toolType = "";
    String arguments = "";
    String outcome = "";
    String output = "";

    static Members of(String text) {
      Members all = new Members();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        json.enterObject();
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "mimeType" -> all.mimeType = json.text();
            case "data" -> all.data = json.text();
            case "fileUri" -> all.uri = json.text();
            case "displayName" -> all.name = json.text();
            case "id" -> all.id = json.text();
            case "toolType" -> all.toolType = json.text();
            case "args" -> all.arguments = json.textOrJson();
            case "outcome" -> all.outcome = json.text();
            case "output" -> all.output = json.text();
            case "response" -> all.output = json.textOrJson();
            default -> json.skip();
          }
        }
      }
      return all;
    }
  }

  /** An image, a sound or a document; null if it is none that can be told. */
  static @Nullable Part media(String json) {
    Members told = Members.of(json);
    if (told.mimeType.length() > MAX_TYPE) {
      return null;
    }
    Part.Media.Source source;
    if (told.uri.isEmpty()) {
      source = new Part.Media.Inline(told.data);
    } else {
      try {
        source = new Part.Media.Url(new URI(told.uri));
      } catch (URISyntaxException noAddress) {
        return null;
      }
    }
    return new Part.Media(kind(told.mimeType), told.mimeType, source).named(told.name);
  }

  private static Part.Media.Kind kind(String mimeType) {
    int slash = mimeType.indexOf('/');
    return switch (mimeType.substring(0, Math.max(0, slash))) {
      case "image" -> Part.Media.Kind.IMAGE;
      case "audio" -> Part.Media.Kind.AUDIO;
      case "video" -> Part.Media.Kind.VIDEO;
      default -> Part.Media.Kind.DOCUMENT;
    };
  }

  /** A call that Google runs, without its arguments. */
  static Part.ToolCall call(WirePart part) {
    Members told = Members.of(part.text);
    return new Part.ToolCall(told.id, tool(told), "").runByProvider();
  }

  private static String tool(Members told) {
    return told.toolType.isEmpty() ? AnswerParts.CODE : told.toolType;
  }

  /** Its arguments: of code all that is told of it. */
  static String arguments(WirePart part) {
    if (part.kind == WirePart.Kind.EXECUTABLE_CODE) {
      return part.text;
    }
    String arguments = Members.of(part.text).arguments;
    return arguments.isEmpty() ? "{}" : arguments;
  }

  /** What came of such a call. */
  static Part.ToolResult result(WirePart part) {
    Members told = Members.of(part.text);
    List<Part> content = told.output.isEmpty() ? List.of() : List.of(new Part.Text(told.output));
    Part.ToolResult result = new Part.ToolResult(told.id, tool(told), content).runByProvider();
    boolean failed = !told.outcome.isEmpty() && !told.outcome.equals("OUTCOME_OK");
    return failed ? result.asFailure() : result;
  }
}
