package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code input}: items, of which those of the model make one message until somebody else
 * speaks. What has no other form is kept as it came, for providers of this format. Not thread-safe.
 */
final class InputReader {
  private final RequestJson json;
  private final ToolReader tools;
  private final List<Message> messages = new ArrayList<>();

  /** What the model has said last. */
  private final List<Part> said = new ArrayList<>();

  /** Who has said it; empty if that is not known. */
  private String thinker = "";

  private int items;
  private boolean referring;

  /**
   * Reads from here on.
   *
   * @param tools is told of those that items bring
   */
  InputReader(RequestJson json, ToolReader tools) {
    this.json = json;
    this.tools = tools;
  }

  /** Whether it names items that only the provider has. */
  boolean isReferring() {
    return referring;
  }

  /** The current value. */
  List<Message> read() {
    if (json.isText()) {
      return List.of(new Message.User(List.of(Part.text(json.text()))));
    }
    json.array("a text or a list");
    while (json.nextElement()) {
      if (items++ == json.limits().messages()) {
        throw json.refused(
            "too_many_messages",
            "more than the limit of "
                + json.limits().messages()
                + " items: leave out or sum up the oldest");
      }
      item();
    }
    flush();
    if (messages.isEmpty()) {
      throw json.refused("invalid_value", "a request needs at least one item");
    }
    return messages;
  }

  private void flush() {
    if (!said.isEmpty()) {
      messages.add(new Message.Assistant(said, thinker));
      said.clear();
      thinker = "";
    }
  }

  private void item() {
    if (json.isText()) {
      flush();
      messages.add(new Message.User(List.of(Part.text(json.text()))));
      return;
    }
    InputItem item = InputItem.read(json);
    switch (item.type) {
      case "", "message" -> message(item);
      case "function_call" -> said.add(item.call());
      case "custom_tool_call" -> said.add(item.call().asFreeText());
      case "local_shell_call", "apply_patch_call" -> said.add(item.describedCall());
      case "function_call_output",
          "custom_tool_call_output",
          "local_shell_call_output",
          "apply_patch_call_output" -> {
        flush();
        messages.add(item.result());
      }
      case "reasoning" -> reasoning(item);
      case "additional_tools" -> {
        tools.brought(item.rawBytes(), json);
        said.add(item.whole());
      }
      default -> {
        referring |= item.type.equals("item_reference");
        said.add(item.whole());
      }
    }
  }

  private void message(InputItem item) {
    switch (item.role) {
      case "assistant" -> said.addAll(item.spoken());
      case "user" -> {
        flush();
        messages.add(new Message.User(item.asked()));
      }
      case "system", "developer" -> {
        flush();
        messages.add(Message.system(item.text()));
      }
      case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
      default ->
          throw json.refusedMember(
              "role", "invalid_value", "use user, assistant, system or developer");
    }
  }

  private void reasoning(InputItem item) {
    Optional<Proof> proof = Proof.read(item.encrypted);
    proof.filter(one -> !one.model().isEmpty()).ifPresent(one -> thinker = one.model());
    if (proof.isPresent() && !proof.get().call().isEmpty()) {
      prove(proof.get());
      return;
    }
    List<Part.Reasoning> thoughts = item.thoughts();
    for (int i = 0; i < thoughts.size(); i++) {
      Part.Reasoning thought = thoughts.get(i);
      boolean isLast = i == thoughts.size() - 1;
      said.add(
          proof.isEmpty()
              ? owned(item, thought, isLast)
              : isLast ? proof.get().on(thought) : thought);
    }
  }

  /** Thoughts whose cipher, if they have one, is that of the provider that is asked. */
  private static Part owned(InputItem item, Part.Reasoning thought, boolean isLast) {
    boolean enciphered = isLast && !item.encrypted.isEmpty() && !Proof.isOne(item.encrypted);
    Part.Reasoning known = enciphered ? thought.enciphered(item.encrypted) : thought;
    return item.id.isEmpty()
        ? enciphered
            ? known.withData(ProviderData.of(ContentReader.WHOEVER, "item_number", item.number()))
            : known
        : known.withData(ProviderData.of(ContentReader.WHOEVER, "id", item.quotedId()));
  }

  /** What stands behind a call says what its provider wants back with it. */
  private void prove(Proof proof) {
    for (int i = said.size() - 1; i >= 0; i--) {
      if (said.get(i) instanceof Part.ToolCall call && call.id().equals(proof.call())) {
        said.set(i, proof.on(call));
        return;
      }
    }
  }
}
