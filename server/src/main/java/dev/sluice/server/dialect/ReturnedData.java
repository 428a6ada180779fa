package dev.sluice.server.dialect;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;

/**
 * What clients give back of what only a provider understands. They may have made it themselves, and
 * whoever writes it into a request takes it for what a provider has said: JSON.
 */
public final class ReturnedData {
  private ReturnedData() {}

  /** Whether this is JSON as we write it, in which each text is one. */
  public static boolean isSound(byte[] text) {
    try {
      RequestJson json = RequestJson.of(text, Limits.USUAL);
      json.skip();
      json.finish();
      return true;
    } catch (RefusedException broken) {
      return false;
    }
  }

  /** Whether all that a provider would have to understand of a part is JSON. */
  public static boolean isSound(Part part) {
    boolean isOwnSound =
        switch (part) {
          case Part.Native own -> isJson(own.json());
          case Part.ToolResult result -> result.content().stream().allMatch(ReturnedData::isSound);
          case Part.ApprovalRequest asked -> isSound(asked.call());
          default -> true;
        };
    return isOwnSound && part.data().map(ReturnedData::isSound).orElse(true);
  }

  /** Whether each of its fields is JSON. */
  static boolean isSound(ProviderData data) {
    return data.fields().values().stream().allMatch(ReturnedData::isJson);
  }

  private static boolean isJson(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.skip();
      json.finish();
      return !text.isBlank();
    } catch (JsonException broken) {
      return false;
    }
  }
}
