package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.engine.ChatTurn.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a family of models marks who says what. The markup is the one that each family's model card
 * documents.
 *
 * @param name for messages
 * @param marks texts that a Jinja template of this family contains, all of them
 * @param system around a system text; a family without one has it before the first user's text
 * @param user around a user's text
 * @param assistant around an answer
 */
record ChatFamily(
    String name, List<String> marks, SystemText system, Around user, Around assistant) {

  /** What stands before and after a text. */
  record Around(String before, String after) {}

  /** Where a system text goes. */
  sealed interface SystemText {
    /** It is a turn of its own. */
    record Turn(Around around) implements SystemText {}

    /** It stands inside the first user's turn, before that text. */
    record InFirstUserTurn(Around around) implements SystemText {}
  }

  /** The first that fits is meant, so what is more special stands before what is more general. */
  private static final List<ChatFamily> ALL =
      List.of(
          ofTurns(
              "Phi-4",
              List.of("<|im_start|>", "<|im_sep|>"),
              "<|im_start|>%s<|im_sep|>",
              "<|im_end|>"),
          ofTurns(
              "ChatML", List.of("<|im_start|>", "<|im_end|>"), "<|im_start|>%s\n", "<|im_end|>\n"),
          ofTurns(
              "Llama 3",
              List.of("<|start_header_id|>"),
              "<|start_header_id|>%s<|end_header_id|>\n\n",
              "<|eot_id|>"),
          ofTurns(
              "Llama 4",
              List.of("<|header_start|>"),
              "<|header_start|>%s<|header_end|>\n\n",
              "<|eot|>"),
          ofTurns(
              "Granite",
              List.of("<|start_of_role|>"),
              "<|start_of_role|>%s<|end_of_role|>",
              "<|end_of_text|>\n"),
          new ChatFamily(
              "Gemma",
              List.of("<start_of_turn>"),
              new SystemText.InFirstUserTurn(new Around("", "\n\n")),
              new Around("<start_of_turn>user\n", "<end_of_turn>\n"),
              new Around("<start_of_turn>model\n", "<end_of_turn>\n")),
          new ChatFamily(
              "Llama 2",
              List.of("[INST]", "<<SYS>>"),
              new SystemText.InFirstUserTurn(new Around("<<SYS>>\n", "\n<</SYS>>\n\n")),
              new Around("[INST] ", " [/INST]"),
              new Around(" ", " </s><s>")),
          mistral("[INST] ", " [/INST]"),
          mistral("[INST] ", "[/INST]"),
          mistral("[INST]", "[/INST]"),
          ofTurns("Phi-3", List.of("<|assistant|>", "<|end|>"), "<|%s|>\n", "<|end|>\n"),
          new ChatFamily(
              "DeepSeek",
              List.of("<｜User｜>", "<｜Assistant｜>"),
              new SystemText.Turn(new Around("", "\n\n")),
              new Around("<｜User｜>", ""),
              new Around("<｜Assistant｜>", "<｜end▁of▁sentence｜>")),
          ofTurns("Zephyr", List.of("<|user|>", "<|endoftext|>"), "<|%s|>\n", "<|endoftext|>\n"));

  /** The family of a Jinja template; empty if it is none that we know. */
  static Optional<ChatFamily> of(String jinja) {
    return ALL.stream()
        .filter(family -> family.marks.stream().allMatch(jinja::contains))
        .findFirst();
  }

  /** The names of all, for a message. */
  static List<String> names() {
    return ALL.stream().map(ChatFamily::name).distinct().toList();
  }

  /** The markup around a text of a role; a system text in a user's turn has its own. */
  Around around(Role role) {
    return switch (role) {
      case USER -> user;
      case ASSISTANT -> assistant;
      case SYSTEM ->
          switch (system) {
            case SystemText.Turn(Around around) -> around;
            case SystemText.InFirstUserTurn(Around around) -> around;
          };
    };
  }

  /** What a prompt ends with. A space there belongs to the first token of the answer. */
  String beforeAnswer() {
    String before = assistant.before();
    return before.endsWith(" ") ? before.substring(0, before.length() - 1) : before;
  }

  /** A family whose turns differ in nothing but the role's name. */
  private static ChatFamily ofTurns(String name, List<String> marks, String before, String after) {
    return new ChatFamily(
        name,
        marks,
        new SystemText.Turn(new Around(named(before, "system"), after)),
        new Around(named(before, "user"), after),
        new Around(named(before, "assistant"), after));
  }

  /** Its spaces changed from version to version. */
  private static ChatFamily mistral(String open, String close) {
    return new ChatFamily(
        "Mistral",
        List.of(open, close),
        new SystemText.InFirstUserTurn(new Around("", "\n\n")),
        new Around(open, close),
        new Around("", "</s>"));
  }

  private static String named(String pattern, String role) {
    return String.format(Locale.ROOT, pattern, role);
  }
}
