package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An item of a request, whose members may come in any order. Not thread-safe. */
final class InputItem {
  private static final int MAX_WORD = 512;

  private final RequestJson json;
  private final ContentReader reader;
  private final int from;
  private int behind;

  String type = "";
  String role = "";
  String id = "";
  String encrypted = "";
  private String callId = "";
  private String name = "";
  private String namespace = "";
  private String phase = "";
  private String status = "";

  /** Of a call: arguments, text, or what a tool of the API's own is to do. */
  private String input = "";

  private boolean hasInput;
  private List<Part> content = List.of();
  private List<Part> summary = List.of();
  private List<Part> output = List.of();

  private InputItem(RequestJson json) {
    this.json = json;
    this.reader = new ContentReader(json);
    this.from = json.here();
  }

  /** The current value. */
  static InputItem read(RequestJson json) {
    json.object("a text or an object");
    InputItem item = new InputItem(json);
    for (String name; (name = json.nextName()) != null; ) {
      item.member(name);
    }
    item.behind = json.behind();
    return item;
  }

  private void member(String member) {
    switch (member) {
      case "type" -> type = json.text();
      case "role" -> role = json.text();
      case "id" -> id = word(textOrNone());
      case "call_id" -> callId = textOrNone();
      case "name" -> name = textOrNone();
      case "namespace" -> namespace = word(json.isText() ? json.json() : textOrNone());
      case "phase" -> phase = word(json.isText() ? json.json() : textOrNone());
      case "status" -> status = textOrNone();
      case "encrypted_content" -> encrypted = textOrNone();
      case "arguments", "input", "action", "operation" -> {
        hasInput = true;
        input = json.isText() ? json.text() : json.json();
      }
      case "content" -> content = reader.read();
      case "summary" -> summary = reader.read();
      case "output" -> output = reader.read();
      default -> json.skip();
    }
  }

  /** What each piece of the item is marked by. */
  private String word(String text) {
    if (text.length() > MAX_WORD) {
      throw json.refused("invalid_value", "it has at most " + MAX_WORD + " characters");
    }
    return text;
  }

  private String textOrNone() {
    if (json.isText()) {
      return json.text();
    }
    json.skip();
    return "";
  }

  /** As it came. */
  String raw() {
    return new String(json.bytes(), from, behind - from, StandardCharsets.UTF_8);
  }

  byte[] rawBytes() {
    return Arrays.copyOfRange(json.bytes(), from, behind);
  }

  /** One that has no other form. */
  Part whole() {
    return new Part.Native(ContentReader.WHOEVER, type, raw());
  }

  /** By what pieces of it find together again where it has no id: its place, which is its own. */
  String number() {
    return Integer.toString(from);
  }

  String quotedId() {
    return JsonWriter.quoted(id);
  }

  /** What a user says. */
  List<Part> asked() {
    reader.check();
    for (Part part : content) {
      if (!(part instanceof Part.Text || part instanceof Part.Media)) {
        throw misplaced();
      }
    }
    return content;
  }

  private RuntimeException misplaced() {
    return json.refusedMember(
        "content",
        "unsupported_content",
        "a message of the role " + role + " cannot hold a piece of one of these kinds");
  }

  /** What the model has said. */
  List<Part> spoken() {
    reader.check();
    List<Part> parts = new ArrayList<>();
    for (Part part : content) {
      switch (part) {
        case Part.Text text when text.text().isEmpty() -> {}
        case Part.Text text -> parts.add(phased(text));
        case Part.Refusal refusal -> parts.add(refusal);
        default -> throw misplaced();
      }
    }
    return parts;
  }

  private Part phased(Part.Text text) {
    Part.Text said = phase.equals("\"commentary\"") ? text.asCommentary() : text;
    return phase.isEmpty()
        ? said
        : said.withData(ProviderData.of(ContentReader.WHOEVER, "phase", phase));
  }

  /** Of a message of the system. */
  String text() {
    return text(content);
  }

  private String text(List<Part> parts) {
    reader.check();
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!(part instanceof Part.Text piece)) {
        throw misplaced();
      }
      text.append(piece.text());
    }
    return text.toString();
  }

  /** A call of a function, or of a tool with text. */
  Part.ToolCall call() {
    if (name.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a call needs the name of its tool");
    }
    Part.ToolCall call = new Part.ToolCall(called(), name, input);
    return namespace.isEmpty()
        ? call
        : (Part.ToolCall)
            call.withData(ProviderData.of(ContentReader.WHOEVER, "namespace", namespace));
  }

  private String called() {
    String called = callId.isEmpty() ? id : callId;
    if (called.isEmpty()) {
      throw json.refusedMember("call_id", "missing_field", "a call and its result need an id");
    }
    return called;
  }

  /** A call of a tool that the API describes. */
  Part.ToolCall describedCall() {
    if (!hasInput) {
      throw json.refusedMember(
          type.equals("local_shell_call") ? "action" : "operation",
          "missing_field",
          "a call says what is to be done");
    }
    Part call =
        new Part.ToolCall(called(), type.substring(0, type.length() - "_call".length()), input)
            .withData(ProviderData.of(ContentReader.WHOEVER, "item", raw()));
    return (Part.ToolCall) call;
  }

  /** What a tool gave back. */
  Message result() {
    reader.check();
    for (Part part : output) {
      if (!(part instanceof Part.Text || part instanceof Part.Media)) {
        throw json.refusedMember(
            "output", "unsupported_content", "a result holds texts, images and files");
      }
    }
    Part.ToolResult result = new Part.ToolResult(called(), "", output);
    return new Message.ToolResult(status.equals("failed") ? result.asFailure() : result);
  }

  /**
   * What the model thought: its summary, and the thoughts themselves; one that is empty if none.
   */
  List<Part.Reasoning> thoughts() {
    List<Part.Reasoning> thoughts = new ArrayList<>();
    for (Part part : summary) {
      if (part instanceof Part.Text piece) {
        thoughts.add(new Part.Reasoning(piece.text()).asSummary());
      }
    }
    for (Part part : content) {
      if (part instanceof Part.Text piece) {
        thoughts.add(new Part.Reasoning(piece.text()));
      }
    }
    if (thoughts.isEmpty() && !(encrypted.isEmpty() && id.isEmpty())) {
      thoughts.add(new Part.Reasoning(""));
    }
    return thoughts;
  }
}
