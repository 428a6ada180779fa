package dev.sluice.provider.anthropic;

import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A content block as it begins, or all of one.
 *
 * @param text of a text, or the thoughts
 * @param members what else it says, name to JSON text; of a kind that is not known, everything
 */
record BlockStart(
    String type,
    String id,
    String name,
    String text,
    String signature,
    String cipher,
    Map<String, String> members) {

  /** The kinds whose texts are not kept a second time as JSON. */
  private static final Set<String> KNOWN = Set.of("text", "thinking", "redacted_thinking");

  /** The current value, an object that has been entered. */
  static BlockStart read(JsonReader json) {
    String type = "";
    String id = "";
    String name = "";
    String text = "";
    String signature = "";
    String cipher = "";
    Map<String, String> members = new LinkedHashMap<>();
    for (String member; (member = json.nextName()) != null; ) {
      boolean own = true;
      if (json.isText()) {
        switch (member) {
          case "type" -> type = json.text();
          case "id" -> id = json.text();
          case "name" -> name = json.text();
          case "text", "thinking" -> text = json.text();
          case "signature" -> signature = json.text();
          case "data" -> cipher = json.text();
          default -> own = false;
        }
        own &= KNOWN.contains(type);
      } else {
        own = false;
      }
      if (!own) {
        members.put(member, json.json());
      }
    }
    return new BlockStart(type, id, name, text, signature, cipher, members);
  }

  /** One whose start was not told. */
  static BlockStart untold(String type) {
    return new BlockStart(type, "", "", "", "", "", Map.of());
  }

  /** Whether the model calls something that the provider runs. */
  boolean isProvidersCall() {
    return type.endsWith("_tool_use");
  }

  /** Whether it is what a tool gave back that the provider ran. */
  boolean isProvidersResult() {
    return type.endsWith("_tool_result") && members.containsKey("tool_use_id");
  }

  /** The members but for these, as the provider's data. */
  ProviderData data(String provider, String... but) {
    Map<String, String> rest = new LinkedHashMap<>(members);
    for (String one : but) {
      rest.remove(one);
    }
    return ProviderData.of(provider, rest);
  }
}
