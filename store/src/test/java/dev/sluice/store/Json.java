package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.codec.MessageCodec;
import java.nio.charset.StandardCharsets;

/** Files to import. */
final class Json {
  private Json() {}

  static String conversation(String... messages) {
    return "{\"sluice_conversation\":1,\"title\":\"T\",\"messages\":["
        + String.join(",", messages)
        + "]}";
  }

  /** One that goes below another one, unless that is empty. */
  static String message(String id, String parent, Message message) {
    return message(id, parent, new String(MessageCodec.encode(message), StandardCharsets.UTF_8));
  }

  static String message(String id, String parent, String form) {
    String below = parent.isEmpty() ? "" : "\"parent\":\"" + parent + "\",";
    return "{\"id\":\"" + id + "\"," + below + "\"message\":" + form + "}";
  }

  static String said(String id, String parent, String text) {
    return message(id, parent, Message.user(text));
  }
}
