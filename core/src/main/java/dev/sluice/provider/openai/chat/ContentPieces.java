package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands for text in a message: mostly a string; with some servers a number or a truth
 * value, a list of strings and parts, or a part as it is, which may itself hold such a list.
 */
final class ContentPieces {
  private final Deltas deltas;
  private final String provider;

  ContentPieces(Deltas deltas, String provider) {
    this.deltas = deltas;
    this.provider = provider;
  }

  /** The current value as text of the answer; whether there was any. */
  boolean text(JsonReader json) {
    return read(json, false);
  }

  /** The current value as thoughts. */
  boolean thought(JsonReader json) {
    return read(json, true);
  }

  private boolean read(JsonReader json, boolean thought) {
    if (json.isObject()) {
      return part(json, thought);
    }
    if (!json.isArray()) {
      return piece(json.text(), thought);
    }
    boolean any = false;
    json.enterArray();
    while (json.nextElement()) {
      if (json.isText() || json.isObject() || json.isArray()) {
        any |= read(json, thought);
      } else {
        json.skip();
      }
    }
    return any;
  }

  private boolean piece(String piece, boolean thought) {
    if (thought) {
      deltas.thought(piece);
    } else {
      deltas.text(piece);
    }
    return !piece.isEmpty();
  }

  private boolean part(JsonReader json, boolean thought) {
    boolean any = false;
    boolean known = false;
    String type = "";
    String text = "";
    @Nullable JsonWriter own = null;
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "text", "value", "content", "summary" -> {
          known = true;
          if (json.isText()) {
            any |= piece(text, thought || isThought(type)); // Said twice: nothing is lost.
            text = json.text();
          } else {
            any |= read(json, thought || isThought(type));
          }
        }
        case "thinking", "reasoning", "reasoning_content" -> {
          known = true;
          any |= read(json, true);
        }
        case "refusal" -> {
          String words = json.text();
          deltas.refusal(words);
          known |= !words.isEmpty();
        }
        case "image_url", "document_url" -> {
          known = true;
          any |= Images.url(Images.address(json), deltas, provider);
        }
        case "annotations" -> Annotations.readAll(json, deltas);
        default -> own = member(json, name, type, own);
      }
    }
    any |= piece(text, thought || isThought(type));
    boolean kept = !known && own(type, own);
    return any || kept;
  }

  private static boolean isThought(String type) {
    return type.equals("thinking") || type.startsWith("reasoning") || type.equals("thought");
  }

  /** A member of a part whose kind is not known: kept, for the whole part goes to its reader. */
  private static @Nullable JsonWriter member(
      JsonReader json, String name, String type, @Nullable JsonWriter before) {
    if (type.isEmpty() || type.equals("text") || isThought(type)) {
      json.skip();
      return before;
    }
    JsonWriter own = before == null ? new JsonWriter().object().put("type", type) : before;
    return own.putRead(name, json.json());
  }

  /** A reference is where the text comes from; whatever else is a part of the provider's own. */
  private boolean own(String type, @Nullable JsonWriter members) {
    if (members == null) {
      return false;
    }
    String raw = members.end().text();
    if (type.endsWith("reference")) {
      deltas.cited(Annotations.of(raw, Citation.builder()));
    } else {
      deltas.whole(new Part.Native(provider, type, raw));
    }
    return true;
  }
}
