package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What other providers want back with their thoughts and calls, in the one place that clients of
 * this format send back unread: {@code encrypted_content}.
 *
 * @param call the id of the call that it is about; empty if it is about thoughts
 * @param data what only a provider understands
 */
record Proof(String call, String signature, String cipher, List<ProviderData> data) {
  private static final String PREFIX = "sluice.";

  /** More than any is long: it is read anew with each request. */
  private static final int MAX_LENGTH = 4 << 20;

  /** What thoughts need to be taken back; empty if nothing, or if their cipher alone says it. */
  static String of(Part.Reasoning thought) {
    boolean isNative = thought.signature().isEmpty();
    if (isNative && (!thought.cipher().isEmpty() || isKnownHere(thought.data()))) {
      return thought.cipher();
    }
    List<ProviderData> data = thought.data().map(List::of).orElse(List.of());
    return isNative && data.isEmpty()
        ? ""
        : new Proof("", thought.signature(), thought.cipher(), data).text();
  }

  /** What a call needs; empty if nothing. */
  static String of(Part.ToolCall call, String id) {
    return call.data().isEmpty() || isKnownHere(call.data())
        ? ""
        : new Proof(id, "", "", List.of(call.data().get())).text();
  }

  /** Whether it says ids and the like, which items of this format have a place for. */
  private static boolean isKnownHere(Optional<ProviderData> data) {
    return data.isPresent()
        && data.get().fields().keySet().stream()
            .allMatch(
                name ->
                    switch (name) {
                      case "id", "item_number", "item", "namespace", "caller", "phase" -> true;
                      default -> false;
                    });
  }

  private String text() {
    JsonWriter json = new JsonWriter().object();
    json.put("call", call).put("signature", signature).put("cipher", cipher).array("data");
    for (ProviderData one : data) {
      json.object().put("of", one.provider()).object("fields");
      one.fields().forEach(json::put);
      json.end().end();
    }
    byte[] bytes = json.end().end().text().getBytes(StandardCharsets.UTF_8);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The one that a client has sent back; empty if it is a provider's own cipher, or broken. */
  static Optional<Proof> read(String encrypted) {
    if (!encrypted.startsWith(PREFIX) || encrypted.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encrypted.substring(PREFIX.length()));
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        Proof proof = read(json);
        json.finish();
        return Optional.of(proof);
      }
    } catch (IllegalArgumentException | JsonException broken) {
      return Optional.empty();
    }
  }

  /** Whether one has made it, be it broken. */
  static boolean isOne(String encrypted) {
    return encrypted.startsWith(PREFIX);
  }

  private static Proof read(JsonReader json) {
    String call = "";
    String signature = "";
    String cipher = "";
    List<ProviderData> data = List.of();
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "call" -> call = json.text();
        case "signature" -> signature = json.text();
        case "cipher" -> cipher = json.text();
        case "data" -> {
          if (json.enterArray()) {
            while (json.nextElement()) {
              data = List.of(data(json)); // There is one at the most.
            }
          } else {
            json.skip();
          }
        }
        default -> json.skip();
      }
    }
    return new Proof(call, signature, cipher, data);
  }

  private static ProviderData data(JsonReader json) {
    String of = "";
    Map<String, String> fields = new LinkedHashMap<>();
    if (!json.enterObject()) {
      json.skip();
      return ProviderData.of("");
    }
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("of")) {
        of = json.text();
      } else if (name.equals("fields") && json.enterObject()) {
        for (String field; (field = json.nextName()) != null; ) {
          fields.put(field, json.text());
        }
      } else {
        json.skip();
      }
    }
    return ProviderData.of(of, fields);
  }

  /** Thoughts with it. */
  Part.Reasoning on(Part.Reasoning thought) {
    Part.Reasoning proven = thought.signed(signature).enciphered(cipher);
    for (ProviderData one : data) {
      proven = isEmpty(one) ? proven : (Part.Reasoning) proven.withData(one);
    }
    return proven;
  }

  /** A call with it. */
  Part.ToolCall on(Part.ToolCall call) {
    Part.ToolCall proven = call;
    for (ProviderData one : data) {
      proven = isEmpty(one) ? proven : (Part.ToolCall) proven.withData(one);
    }
    return proven;
  }

  private static boolean isEmpty(ProviderData data) {
    return data.provider().isEmpty() || data.fields().isEmpty();
  }
}
