package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A turn of the model, whose thoughts stand again where they were thought. Not thread-safe. */
final class ProvenTurn {
  private final List<Part> parts = new ArrayList<>();

  /** Where what follows the last call begins. */
  private int from;

  /** Whose proofs they are; empty until there is one. */
  private String model = "";

  /** A part without a proof of ours. */
  void add(Part part) {
    parts.add(part);
    if (part instanceof Part.ToolCall call && !call.isRunByProvider()) {
      from = parts.size();
    }
  }

  /** A part with a proof of ours, which is empty if it is broken. */
  void add(Part part, Optional<TurnProof> proof) {
    boolean isText = part instanceof Part.Text;
    if (part instanceof Part.Text text && !text.text().isEmpty()) {
      parts.add(text);
    }
    proof.ifPresent(known -> think(known.thoughts()));
    if (!isText) {
      parts.add(
          part instanceof Part.ToolCall call && proof.isPresent()
              ? proven(call, proof.get().call())
              : part);
    }
    from = parts.size();
  }

  /** How many parts it has so far. */
  int size() {
    return parts.size();
  }

  /** The whole of it. */
  Message.Assistant message() {
    return new Message.Assistant(parts, model);
  }

  /** A proof that has come to another part says nothing of this one, nor who has answered. */
  private Optional<Proof> accepted(String text, Predicate<Proof> isHere) {
    return Proof.read(text).filter(isHere).filter(proof -> isOurs(proof.model()));
  }

  private boolean isOurs(String name) {
    if (name.isEmpty() || !(model.isEmpty() || model.equals(name))) {
      return false;
    }
    model = name;
    return true;
  }

  private Part proven(Part.ToolCall call, String text) {
    return accepted(text, proof -> proof.call().equals(call.id()) || proof.call().isEmpty())
        .<Part>map(proof -> proof.on(call))
        .orElse(call);
  }

  /** Thoughts take their places; what the client has kept of them says the same without proof. */
  private void think(List<TurnProof.Thought> thoughts) {
    List<TurnProof.Thought> waiting = new ArrayList<>(thoughts);
    if (waiting.isEmpty()) {
      return;
    }
    List<Part> since = List.copyOf(parts.subList(from, parts.size()));
    parts.subList(from, parts.size()).clear();
    long said = 0;
    for (Part part : since) {
      if (part instanceof Part.Text text) {
        text(text, said, waiting);
        said += text.text().length();
      } else if (!(part instanceof Part.Reasoning thought && thought.data().isEmpty())) {
        parts.add(part);
      }
    }
    waiting.forEach(this::thought);
  }

  /** A text, in two where something was thought in its midst: clients join what they are told. */
  private void text(Part.Text text, long said, List<TurnProof.Thought> waiting) {
    String all = text.text();
    int told = 0;
    while (!waiting.isEmpty() && waiting.getFirst().at() < said + all.length()) {
      int cut = cut(all, Math.max(told, waiting.getFirst().at() - said));
      if (cut > told) {
        parts.add(Part.text(all.substring(told, cut)));
        told = cut;
      }
      thought(waiting.removeFirst());
    }
    if (told == 0) {
      parts.add(text);
    } else {
      parts.add(Part.text(all.substring(told)));
    }
  }

  /** The place, and never the one within a character. */
  private static int cut(String text, long at) {
    int cut = (int) at;
    return cut > 0 && Character.isLowSurrogate(text.charAt(cut)) ? cut - 1 : cut;
  }

  private void thought(TurnProof.Thought thought) {
    Part.Reasoning bare = new Part.Reasoning(thought.text());
    Part.Reasoning told = thought.summary() ? bare.asSummary() : bare;
    Optional<Proof> proof = accepted(thought.proof(), one -> one.call().isEmpty());
    if (proof.isPresent()) {
      parts.add(proof.get().on(told));
    } else if (!told.text().isEmpty()) {
      parts.add(told);
    }
  }
}
