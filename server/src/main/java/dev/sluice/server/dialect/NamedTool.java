package dev.sluice.server.dialect;

import dev.sluice.chat.ToolChoice;

/**
 * Reads which tool is to be called, as applications on the AI SDK name it: {@code {"type": "tool",
 * "toolName": …}}.
 */
public final class NamedTool {
  private NamedTool() {}

  /**
   * The current value, where a word may stand too.
   *
   * @throws RefusedException if it is neither
   */
  public static ToolChoice read(RequestJson json) {
    json.object("a text or an object");
    String named = "";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("toolName")) {
        named = json.text();
      } else {
        json.skip();
      }
    }
    if (named.isEmpty()) {
      throw json.refusedMember("toolName", "missing_field", "a choice names its tool");
    }
    return new ToolChoice.Named(named);
  }
}
