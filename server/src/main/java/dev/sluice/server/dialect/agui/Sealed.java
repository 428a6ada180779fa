package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.codec.EventFormatException;
import dev.sluice.codec.MessageCodec;
import dev.sluice.server.dialect.ReturnedData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a part has that only its provider understands, as the {@code encryptedValue} that a client
 * keeps and sends back: the part without its text, in the codec's form, with the model's name.
 *
 * @param part without its text
 * @param model who has said it, {@code provider/model}
 */
record Sealed(Part part, String model) {

  /** The text of a part's proofs; empty if it has none. */
  static String of(Part whole, String model) {
    Optional<Part> bare = bare(whole);
    return bare.map(part -> encoded(part, model)).orElse("");
  }

  private static Optional<Part> bare(Part whole) {
    boolean hasProof =
        whole.data().isPresent()
            || (whole instanceof Part.Reasoning thought
                && !(thought.signature().isEmpty() && thought.cipher().isEmpty()));
    if (!hasProof) {
      return Optional.empty();
    }
    Part bare =
        switch (whole) {
          case Part.Reasoning thought -> with(thought, "");
          case Part.ToolCall call -> new Part.ToolCall(call.id(), call.name(), "");
          default -> new Part.Text("");
        };
    return Optional.of(whole.data().map(bare::withData).orElse(bare));
  }

  /** Thoughts of this text with the proofs of others, but for the data. */
  private static Part with(Part.Reasoning proofs, String text) {
    Part.Reasoning bare = new Part.Reasoning(text, proofs.signature()).enciphered(proofs.cipher());
    return proofs.isSummary() ? bare.asSummary() : bare;
  }

  private static String encoded(Part part, String model) {
    return new String(
        MessageCodec.encode(new Message.Assistant(List.of(part), model)), StandardCharsets.UTF_8);
  }

  /** What a client sends back; empty if it is another agent's. */
  static Optional<Sealed> read(String text) {
    byte[] form = text.getBytes(StandardCharsets.UTF_8);
    if (!ReturnedData.isSound(form)) {
      return Optional.empty();
    }
    try {
      return MessageCodec.decode(form, 0, form.length)
                  instanceof Message.Assistant(List<Part> parts, String model)
              && parts.size() == 1
              && ReturnedData.isSound(parts.getFirst())
          ? Optional.of(new Sealed(parts.getFirst(), model))
          : Optional.empty();
    } catch (EventFormatException another) {
      return Optional.empty();
    }
  }

  /** Thoughts of this text with these proofs. */
  Part reasoning(String text) {
    Part thought = part instanceof Part.Reasoning proofs ? with(proofs, text) : Part.text("");
    return part.data().map(thought::withData).orElse(thought);
  }

  /** A call with these proofs. */
  Part.ToolCall on(Part.ToolCall call) {
    return part instanceof Part.ToolCall
        ? (Part.ToolCall) part.data().map(call::withData).orElse(call)
        : call;
  }
}
