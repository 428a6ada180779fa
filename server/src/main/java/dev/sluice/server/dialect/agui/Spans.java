package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The open messages of a stream: the text of a step, which is one message whatever parts it has,
 * and thoughts, each of which is a message of its own. Not thread-safe.
 */
final class Spans {
  private static final byte[] TEXT =
      Lines.ascii("data: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"");
  private static final byte[] THOUGHT =
      Lines.ascii("data: {\"type\":\"REASONING_MESSAGE_CONTENT\",\"messageId\":\"");

  private final Lines lines;
  private final String run;
  private int step;
  private String message;

  /** The parts whose text comes, in the step's message. */
  private final Set<Integer> texts = new HashSet<>();

  private final Map<Integer, String> thoughts = new HashMap<>();

  /** Thoughts that have proofs, told once it is known whose they are. */
  private final List<Proved> proved = new ArrayList<>(0);

  private int thoughtCount;

  private record Proved(String message, Part part) {}

  Spans(String run, Lines lines) {
    this.run = run;
    this.lines = lines;
    this.message = "msg_" + run;
  }

  /** The message of the step. */
  String message() {
    return message;
  }

  /** Another message of the model follows. */
  void nextStep(Bytes out) {
    endAll(out);
    step++;
    message = "msg_" + run + "_" + step;
  }

  void text(int part, String piece, Bytes out) {
    if (texts.isEmpty()) {
      JsonWriter json = Lines.begin("TEXT_MESSAGE_START").put("messageId", message);
      lines.event(json.put("role", "assistant"), out);
    }
    texts.add(part);
    lines.delta(TEXT, message, piece, out);
  }

  boolean isOpen(int part) {
    return texts.contains(part) || thoughts.containsKey(part);
  }

  void endText(int part, Bytes out) {
    if (texts.remove(part) && texts.isEmpty()) {
      lines.event(Lines.begin("TEXT_MESSAGE_END").put("messageId", message), out);
    }
  }

  void thought(int part, String piece, Bytes out) {
    String id = thoughts.get(part);
    lines.delta(THOUGHT, id == null ? begin(part, out) : id, piece, out);
  }

  /** The step of the same name keeps the thoughts of one answer apart. */
  private String begin(int part, Bytes out) {
    String id = "reasoning_" + run + "_" + thoughtCount++;
    thoughts.put(part, id);
    lines.event(Lines.begin("STEP_STARTED").put("stepName", id), out);
    lines.event(Lines.begin("REASONING_START").put("messageId", id), out);
    JsonWriter json = Lines.begin("REASONING_MESSAGE_START").put("messageId", id);
    lines.event(json.put("role", "reasoning"), out);
    return id;
  }

  void endThought(int part, Part.Reasoning whole, Bytes out) {
    boolean isProved = !Sealed.of(whole, "").isEmpty();
    if (!thoughts.containsKey(part)) {
      if (whole.text().isEmpty() && !isProved) {
        return;
      }
      String id = begin(part, out);
      if (!whole.text().isEmpty()) {
        lines.delta(THOUGHT, id, whole.text(), out);
      }
    }
    String id = close(part, out);
    if (isProved) {
      proved.add(new Proved(id, whole));
    }
  }

  private String close(int part, Bytes out) {
    String id = Objects.requireNonNull(thoughts.remove(part), "a defect: it is not open");
    lines.event(Lines.begin("REASONING_MESSAGE_END").put("messageId", id), out);
    lines.event(Lines.begin("REASONING_END").put("messageId", id), out);
    lines.event(Lines.begin("STEP_FINISHED").put("stepName", id), out);
    return id;
  }

  /** All parts above this one that are open have ended. */
  void endAbove(int part, Bytes out) {
    for (int one : thoughts.keySet().stream().filter(open -> open > part).sorted().toList()) {
      String _ = close(one, out);
    }
    for (int one : texts.stream().filter(open -> open > part).sorted().toList()) {
      endText(one, out);
    }
  }

  void endAll(Bytes out) {
    endAbove(-1, out);
  }

  /** The proofs of thoughts, with the name of the model whose they are. */
  void prove(String model, Bytes out) {
    for (Proved one : proved) {
      lines.event(Lines.begin("STEP_STARTED").put("stepName", one.message), out);
      JsonWriter json = Lines.begin("REASONING_ENCRYPTED_VALUE").put("subtype", "message");
      json.put("entityId", one.message).put("encryptedValue", Sealed.of(one.part, model));
      lines.event(json, out);
      lines.event(Lines.begin("STEP_FINISHED").put("stepName", one.message), out);
    }
    proved.clear();
  }
}
