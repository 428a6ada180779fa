package dev.sluice.codec;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms of messages. */
final class MessageForm {
  private MessageForm() {}

  static void write(FormWriter out, Message message) {
    switch (message) {
      case Message.SystemPrompt(String text) -> out.object("system").text('s', text);
      case Message.User(List<Part> parts) -> PartForm.list(out.object("user"), 'c', parts);
      case Message.Assistant(List<Part> parts, String model) ->
          PartForm.list(out.object("assistant").text('m', model), 'c', parts);
      case Message.ToolResult(Part.ToolResult result) ->
          PartForm.write(out.object("tool").name('c'), result);
    }
    out.end();
  }

  static List<Message> list(FormReader in) {
    List<Message> messages = new ArrayList<>();
    in.array();
    while (in.element()) {
      messages.add(read(in));
    }
    return messages;
  }

  /**
   * A message; one that this version does not know is said by nobody known, as a part of nobody's
   * own with the text as it stands: no provider is sent that.
   */
  static Message read(FormReader in) {
    int start = in.place();
    String kind = in.kind();
    Message message =
        switch (kind) {
          case "system" -> system(in);
          case "user" -> new Message.User(parts(in));
          case "assistant" -> assistant(in);
          case "tool" -> tool(in);
          default -> {
            in.skipMembers();
            yield null;
          }
        };
    return message == null
        ? new Message.Assistant(List.of(new Part.Native("", kind, in.since(start))))
        : message;
  }

  private static Message system(FormReader in) {
    String text = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 's' -> text = in.text();
        default -> in.skip();
      }
    }
    return new Message.SystemPrompt(text);
  }

  private static List<Part> parts(FormReader in) {
    List<Part> parts = List.of();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'c' -> parts = PartForm.parts(in);
        default -> in.skip();
      }
    }
    return parts;
  }

  private static Message assistant(FormReader in) {
    List<Part> parts = List.of();
    String model = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'c' -> parts = PartForm.parts(in);
        case 'm' -> model = in.text();
        default -> in.skip();
      }
    }
    return new Message.Assistant(parts, model);
  }

  /** Null if what it holds is something that only a later version knows. */
  private static @Nullable Message tool(FormReader in) {
    Part held = null;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'c' -> held = PartForm.read(in);
        default -> in.skip();
      }
    }
    if (held == null) {
      throw in.missing('c');
    }
    return held instanceof Part.ToolResult result ? new Message.ToolResult(result) : null;
  }
}
