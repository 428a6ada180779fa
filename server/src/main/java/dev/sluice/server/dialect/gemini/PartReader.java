package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RequestJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one part of a content, whose members may come in any order. Not thread-safe. */
final class PartReader {
  /** Whose proofs, files and own parts are, as long as nobody knows who is asked. */
  static final String WHOEVER = "";

  static final String SIGNATURE = "thoughtSignature";

  /** By this name a part has a {@link TurnProof} until its turn is read. */
  static final String OURS = "sluice";

  private static final String CODE = "code_execution";

  private final RequestJson json;
  private final Dropped dropped;
  private boolean thought;
  private String signature = "";
  private @Nullable Part part;

  private PartReader(RequestJson json, Dropped dropped) {
    this.json = json;
    this.dropped = dropped;
  }

  /**
   * The current value.
   *
   * @param dropped what of it means nothing here, to be added to
   */
  static Part read(RequestJson json, Dropped dropped) {
    return json.isText() ? Part.text(json.text()) : new PartReader(json, dropped).part();
  }

  private Part part() {
    json.object("a text or an object");
    for (String name; (name = json.nextName()) != null; ) {
      member(FieldNames.usual(name));
    }
    Part read = part;
    if (read == null && !signature.isEmpty()) {
      read = Part.text("");
    }
    if (read == null) {
      throw json.refused(
          "unsupported_content",
          "a part is a text, inlineData, fileData, a functionCall, a functionResponse,"
              + " executableCode or a codeExecutionResult");
    }
    if (thought && read instanceof Part.Text text) {
      read = new Part.Reasoning(text.text());
    }
    if (TurnProof.isOne(signature)) {
      boolean isProven =
          read instanceof Part.Text
              || (read instanceof Part.ToolCall call && !call.isRunByProvider());
      return isProven ? TurnProof.on(read, signature) : read;
    }
    return signature.isEmpty()
        ? read
        : read.withData(ProviderData.of(WHOEVER, SIGNATURE, JsonWriter.quoted(signature)));
  }

  private void member(String name) {
    switch (name) {
      case "text" -> put(Part.text(json.text()));
      case "thought" -> thought = json.truth();
      case SIGNATURE -> signature = json.text();
      case "inlineData" -> put(inline());
      case "fileData" -> put(file());
      case "functionCall" -> put(call());
      case "functionResponse" -> put(result());
      case "executableCode" -> put(run(name));
      case "toolCall" -> put(run(name));
      case "codeExecutionResult", "toolResponse" -> put(ran(name));
      default -> {
        dropped.add(json);
        json.skip();
      }
    }
  }

  private void put(Part read) {
    boolean isEmptyText = read instanceof Part.Text text && text.text().isEmpty();
    if (part instanceof Part.Text text && text.text().isEmpty()) {
      part = read;
    } else if (part == null) {
      part = read;
    } else if (!isEmptyText) {
      throw json.refused("unsupported_content", "a part is of one kind alone");
    }
  }

  private Media inline() {
    json.object();
    String type = "";
    String data = "";
    String called = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "mimeType" -> type = MediaForm.of(json).mediaType(json.text());
        case "data" -> data = json.text().isEmpty() ? "" : MediaForm.of(json).base64(json.text());
        case "displayName" -> called = json.text();
        default -> json.skip();
      }
    }
    if (type.isEmpty() || data.isEmpty()) {
      throw json.refused("missing_field", "what is sent inline needs a mimeType and data");
    }
    return new Media(MediaForm.kind(type), type, new Media.Inline(data)).named(called);
  }

  private Media file() {
    json.object();
    String type = "";
    String uri = "";
    String called = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "mimeType" -> type = MediaForm.of(json).mediaType(json.text());
        case "fileUri" -> uri = json.text();
        case "displayName" -> called = json.text();
        default -> json.skip();
      }
    }
    if (uri.isEmpty()) {
      throw json.refusedMember("fileUri", "missing_field", "where the file is has to be told");
    }
    return new Media(MediaForm.kind(type), type, source(uri)).named(called);
  }

  /** Files that Google keeps are another provider's nothing; what is on the web is anybody's. */
  private Media.Source source(String uri) {
    URI address;
    try {
      address = new URI(uri);
    } catch (URISyntaxException wrong) {
      throw json.refusedMember("fileUri", "invalid_url", "not an address: " + wrong.getReason());
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost());
    boolean web = MediaForm.isOnWeb(address);
    if (web && !host.equals("generativelanguage.googleapis.com")) {
      return new Media.Url(address);
    }
    boolean kept =
        web || scheme.equals("gs") || (scheme.equals("null") && uri.startsWith("files/"));
    if (!kept) {
      throw json.refusedMember(
          "fileUri", "invalid_url", "an address begins with https://, http:// or gs://");
    }
    return new Media.File(WHOEVER, uri);
  }

  private Part.ToolCall call() {
    json.object();
    String id = "";
    String called = "";
    String arguments = "{}";
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "id" -> id = json.text();
        case "name" -> called = json.text();
        case "args" -> {
          json.object();
          arguments = json.json();
        }
        default -> json.skip();
      }
    }
    if (called.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a call needs the name of its function");
    }
    return new Part.ToolCall(id, called, arguments);
  }

  private Part.ToolResult result() {
    json.object();
    String id = "";
    String called = "";
    ResultReader response = new ResultReader();
    List<Part> shown = new ArrayList<>();
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "id" -> id = json.text();
        case "name" -> called = json.text();
        case "response" -> response.read(json);
        case "parts" -> media(shown);
        default -> json.skip(); // Whether more of it follows, and when it is to be looked at.
      }
    }
    if (called.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a result needs its function's name");
    }
    List<Part> content = new ArrayList<>();
    content.add(Part.text(response.text()));
    content.addAll(shown);
    Part.ToolResult result = new Part.ToolResult(id, called, content);
    return response.failed() ? result.asFailure() : result;
  }

  private void media(List<Part> shown) {
    json.array();
    while (json.nextElement()) {
      Part read = read(json, dropped);
      if (!(read instanceof Media)) {
        throw json.refused("unsupported_content", "a result holds inlineData or fileData");
      }
      shown.add(read);
    }
  }

  private Part run(String member) {
    return own(member, new Part.ToolCall("", CODE, "{}").runByProvider());
  }

  private Part ran(String member) {
    return own(member, new Part.ToolResult("", CODE, List.of()).runByProvider());
  }

  /** What Google ran goes back to it as it came, and to nobody else. */
  private Part own(String member, Part empty) {
    json.object();
    return empty.withData(ProviderData.of(WHOEVER, member, json.json()));
  }
}
