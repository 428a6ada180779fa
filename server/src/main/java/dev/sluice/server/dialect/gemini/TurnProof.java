package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.ReturnedData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a provider of another format than Google's wants back with a turn of its model, where
 * Google's own proof stands: {@code thoughtSignature}. A call has it, or the text that a turn ends
 * with, and it holds the thoughts before it with their text, since clients leave out thoughts of
 * what they send back.
 *
 * @param thoughts what was thought since the call before
 * @param call what the call itself needs, see {@link Proof}; empty if nothing
 */
record TurnProof(List<Thought> thoughts, String call) {
  private static final String PREFIX = "sluice.";

  /** How it begins in base 64, whatever follows. */
  private static final String BEGINNING = "c2x1aWNlL";

  /** More than any is long: it is read anew with each request. */
  private static final int MAX_LENGTH = 4 << 20;

  /** More than any turn has. */
  private static final int MAX_THOUGHTS = 1024;

  /**
   * One of the thoughts.
   *
   * @param at so many characters of text the model had said since the call before
   * @param proof see {@link Proof}; empty if it needs none
   */
  record Thought(long at, String text, boolean summary, String proof) {
    private void put(JsonWriter json) {
      json.object().put("at", at).put("text", text);
      if (summary) {
        json.put("summary", 1);
      }
      json.put("proof", proof).end();
    }

    private static Thought read(JsonReader json) {
      long at = 0;
      String text = "";
      boolean summary = false;
      String proof = "";
      if (!json.enterObject()) {
        json.skip();
        return new Thought(at, text, summary, proof);
      }
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "at" -> at = json.number(0);
          case "text" -> text = json.text();
          case "summary" -> summary = json.number(0) == 1;
          case "proof" -> proof = json.text();
          default -> json.skip();
        }
      }
      return new Thought(at, text, summary, proof);
    }
  }

  TurnProof {
    thoughts = List.copyOf(thoughts);
  }

  /** As the client is told it; empty if it is longer than it would be taken back. */
  String text() {
    JsonWriter json = new JsonWriter().object().array("thoughts");
    thoughts.forEach(thought -> thought.put(json));
    json.end().put("call", call);
    byte[] bytes = (PREFIX + json.end().text()).getBytes(StandardCharsets.UTF_8);
    String text = Base64.getEncoder().encodeToString(bytes);
    return text.length() > MAX_LENGTH || thoughts.size() > MAX_THOUGHTS ? "" : text;
  }

  /** Whether we have made it, be it broken: Google understands none of those. */
  static boolean isOne(String signature) {
    return signature.startsWith(BEGINNING);
  }

  /**
   * The one that a client has sent back, in either alphabet of base 64, as clients hold bytes and
   * write them anew; empty if it is broken.
   */
  static Optional<TurnProof> read(String signature) {
    if (!isOne(signature) || signature.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
      String text = new String(bytes, StandardCharsets.UTF_8);
      byte[] object = text.substring(PREFIX.length()).getBytes(StandardCharsets.UTF_8);
      if (!text.startsWith(PREFIX) || !ReturnedData.isSound(object)) {
        return Optional.empty();
      }
      try (JsonReader json = new JsonReader(object, 0, object.length)) {
        Optional<TurnProof> proof = read(json);
        if (proof.isPresent()) {
          json.finish();
        }
        return proof;
      }
    } catch (IllegalArgumentException | JsonException broken) {
      return Optional.empty();
    }
  }

  /** Empty if it has more thoughts than any has. */
  private static Optional<TurnProof> read(JsonReader json) {
    List<Thought> thoughts = new ArrayList<>();
    String call = "";
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("thoughts") && json.enterArray()) {
        while (json.nextElement()) {
          if (thoughts.size() == MAX_THOUGHTS) {
            return Optional.empty();
          }
          thoughts.add(Thought.read(json));
        }
      } else if (name.equals("call")) {
        call = json.text();
      } else {
        json.skip();
      }
    }
    return Optional.of(new TurnProof(thoughts, call));
  }

  /**
   * A turn of the model with what its proofs say: they are of whom they name, and of nobody else.
   * What is broken or of another model than the first is left out.
   *
   * @param room how many parts may be: once there are more, the rest is left out, since nobody
   *     takes the request
   */
  static Message.Assistant returned(List<Part> said, int room) {
    ProvenTurn turn = new ProvenTurn();
    for (Part part : said) {
      if (turn.size() > room) {
        break;
      }
      String signature = of(part);
      if (signature.isEmpty()) {
        turn.add(part);
      } else {
        turn.add(bare(part), read(signature));
      }
    }
    return turn.message();
  }

  /** What a part has of us in the place of a proof; empty if nothing. */
  private static String of(Part part) {
    return part.data(PartReader.WHOEVER)
        .flatMap(data -> data.field(PartReader.OURS))
        .map(quoted -> quoted.substring(1, quoted.length() - 1))
        .orElse("");
  }

  /** A part with this proof, as long as it is not known what is in it. */
  static Part on(Part part, String signature) {
    return part.withData(
        ProviderData.of(PartReader.WHOEVER, PartReader.OURS, "\"" + signature + "\""));
  }

  private static Part bare(Part part) {
    return switch (part) {
      case Part.ToolCall call -> new Part.ToolCall(call.id(), call.name(), call.arguments());
      case Part.Text text -> Part.text(text.text());
      default -> part;
    };
  }
}
