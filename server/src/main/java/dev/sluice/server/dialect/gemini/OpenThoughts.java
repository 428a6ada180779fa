package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.ModelName;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Notes;
import dev.sluice.server.dialect.Proof;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model of another format than Google's has thought, until a part is told whose proof brings
 * it back. Not thread-safe.
 */
final class OpenThoughts {
  /** What comes back with each request of a conversation: thoughts that are longer do not. */
  static final int MAX_TEXT = 256 * 1024;

  private final Map<Integer, Growing> growing = new LinkedHashMap<>(0);
  private final List<Known> known = new ArrayList<>(0);
  private final Notes notes = new Notes();

  /** Who answers, see {@link dev.sluice.server.dialect.Told#answerer}. */
  private String answerer = "";

  private boolean isNative = true;

  /** How many characters of text were told since the last call. */
  private long said;

  /** How many characters of thoughts are held. */
  private int held;

  private static final class Growing {
    final StringBuilder text = new StringBuilder();
    final long at;
    boolean isTooLong;

    Growing(long at) {
      this.at = at;
    }
  }

  private record Known(int part, TurnProof.Thought thought) {}

  OpenThoughts(String answerer) {
    answeredBy(answerer);
  }

  /** From here on this model answers; of whom nobody knows, the proofs are Google's. */
  void answeredBy(String model) {
    answerer = model;
    isNative = model.isEmpty() || ModelName.of(model).speaks().equals("gemini");
  }

  /** What came of the parts behind this one is void. */
  void forget(int behind) {
    growing.keySet().removeIf(part -> part > behind);
    known.removeIf(one -> one.part > behind);
    held =
        growing.values().stream().mapToInt(thought -> thought.text.length()).sum()
            + known.stream().mapToInt(one -> one.thought.text().length()).sum();
    notes.forget(behind);
  }

  /** Something more of a part, before its end. */
  void note(int part, ProviderData data) {
    if (!isNative) {
      notes.note(part, data);
    }
  }

  /** So much text is told. */
  void says(String piece) {
    said += piece.length();
  }

  /** A piece of thoughts. */
  void grow(int part, String piece) {
    if (isNative) {
      return;
    }
    Growing thought = growing.get(part);
    if (thought == null) {
      thought = new Growing(said);
      growing.put(part, thought);
    }
    if (thought.isTooLong || held + piece.length() > MAX_TEXT) {
      thought.isTooLong = true;
      held -= thought.text.length();
      thought.text.setLength(0);
    } else {
      held += piece.length();
      thought.text.append(piece);
    }
  }

  /** Thoughts are whole; their text is what has grown, or else what stands here. */
  void ends(int part, Part.Reasoning ended) {
    if (isNative) {
      return;
    }
    if (!growing.containsKey(part)) {
      grow(part, ended.text());
    }
    Growing thought = growing.remove(part);
    Part.Reasoning whole = (Part.Reasoning) notes.on(part, ended);
    // Without its text nobody takes a proof back.
    if (thought != null && !thought.isTooLong) {
      String proof = Proof.of(answerer, whole);
      String text = thought.text.toString();
      known.add(new Known(part, new TurnProof.Thought(thought.at, text, whole.isSummary(), proof)));
    }
  }

  /** What a call is told with, as JSON text: its proof and that of the thoughts before it. */
  String proof(int part, Part.ToolCall call) {
    if (isNative) {
      said = 0;
      return "";
    }
    Part.ToolCall whole = (Part.ToolCall) notes.on(part, call);
    String proof = taken(Proof.of(answerer, whole, whole.id()));
    said = 0;
    return proof;
  }

  /** What the answer ends with, as JSON text: the proof of the thoughts that no call has told. */
  String proof() {
    return taken("");
  }

  private String taken(String call) {
    List<TurnProof.Thought> thoughts = new ArrayList<>();
    for (Iterator<Known> all = known.iterator(); all.hasNext(); all.remove()) {
      TurnProof.Thought thought = all.next().thought;
      thoughts.add(thought);
      held -= thought.text().length();
    }
    if (call.isEmpty() && thoughts.stream().allMatch(thought -> thought.proof().isEmpty())) {
      return "";
    }
    String text = new TurnProof(thoughts, call).text();
    return text.isEmpty() ? "" : JsonWriter.quoted(text);
  }
}
