package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/**
 * What the caller's side of tools gives back that the API describes: each has a form of its own.
 */
final class ToolOutputs {
  private ToolOutputs() {}

  /** The type of this item. */
  static String type(String item) {
    byte[] bytes = item.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("type")) {
            return json.text();
          }
          json.skip();
        }
      }
    }
    return "";
  }

  /** Writes the item that answers a call of this type. */
  static void write(
      JsonWriter json, String type, String callId, Part.ToolResult result, Contents contents) {
    switch (type) {
      case "computer_call" -> {
        json.object().put("type", "computer_call_output").put("call_id", callId).object("output");
        json.put("type", "computer_screenshot");
        contents.screenshot(result.content());
        json.end().end();
      }
      case "local_shell_call" ->
          json.object()
              .put("type", "local_shell_call_output")
              .put("id", callId)
              .put("output", text(result))
              .end();
      case "apply_patch_call" ->
          json.object()
              .put("type", "apply_patch_call_output")
              .put("call_id", callId)
              .put("status", result.failed() ? "failed" : "completed")
              .put("output", text(result))
              .end();
      default -> throw new IllegalArgumentException("a call of " + type + " takes no result");
    }
  }

  private static String text(Part.ToolResult result) {
    StringBuilder all = new StringBuilder();
    for (Part part : result.content()) {
      if (!(part instanceof Part.Text text)) {
        throw new IllegalArgumentException("the result of this tool is text alone, not " + part);
      }
      all.append(text.text());
    }
    return all.toString();
  }
}
