package dev.sluice.server.dialect;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What other providers want back with their thoughts and calls, in a place that clients of a format
 * send back unread: the cipher or the signature of thoughts.
 *
 * @param model who has said it, {@code provider/model}; empty if that is not known
 * @param call the id of the call that it is about; empty if it is about thoughts
 * @param signature of the thoughts; empty if there is none
 * @param cipher the thoughts, for their provider alone; empty if there is none
 * @param data what only a provider understands
 */
public record Proof(
    String model, String call, String signature, String cipher, List<ProviderData> data) {
  private static final String PREFIX = "sluice.";

  /** More than any is long: it is read anew with each request. */
  private static final int MAX_LENGTH = 4 << 20;

  /** Nothing but what only this provider understands. */
  public Proof {
    data = List.copyOf(data);
  }

  /**
   * What thoughts need to be taken back; empty if nothing.
   *
   * @param model who has said them, see {@link Told#answerer}
   */
  public static String of(String model, Part.Reasoning thought) {
    List<ProviderData> data = isKnownHere(thought.data()) ? List.of() : list(thought.data());
    return thought.signature().isEmpty() && thought.cipher().isEmpty() && data.isEmpty()
        ? ""
        : new Proof(model, "", thought.signature(), thought.cipher(), list(thought.data())).text();
  }

  /** What a call of this id needs; empty if nothing. */
  public static String of(String model, Part.ToolCall call, String id) {
    return call.data().isEmpty() || isKnownHere(call.data())
        ? ""
        : new Proof(model, id, "", "", List.of(call.data().get())).text();
  }

  private static List<ProviderData> list(Optional<ProviderData> data) {
    return data.map(List::of).orElse(List.of());
  }

  /** Whether it says no more than ids and the like, which nobody misses. */
  public static boolean isKnownHere(Optional<ProviderData> data) {
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
    json.put("model", model)
        .put("call", call)
        .put("signature", signature)
        .put("cipher", cipher)
        .array("data");
    for (ProviderData one : data) {
      json.object().put("of", one.provider()).object("fields");
      one.fields().forEach(json::put);
      json.end().end();
    }
    byte[] bytes = json.end().end().text().getBytes(StandardCharsets.UTF_8);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The one that a client has sent back; empty if it is a provider's own cipher, or broken. */
  public static Optional<Proof> read(String encrypted) {
    if (!encrypted.startsWith(PREFIX) || encrypted.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encrypted.substring(PREFIX.length()));
      if (!ReturnedData.isSound(bytes)) {
        return Optional.empty();
      }
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        Proof proof = read(json);
        json.finish();
        return Optional.of(proof)
            .filter(one -> one.model.length() <= Bounds.MAX_NAME)
            .filter(one -> one.data.stream().allMatch(ReturnedData::isSound));
      }
    } catch (IllegalArgumentException | JsonException broken) {
      return Optional.empty();
    }
  }

  /** Whether one has made it, be it broken. */
  public static boolean isOne(String encrypted) {
    return encrypted.startsWith(PREFIX);
  }

  private static Proof read(JsonReader json) {
    String model = "";
    String call = "";
    String signature = "";
    String cipher = "";
    List<ProviderData> data = List.of();
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "model" -> model = json.text();
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
    return new Proof(model, call, signature, cipher, data);
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
  public Part.Reasoning on(Part.Reasoning thought) {
    Part.Reasoning proven = thought.signed(signature).enciphered(cipher);
    for (ProviderData one : data) {
      proven = isEmpty(one) ? proven : (Part.Reasoning) proven.withData(one);
    }
    return proven;
  }

  /** A call with it. */
  public Part.ToolCall on(Part.ToolCall call) {
    Part.ToolCall proven = call;
    for (ProviderData one : data) {
      proven = isEmpty(one) ? proven : (Part.ToolCall) proven.withData(one);
    }
    return proven;
  }

  /**
   * What an assistant has said, with the proofs that its thoughts have in the place of a signature
   * or a cipher: they are of whom they name, and of nobody else. Proofs that are broken are left
   * out.
   */
  public static Message.Assistant returned(List<Part> said) {
    List<Part> parts = new ArrayList<>(said.size());
    Map<String, Proof> ofCalls = new HashMap<>();
    String model = "";
    for (Part part : said) {
      if (!(part instanceof Part.Reasoning thought) || !isOne(sealed(thought))) {
        parts.add(part);
        continue;
      }
      Optional<Proof> proof = read(sealed(thought));
      Part.Reasoning bare = new Part.Reasoning(thought.text());
      if (proof.isPresent()) {
        model = proof.get().model.isEmpty() ? model : proof.get().model;
        if (proof.get().call.isEmpty()) {
          parts.add(proof.get().on(bare));
        } else {
          ofCalls.put(proof.get().call, proof.get());
        }
      } else if (!bare.text().isEmpty()) {
        parts.add(bare);
      }
    }
    parts.replaceAll(part -> part instanceof Part.ToolCall call ? proven(call, ofCalls) : part);
    return new Message.Assistant(parts, model);
  }

  private static Part.ToolCall proven(Part.ToolCall call, Map<String, Proof> proofs) {
    Proof proof = proofs.get(call.id());
    return proof == null ? call : proof.on(call);
  }

  private static String sealed(Part.Reasoning thought) {
    return thought.signature().isEmpty() ? thought.cipher() : thought.signature();
  }

  private static boolean isEmpty(ProviderData data) {
    return data.provider().isEmpty() || data.fields().isEmpty();
  }
}
