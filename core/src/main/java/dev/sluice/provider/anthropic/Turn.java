package dev.sluice.provider.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side says before the other one does. The API wants users and assistants in turns, the
 * results of all calls of a turn in one message, and before its texts.
 *
 * @param role {@code user}, {@code assistant} or {@code system}
 */
record Turn(String role, List<Said> parts) {
  static final String USER = "user";
  static final String ASSISTANT = "assistant";
  static final String SYSTEM = "system";

  /**
   * A part, and whether the provider that is asked may be who said it: only then its proofs are
   * sent.
   */
  record Said(Part part, boolean ours) {}

  private Turn(String role) {
    this(role, new ArrayList<>());
  }

  /** A conversation in turns, and the instructions that stand above it. */
  record Conversation(List<String> system, List<Turn> turns) {}

  /**
   * The conversation of this request.
   *
   * @param takesSystem whether instructions may stand in its midst: where they follow a user's turn
   *     and nothing or an assistant's one follows them. All others stand above it, in their order
   * @param sends which parts of an assistant's message are sent
   */
  static Conversation of(ChatRequest request, String provider, boolean takesSystem, Sending sends) {
    List<String> system = new ArrayList<>();
    List<Turn> turns = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (Message message : request.messages()) {
      switch (message) {
        case Message.SystemPrompt prompt -> {
          boolean inTheMidst = takesSystem && !turns.isEmpty() && turns.getLast().is(USER);
          (inTheMidst ? waiting : system).add(prompt.text());
        }
        case Message.User user -> {
          system.addAll(waiting);
          waiting.clear();
          user.parts().forEach(part -> turn(turns, USER).parts.add(new Said(part, true)));
        }
        case Message.ToolResult result -> {
          system.addAll(waiting);
          waiting.clear();
          turn(turns, USER).parts.add(new Said(result.result(), true));
        }
        case Message.Assistant assistant -> {
          boolean ours = isOurs(assistant, provider);
          List<Said> said = new ArrayList<>();
          for (Part part : assistant.parts()) {
            if (sends.sends(part, ours)) {
              said.add(new Said(part, ours));
            }
          }
          if (!said.isEmpty()) {
            instruct(turns, waiting);
            turn(turns, ASSISTANT).parts.addAll(said);
          }
        }
      }
    }
    instruct(turns, waiting);
    turns.forEach(Turn::settle);
    turns.removeIf(turn -> turn.parts.isEmpty());
    return new Conversation(system, turns);
  }

  /** Whether this provider said it, or nobody in particular. */
  static boolean isOurs(Message.Assistant message, String provider) {
    return message.model().isEmpty() || message.provider().equals(provider);
  }

  /** Which parts of an assistant's message go back. */
  @FunctionalInterface
  interface Sending {
    boolean sends(Part part, boolean ours);
  }

  private static void instruct(List<Turn> turns, List<String> waiting) {
    if (!waiting.isEmpty()) {
      Turn turn = turn(turns, SYSTEM);
      waiting.forEach(text -> turn.parts.add(new Said(new Part.Text(text), true)));
      waiting.clear();
    }
  }

  private static Turn turn(List<Turn> turns, String role) {
    if (turns.isEmpty() || !turns.getLast().is(role)) {
      turns.add(new Turn(role));
    }
    return turns.getLast();
  }

  boolean is(String other) {
    return role.equals(other);
  }

  /** Results first; no empty texts, and no blank ones where there is no other text. */
  private void settle() {
    if (is(USER)) {
      List<Said> results = new ArrayList<>();
      List<Said> others = new ArrayList<>();
      for (Said said : parts) {
        (said.part instanceof Part.ToolResult ? results : others).add(said);
      }
      parts.clear();
      parts.addAll(results);
      parts.addAll(others);
    }
    boolean anyText =
        parts.stream().map(Turn::text).anyMatch(text -> text != null && !text.isBlank());
    List<Said> rest = new ArrayList<>(parts);
    rest.removeIf(said -> isNothing(text(said), anyText));
    // A user who says nothing at all is told so by the API.
    if (!rest.isEmpty() || !is(USER)) {
      parts.clear();
      parts.addAll(rest);
    }
  }

  private static boolean isNothing(@Nullable String text, boolean anyText) {
    return text != null && (anyText ? text.isEmpty() : text.isBlank());
  }

  private static @Nullable String text(Said said) {
    return switch (said.part) {
      case Part.Text text -> text.text();
      case Part.Refusal refusal -> refusal.text();
      default -> null;
    };
  }

  /**
   * This as the beginning of the answer, which must not end in blanks: what the model says next
   * begins with them.
   */
  Turn asPrefill() {
    List<Said> rest = new ArrayList<>(parts);
    while (!rest.isEmpty() && rest.getLast().part instanceof Part.Text last) {
      String stripped = last.text().stripTrailing();
      if (stripped.length() == last.text().length()) {
        break;
      }
      Said before = rest.removeLast();
      if (!stripped.isEmpty()) {
        Part.Text shorter = new Part.Text(stripped).cited(last.citations());
        Part marked = last.data().map(shorter::withData).orElse(shorter);
        rest.add(new Said(marked, before.ours));
        break;
      }
    }
    return new Turn(role, Collections.unmodifiableList(rest));
  }
}
