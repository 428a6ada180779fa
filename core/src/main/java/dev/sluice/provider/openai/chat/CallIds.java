package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a conversation's calls and results as their server takes them, in their order. One
 * that it would refuse becomes another, the same for the call and its result and in every request;
 * one that is missing is made, and its result is the next of that tool's without an id. Not
 * thread-safe.
 */
final class CallIds {
  /** OpenAI refuses longer ones. */
  private static final int MAX = 40;

  private static final int NINE = 9;

  /** A call without an id, which one result answers. */
  private static final class Unnamed {
    final String id;
    boolean answered;

    Unnamed(String id) {
      this.id = id;
    }
  }

  private final Quirks quirks;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> replaced = new HashMap<>();

  /** Those without an answer, in their order, and by their tools; some have one by now. */
  private final Deque<Unnamed> unanswered = new ArrayDeque<>(0);

  private final Map<String, Deque<Unnamed>> unansweredOf = new HashMap<>(0);
  private final Deque<String> ids = new ArrayDeque<>();
  private int made;

  private CallIds(Quirks quirks) {
    this.quirks = quirks;
  }

  /** Those of these messages. */
  static CallIds of(List<Message> messages, Quirks quirks) {
    CallIds all = new CallIds(quirks);
    for (Message message : messages) {
      if (message instanceof Message.Assistant said) {
        calls(said).forEach(call -> all.taken.add(call.id()));
      }
    }
    for (Message message : messages) {
      switch (message) {
        case Message.Assistant said -> calls(said).forEach(all::add);
        case Message.ToolResult(Part.ToolResult result) -> all.add(result);
        case Message.SystemPrompt s -> {}
        case Message.User u -> {}
      }
    }
    return all;
  }

  /** The calls that go back: those that the caller is to run. */
  static List<Part.ToolCall> calls(Message.Assistant message) {
    List<Part.ToolCall> calls = new ArrayList<>();
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolCall call && !call.isRunByProvider()) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** The id of the next call or result. */
  String next() {
    return ids.removeFirst();
  }

  private void add(Part.ToolCall call) {
    if (call.id().isBlank()) {
      String id = make();
      Unnamed one = new Unnamed(id);
      unanswered.add(one);
      unansweredOf.computeIfAbsent(call.name(), tool -> new ArrayDeque<>(1)).add(one);
      ids.add(id);
    } else {
      ids.add(fitting(call.id()));
    }
  }

  private void add(Part.ToolResult result) {
    ids.add(result.callId().isBlank() ? unanswered(result.name()) : fitting(result.callId()));
  }

  private String unanswered(String tool) {
    Unnamed one = first(tool.isEmpty() ? null : unansweredOf.get(tool));
    one = one == null ? first(unanswered) : one;
    if (one == null) {
      return make();
    }
    one.answered = true;
    return one.id;
  }

  private static @Nullable Unnamed first(@Nullable Deque<Unnamed> calls) {
    while (calls != null && !calls.isEmpty()) {
      Unnamed one = calls.removeFirst();
      if (!one.answered) {
        return one;
      }
    }
    return null;
  }

  private String make() {
    String id;
    do {
      made++;
      id = quirks.has(Quirks.Oddity.NINE_CHARACTER_CALL_IDS) ? nine("", made) : "call_" + made;
    } while (!taken.add(id));
    return id;
  }

  private String fitting(String id) {
    return fits(id) ? id : replaced.computeIfAbsent(id, this::replacement);
  }

  private boolean fits(String id) {
    if (quirks.has(Quirks.Oddity.NINE_CHARACTER_CALL_IDS)) {
      return id.length() == NINE && id.chars().allMatch(CallIds::isLetterOrDigit);
    }
    return !quirks.has(Quirks.Oddity.SHORT_CALL_IDS) || id.length() <= MAX;
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private String replacement(String id) {
    String other;
    int salt = 0;
    do {
      other = nine(id, salt++);
    } while (!taken.add(other));
    return other;
  }

  /** Nine letters and digits that follow from an id. */
  private static String nine(String id, int salt) {
    long hash = 0xCBF29CE484222325L + salt; // FNV-1a, 64 bits.
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001B3L;
    }
    String digits = "00000000" + Long.toString(hash >>> 1, Character.MAX_RADIX);
    return digits.substring(digits.length() - NINE);
  }
}
