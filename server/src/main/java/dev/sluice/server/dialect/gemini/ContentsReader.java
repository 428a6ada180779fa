package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code contents}: turns of the user, which hold the results of functions too, and of the
 * model. Turns of the model that follow each other are one message. Not thread-safe.
 */
final class ContentsReader {
  private final RequestJson json;
  private final Dropped dropped;
  private final List<Message> messages = new ArrayList<>();

  /** What the model has said last, as long as nobody else has spoken since. */
  private final List<Part> said = new ArrayList<>();

  /** A text that has not ended, behind what was said. */
  private final StringBuilder text = new StringBuilder();

  /** Of calls that came without an id, with one of ours. */
  private final OpenCalls open = new OpenCalls();

  private int contents;

  /** How many parts the model's turns have, with the thoughts that their proofs bring back. */
  private int told;

  private int calls;

  private ContentsReader(RequestJson json, Dropped dropped) {
    this.json = json;
    this.dropped = dropped;
  }

  /**
   * The current value.
   *
   * @param dropped what of it means nothing here, to be added to
   */
  static List<Message> read(RequestJson json, Dropped dropped) {
    return new ContentsReader(json, dropped).list();
  }

  /** The text of the current value, a content or a text alone; what is no text is dropped. */
  static String text(RequestJson json, Dropped dropped) {
    if (json.isText()) {
      return json.text();
    }
    if (!json.isArray()) {
      json.object("a text, an object or a list");
    }
    ContentsReader reader = new ContentsReader(json, dropped);
    List<String> texts = new ArrayList<>();
    for (Part part : json.isArray() ? reader.parts() : reader.content().parts) {
      if (part instanceof Part.Text text) {
        texts.add(text.text());
      } else {
        throw json.refused("unsupported_content", "an instruction is a text");
      }
    }
    return String.join("\n\n", texts);
  }

  private record Content(String role, List<Part> parts) {}

  private List<Message> list() {
    if (json.isText()) {
      messages.add(Message.user(json.text()));
      return messages;
    }
    if (json.isObject()) {
      add(content());
    } else {
      json.array("a text, an object or a list");
      while (json.nextElement()) {
        if (++contents > json.limits().messages()) {
          throw json.refused(
              "too_many_messages",
              "more than the limit of "
                  + json.limits().messages()
                  + " contents: leave out or sum up the oldest");
        }
        add(content());
      }
    }
    endTurn();
    if (messages.isEmpty()) {
      throw json.refused("invalid_value", "a request needs at least one content with parts");
    }
    return messages;
  }

  private Content content() {
    if (json.isText()) {
      return new Content("user", List.of(Part.text(json.text())));
    }
    json.object("a text or an object");
    String role = "user";
    List<Part> parts = List.of();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "role" -> role = role(json.text());
        case "parts" -> parts = parts();
        default -> json.skip();
      }
    }
    return new Content(role, parts);
  }

  private String role(String word) {
    return switch (word) {
      case "user", "function", "tool", "" -> "user";
      case "model", "assistant" -> "model";
      case "system" -> "system";
      default -> throw json.refused("invalid_value", "use user, model or function as a role");
    };
  }

  private List<Part> parts() {
    if (json.isObject() || json.isText()) {
      return List.of(PartReader.read(json, dropped));
    }
    json.array("a text, an object or a list");
    List<Part> parts = new ArrayList<>();
    while (json.nextElement()) {
      parts.add(PartReader.read(json, dropped));
    }
    return parts;
  }

  private void add(Content content) {
    switch (content.role) {
      case "model" -> content.parts.forEach(this::model);
      case "system" -> content.parts.forEach(this::system);
      default -> user(content.parts);
    }
  }

  private void system(Part part) {
    if (part instanceof Part.Text text) {
      messages.add(Message.system(text.text()));
    } else {
      throw misplaced("system");
    }
  }

  private RuntimeException misplaced(String role) {
    return json.refused(
        "unsupported_content", "a content of the role " + role + " cannot hold such a part");
  }

  private void model(Part part) {
    if (part instanceof Part.Text piece && piece.data().isEmpty()) {
      // Pieces of a stream that a client has kept as they came are one text.
      text.append(piece.text());
      return;
    }
    endText();
    switch (part) {
      case Part.ToolCall call when !call.isRunByProvider() -> {
        Part.ToolCall named =
            call.id().isEmpty() ? call.called(CallIds.unnamed(calls), call.name()) : call;
        calls++;
        open.add(named);
        said.add(named);
      }
      case Part.ToolResult result when !result.isRunByProvider() -> throw misplaced("model");
      default -> said.add(part);
    }
  }

  private void endText() {
    if (!text.isEmpty()) {
      said.add(Part.text(text.toString()));
      text.setLength(0);
    }
  }

  private void endTurn() {
    endText();
    if (!said.isEmpty()) {
      Message.Assistant turn = TurnProof.returned(said, Limits.PARTS - told);
      told += turn.parts().size();
      if (!turn.parts().isEmpty()) {
        messages.add(turn);
      }
      said.clear();
    }
  }

  private void user(List<Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    endTurn();
    List<Part> others = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Part.ToolResult result when !result.isRunByProvider() ->
            messages.add(new Message.ToolResult(answering(result)));
        case Part.Text text -> others.add(Part.text(text.text()));
        case Part.Media media -> others.add(media);
        case Part.Reasoning thoughts -> others.add(Part.text(thoughts.text()));
        default -> throw misplaced("user");
      }
    }
    if (!others.isEmpty()) {
      messages.add(new Message.User(others));
    }
  }

  /** A result with the id of its call, which most clients leave out: then the name says which. */
  private Part.ToolResult answering(Part.ToolResult result) {
    return open.answered(result.callId(), result.name())
        .map(call -> called(result, call.id()))
        .orElse(result);
  }

  private static Part.ToolResult called(Part.ToolResult result, String id) {
    Part.ToolResult named = new Part.ToolResult(id, result.name(), result.content());
    return result.failed() ? named.asFailure() : named;
  }
}
