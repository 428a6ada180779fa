package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"google":{"thought_signature":"…"}}}, which Gemini's compatible endpoints add to a
 * call or a text, and want back with it.
 */
final class ExtraContent {
  static final String SIGNATURE = "thought_signature";

  private ExtraContent() {}

  /** The current value's signature, under its name with whose it is before; null if none. */
  static @Nullable ProviderData read(JsonReader json, String provider) {
    ProviderData data = null;
    if (json.enterObject()) {
      for (String owner; (owner = json.nextName()) != null; ) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals(SIGNATURE) && json.isText()) {
              data = data == null ? ProviderData.of(provider) : data;
              data = data.with(owner + "." + name, json.json());
            } else {
              json.skip();
            }
          }
        }
      }
    }
    return data;
  }
}
