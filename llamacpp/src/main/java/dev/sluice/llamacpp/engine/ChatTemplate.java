package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.engine.ChatFamily.SystemText;
import dev.sluice.llamacpp.engine.ChatTurn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a conversation into a prompt the way a model was trained for. Immutable.
 *
 * <p>The Jinja template in the model's file is not run: it only tells which family the model is of,
 * and which system text it puts where the conversation has none.
 */
public final class ChatTemplate {
  private final ChatFamily family;
  private final Optional<String> defaultSystem;

  private ChatTemplate(ChatFamily family, Optional<String> defaultSystem) {
    this.family = family;
    this.defaultSystem = defaultSystem;
  }

  /** The template for a model with this Jinja template; empty if its family is unknown. */
  public static Optional<ChatTemplate> of(String jinja) {
    return ChatFamily.of(jinja)
        .map(family -> new ChatTemplate(family, defaultSystem(family, jinja)));
  }

  /** The families that are known. */
  public static List<String> families() {
    return ChatFamily.names();
  }

  /** The family's name. */
  public String family() {
    return family.name();
  }

  /** The system text of a conversation that has none. */
  public Optional<String> defaultSystem() {
    return defaultSystem;
  }

  /**
   * The prompt after which the model answers. If the last turn is the assistant's, the model
   * continues it.
   *
   * @param turns oldest first
   */
  public List<PromptPart> prompt(List<ChatTurn> turns) {
    List<ChatTurn> all = new ArrayList<>(turns);
    boolean noSystem = turns.stream().noneMatch(turn -> turn.role() == Role.SYSTEM);
    if (noSystem) {
      defaultSystem.ifPresent(text -> all.addFirst(ChatTurn.system(text)));
    }
    return family.system() instanceof SystemText.Turn ? ownTurns(all) : inFirstUserTurn(all);
  }

  private List<PromptPart> ownTurns(List<ChatTurn> turns) {
    Parts parts = new Parts();
    for (int i = 0; i < turns.size(); i++) {
      ChatTurn turn = turns.get(i);
      parts.control(family.around(turn.role()).before());
      parts.words(turn.text());
      boolean continued = i == turns.size() - 1 && turn.role() == Role.ASSISTANT;
      if (continued) {
        return parts.list;
      }
      parts.control(family.around(turn.role()).after());
    }
    parts.control(family.beforeAnswer());
    return parts.list;
  }

  /** All system texts go to the first user's turn, as one. */
  private List<PromptPart> inFirstUserTurn(List<ChatTurn> turns) {
    String system =
        String.join(
            "\n\n",
            turns.stream().filter(turn -> turn.role() == Role.SYSTEM).map(ChatTurn::text).toList());
    Parts parts = new Parts();
    List<ChatTurn> others = turns.stream().filter(turn -> turn.role() != Role.SYSTEM).toList();
    for (int i = 0; i < others.size(); i++) {
      ChatTurn turn = others.get(i);
      parts.control(family.around(turn.role()).before());
      if (!system.isEmpty() && turn.role() == Role.USER) {
        parts.control(family.around(Role.SYSTEM).before());
        parts.words(system);
        parts.control(family.around(Role.SYSTEM).after());
        system = "";
      }
      parts.words(turn.text());
      if (i == others.size() - 1 && turn.role() == Role.ASSISTANT) {
        return parts.list;
      }
      parts.control(family.around(turn.role()).after());
    }
    parts.control(family.beforeAnswer());
    return parts.list;
  }

  /** Looks for a system turn whose text stands in the template itself, as it is. */
  private static Optional<String> defaultSystem(ChatFamily family, String jinja) {
    if (!(family.system() instanceof SystemText.Turn(var around)) || around.before().isEmpty()) {
      return Optional.empty();
    }
    String plain = jinja.replace("\\n", "\n");
    Matcher matcher =
        Pattern.compile(
                Pattern.quote(around.before())
                    + "([^'\"{}<]+)"
                    + Pattern.quote(around.after().strip()))
            .matcher(plain);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * A prompt under construction: neighbouring markup becomes one part, so that it is tokenised as
   * one.
   */
  private static final class Parts {
    private final List<PromptPart> list = new ArrayList<>();

    void control(String text) {
      if (text.isEmpty()) {
        return;
      }
      if (!list.isEmpty() && list.getLast() instanceof PromptPart.Control(String before)) {
        list.set(list.size() - 1, new PromptPart.Control(before + text));
      } else {
        list.add(new PromptPart.Control(text));
      }
    }

    void words(String text) {
      if (!text.isEmpty()) {
        list.add(new PromptPart.Words(text));
      }
    }
  }
}
