package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/** Reads a list of UI messages. Not thread-safe. */
final class UiMessages {
  private final RequestJson json;

  private UiMessages(RequestJson json) {
    this.json = json;
  }

  /** The current value. */
  static List<UiMessage> read(RequestJson json) {
    json.array();
    List<UiMessage> messages = new ArrayList<>();
    while (json.nextElement()) {
      if (messages.size() == json.limits().messages()) {
        throw json.refused(
            "too_many_messages",
            "more than the limit of "
                + json.limits().messages()
                + " messages: leave out or sum up the oldest");
      }
      messages.add(new UiMessages(json).message());
    }
    if (messages.isEmpty()) {
      throw json.refused("invalid_value", "a chat needs at least one message");
    }
    return messages;
  }

  private UiMessage message() {
    json.object();
    String id = "";
    String role = "";
    String model = "";
    List<UiPart> parts = null;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = json.text();
        case "role" -> role = json.text();
        case "parts" -> parts = parts();
        case "metadata" -> model = answeredBy();
        default -> json.skip();
      }
    }
    if (parts == null) {
      throw json.refusedMember("parts", "missing_field", "a message needs its parts");
    }
    return switch (role) {
      case "system" -> new UiMessage(id, false, system(parts));
      case "user" -> new UiMessage(id, false, user(parts));
      case "assistant" -> new UiMessage(id, true, new UiAnswer(model).read(parts));
      case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
      default ->
          throw json.refusedMember(
              "role", "invalid_value", "there is no such role: use system, user or assistant");
    };
  }

  private List<UiPart> parts() {
    json.array();
    List<UiPart> parts = new ArrayList<>();
    while (json.nextElement()) {
      parts.add(UiPart.read(json));
    }
    return parts;
  }

  /** Who gave the answer, as the end of its stream said. */
  private String answeredBy() {
    String model = "";
    if (!json.isObject()) {
      json.skip();
      return model;
    }
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("answeredBy") && json.isText()) {
        model = json.text();
      } else {
        json.skip();
      }
    }
    return model;
  }

  private static List<Message> system(List<UiPart> parts) {
    StringBuilder text = new StringBuilder();
    for (UiPart part : parts) {
      if (part instanceof UiPart.Said(Part.Text piece)) {
        text.append(piece.text());
      }
    }
    return text.isEmpty() ? List.of() : List.of(Message.system(text.toString()));
  }

  private static List<Message> user(List<UiPart> parts) {
    List<Part> said = new ArrayList<>();
    for (UiPart part : parts) {
      if (part instanceof UiPart.Said(Part piece)
          && (piece instanceof Part.Text || piece instanceof Part.Media)) {
        said.add(piece);
      }
    }
    return said.isEmpty() ? List.of() : List.of(new Message.User(said));
  }
}
