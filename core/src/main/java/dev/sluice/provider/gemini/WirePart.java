package dev.sluice.provider.gemini;

import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a chunk's {@code content}, as it came: a piece of text or of thoughts, or a part that
 * comes at once. Not thread-safe.
 */
final class WirePart {
  /** What it holds. */
  enum Kind {
    TEXT,
    CALL,
    INLINE_DATA,
    FILE_DATA,
    EXECUTABLE_CODE,
    CODE_RESULT,
    SERVER_CALL,
    SERVER_RESULT,
    UNKNOWN
  }

  /** More than a call's schema can ask for in one piece. */
  private static final int MAX_PARTIALS = 4096;

  Kind kind = Kind.TEXT;
  boolean thought;
  String signature = "";

  /** Its text; of a call the arguments as JSON, of any other kind its JSON as it came. */
  String text = "";

  /** The wire's name of its kind, where that is not text. */
  String member = "";

  String id = "";
  String name = "";

  /** Whether more of a call's arguments follow in later parts. */
  boolean willContinue;

  /** Pieces of a call's arguments. */
  List<PartialArgument> partials = List.of();

  private WirePart() {}

  /** A part of which nothing was read. */
  static WirePart empty() {
    return new WirePart();
  }

  /** The current value; empty text if it is no object. */
  static WirePart read(JsonReader json) {
    return new WirePart().again(json);
  }

  /** Forgets what it holds, and holds the current value. */
  WirePart again(JsonReader json) {
    kind = Kind.TEXT;
    thought = false;
    signature = "";
    text = "";
    member = "";
    id = "";
    name = "";
    willContinue = false;
    partials = List.of();
    if (json.enterObject()) {
      for (String key; (key = json.nextName()) != null; ) {
        member(key, json);
      }
    }
    return this;
  }

  private void member(String name, JsonReader json) {
    switch (name) {
      case "text" -> text(json.text());
      case "thought" -> thought = json.text().equals("true");
      case "thoughtSignature", "thought_signature" -> signature = json.text();
      case "functionCall" -> call(json);
      case "inlineData" -> whole(Kind.INLINE_DATA, name, json);
      case "fileData" -> whole(Kind.FILE_DATA, name, json);
      case "executableCode" -> whole(Kind.EXECUTABLE_CODE, name, json);
      case "codeExecutionResult" -> whole(Kind.CODE_RESULT, name, json);
      case "toolCall" -> whole(Kind.SERVER_CALL, name, json);
      case "toolResponse" -> whole(Kind.SERVER_RESULT, name, json);
      default -> {
        if (json.isObject() && kind == Kind.TEXT && text.isEmpty()) {
          whole(Kind.UNKNOWN, name, json);
        } else {
          json.skip();
        }
      }
    }
  }

  /** A text beside something that nobody knows says what the part is. */
  private void text(String said) {
    if (kind == Kind.TEXT || (kind == Kind.UNKNOWN && !said.isEmpty())) {
      kind = Kind.TEXT;
      text = said;
    }
  }

  private void whole(Kind of, String name, JsonReader json) {
    if (json.isObject()) {
      kind = of;
      member = name;
      text = json.textOrJson();
    } else {
      json.skip();
    }
  }

  private void call(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    kind = Kind.CALL;
    text = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = json.text();
        case "name" -> this.name = json.text();
        case "args" -> text = json.isObject() ? json.textOrJson() : nothing(json);
        case "partialArgs" -> partials(json);
        case "willContinue" -> willContinue = json.text().equals("true");
        default -> json.skip();
      }
    }
  }

  private static String nothing(JsonReader json) {
    json.skip();
    return "";
  }

  private void partials(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    partials = new ArrayList<>(2);
    while (json.nextElement()) {
      if (partials.size() < MAX_PARTIALS) {
        partials.add(PartialArgument.read(json));
      } else {
        throw new TooMuch("the list of a call's pieces of arguments", MAX_PARTIALS, "pieces");
      }
    }
  }

  /** The part as JSON, as it goes back. */
  String json() {
    JsonWriter json = new JsonWriter().object().putJson(member, text);
    if (thought) {
      json.put("thought", true);
    }
    if (!signature.isEmpty()) {
      json.put("thoughtSignature", signature);
    }
    return json.end().text();
  }
}
