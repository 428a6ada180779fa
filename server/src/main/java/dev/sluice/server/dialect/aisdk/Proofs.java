package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.RequestJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a part has beside its text: signatures, ciphers, a provider's own data. It goes out as
 * {@code providerMetadata}, whose member {@code sluice} is all of it, and comes back so. Immutable
 * once it is read.
 */
final class Proofs {
  /** Of a part that has nothing of the kind. */
  static final Proofs NONE = new Proofs();

  private static final String OURS = "sluice";

  private String provider = "";
  private String signature = "";
  private String cipher = "";
  private boolean summary;
  private boolean commentary;
  private boolean refusal;
  private boolean freeText;
  private final Map<String, String> data = new LinkedHashMap<>();

  private Proofs() {}

  /** The JSON of the member of this part; empty if there is nothing to say. */
  static String of(Part part) {
    JsonWriter json = new JsonWriter().object().object(OURS);
    boolean any =
        switch (part) {
          case Part.Reasoning thought -> reasoning(json, thought);
          case Part.Text text -> flag(json, "commentary", text.isCommentary());
          case Part.Refusal refusal -> flag(json, "refusal", true);
          case Part.ToolCall call -> flag(json, "freeText", call.isFreeText());
          default -> false;
        };
    if (part.data().isPresent()) {
      any = true;
      ProviderData data = part.data().get();
      json.put("provider", data.provider()).object("data");
      data.fields().forEach(json::putJson);
      json.end();
    }
    return any ? json.end().end().text() : "";
  }

  private static boolean reasoning(JsonWriter json, Part.Reasoning thought) {
    boolean any = text(json, "signature", thought.signature());
    any |= text(json, "cipher", thought.cipher());
    any |= flag(json, "summary", thought.isSummary());
    return any;
  }

  private static boolean text(JsonWriter json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
    return !value.isEmpty();
  }

  private static boolean flag(JsonWriter json, String name, boolean value) {
    if (value) {
      json.put(name, true);
    }
    return value;
  }

  /** The current value, {@code providerMetadata}; of others than ours nothing is understood. */
  static Proofs read(RequestJson json) {
    if (!json.isObject()) {
      json.skip();
      return NONE;
    }
    Proofs proofs = new Proofs();
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals(OURS) && json.isObject()) {
        proofs.members(json);
      } else {
        json.skip();
      }
    }
    return proofs;
  }

  private void members(RequestJson json) {
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "provider" -> provider = json.text();
        case "signature" -> signature = json.text();
        case "cipher" -> cipher = json.text();
        case "summary" -> summary = json.truth();
        case "commentary" -> commentary = json.truth();
        case "refusal" -> refusal = json.truth();
        case "freeText" -> freeText = json.truth();
        case "data" -> {
          json.object();
          for (String field; (field = json.nextName()) != null; ) {
            data.put(field, json.json());
          }
        }
        default -> json.skip();
      }
    }
  }

  /** Whether there is something for the provider alone. */
  boolean isOwn() {
    return !data.isEmpty() && !provider.isEmpty();
  }

  /** Whether it is of a call whose input is a text of any form. */
  boolean isFreeText() {
    return freeText;
  }

  /** A text that was told with these. */
  Part text(String text) {
    if (refusal) {
      return on(new Part.Refusal(text));
    }
    Part.Text said = new Part.Text(text);
    return on(commentary ? said.asCommentary() : said);
  }

  /** Thoughts that were told with these. */
  Part reasoning(String text) {
    Part.Reasoning thought = new Part.Reasoning(text, signature).enciphered(cipher);
    return on(summary ? thought.asSummary() : thought);
  }

  /** This part with the provider's data. */
  Part on(Part part) {
    return isOwn() ? part.withData(ProviderData.of(provider, data)) : part;
  }
}
