package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A conversation as the items of a request. Of an assistant message every part goes back as it
 * came, in its order: parts of one item find together again by its id.
 *
 * <p>Ids of items go along only where the provider keeps items, since without that it would look
 * for them in vain; and never without what the item says. Not thread-safe.
 */
final class InputItems {
  private final JsonWriter json;
  private final String provider;

  /** Whether the provider keeps the items of this conversation. */
  private final boolean stored;

  private final CallIds ids;
  private final Contents contents;
  private final IdentityHashMap<Part.ToolCall, String> types = new IdentityHashMap<>();

  InputItems(JsonWriter json, String provider, boolean stored, CallIds ids) {
    this.json = json;
    this.provider = provider;
    this.stored = stored;
    this.ids = ids;
    this.contents = new Contents(json, provider);
  }

  /** Writes the items of a message. */
  void message(Message message) {
    switch (message) {
      case Message.SystemPrompt system ->
          json.object().put("role", "system").put("content", system.text()).end();
      case Message.User user -> user(user.parts());
      case Message.Assistant assistant -> assistant(assistant);
      case Message.ToolResult result -> result(result.result());
    }
  }

  /** What is no piece of a message is an item of its own, in its place. */
  private void user(List<Part> parts) {
    List<Part> said = new ArrayList<>();
    boolean any = false;
    for (Part part : parts) {
      if (part instanceof Part.ApprovalAnswer || part instanceof Part.Native) {
        any = true;
        said(said);
        said.clear();
        beside(part);
      } else {
        said.add(part);
      }
    }
    if (!said.isEmpty() || !any) {
      userMessage(said);
    }
  }

  private void said(List<Part> parts) {
    if (!parts.isEmpty()) {
      userMessage(parts);
    }
  }

  private void userMessage(List<Part> parts) {
    json.object().put("role", "user");
    contents.put("content", parts);
    json.end();
  }

  private void beside(Part part) {
    switch (part) {
      case Part.ApprovalAnswer answer -> {
        json.object()
            .put("type", "mcp_approval_response")
            .put("approval_request_id", answer.requestId())
            .put("approve", answer.isApproved());
        if (!answer.reason().isEmpty()) {
          json.put("reason", answer.reason());
        }
        json.end();
      }
      case Part.Native own when own.provider().equals(provider) ->
          json.valueJson("a part of its own", own.json());
      default ->
          throw new IllegalArgumentException(
              "a user message holds a part that only another provider knows: " + part);
    }
  }

  // What the assistant said.

  private void assistant(Message.Assistant message) {
    boolean ours = isOurs(message, provider);
    List<Part> parts = message.parts();
    for (int at = 0; at < parts.size(); ) {
      int end = at + 1;
      if (isSaid(parts.get(at))) {
        while (end < parts.size() && isSaid(parts.get(end)) && areOne(parts, at, end)) {
          end++;
        }
        assistantMessage(parts.subList(at, end));
      } else if (parts.get(at) instanceof Part.Reasoning) {
        while (end < parts.size()
            && parts.get(end) instanceof Part.Reasoning
            && isGrouped(parts.get(at))
            && areOne(parts, at, end)) {
          end++;
        }
        if (ours) {
          reasoning(parts.subList(at, end));
        }
      } else {
        item(parts.get(at), ours);
      }
      at = end;
    }
  }

  /** Whether it is a piece of a message. */
  private boolean isSaid(Part part) {
    return part instanceof Part.Text
        || part instanceof Part.Refusal
        || (part instanceof Part.Native own
            && own.provider().equals(provider)
            && data(own, Item.CONTENT).isPresent());
  }

  private boolean isGrouped(Part part) {
    return data(part, "id").isPresent() || data(part, Item.NUMBER).isPresent();
  }

  /** Whether two parts came in one item. */
  private boolean areOne(List<Part> parts, int one, int other) {
    String item = itemOf(parts.get(one));
    return item.equals(itemOf(parts.get(other)))
        && (!item.isEmpty() || phase(parts.get(one)).equals(phase(parts.get(other))));
  }

  private String itemOf(Part part) {
    return data(part, "id")
        .or(() -> data(part, Item.NUMBER))
        .or(() -> data(part, Item.CONTENT))
        .orElse("");
  }

  private String phase(Part part) {
    if (part instanceof Part.Native) {
      return "";
    }
    boolean commentary = part instanceof Part.Text text && text.isCommentary();
    return data(part, "phase").map(Quoted::read).orElse(commentary ? "commentary" : "");
  }

  private Optional<String> data(Part part, String field) {
    return data(part, provider, field);
  }

  private static Optional<String> data(Part part, String provider, String field) {
    return part.data(provider).flatMap(data -> data.field(field));
  }

  /** Whether a part of what the assistant has said is sent, or is refused. */
  static boolean hasPlace(Message.Assistant said, Part part, String provider) {
    boolean isItem = data(part, provider, Item.WHOLE).isPresent();
    return switch (part) {
      case Part.ToolCall call -> isItem || !call.isRunByProvider();
      // Results of its own stand in the items of their calls.
      case Part.ToolResult result -> result.isRunByProvider() && isOurs(said, provider);
      case Part.Native own -> own.provider().equals(provider);
      case Part.ApprovalRequest request -> isItem;
      case Part.ApprovalAnswer a -> false;
      // Of sound the words are sent.
      case Part.Media media -> isItem || media.kind() != Part.Media.Kind.AUDIO;
      case Part.Text t -> true;
      case Part.Refusal r -> true;
      case Part.Reasoning r -> true;
    };
  }

  private static boolean isOurs(Message.Assistant said, String provider) {
    return said.provider().equals(provider) || said.model().isEmpty();
  }

  private void assistantMessage(List<Part> parts) {
    json.object().put("type", "message").put("role", "assistant");
    Optional<String> id = data(parts.getFirst(), "id");
    if (stored && id.isPresent()) {
      json.putJson("id", id.get()).put("status", "completed");
    }
    parts.stream()
        .map(this::phase)
        .filter(phase -> !phase.isEmpty())
        .findFirst()
        .ifPresent(phase -> json.put("phase", phase));
    json.array("content");
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> {
          json.object().put("type", "output_text").put("text", text.text());
          annotations(text);
          json.end();
        }
        case Part.Refusal refusal ->
            json.object().put("type", "refusal").put("refusal", refusal.text()).end();
        case Part.Native own -> json.valueJson("a part of its own", own.json());
        default -> throw new IllegalStateException("a defect: no piece of a message: " + part);
      }
    }
    json.end().end();
  }

  /** Those that this provider made; the form wants a list even where it is empty. */
  private void annotations(Part.Text text) {
    json.array("annotations");
    if (text.data(provider).isPresent()) {
      for (Citation citation : text.citations()) {
        if (!citation.raw().isEmpty()) {
          json.valueJson("a citation", citation.raw());
        }
      }
    }
    json.end();
  }

  /** Thoughts that the provider neither keeps nor has enciphered are of no use to it. */
  private void reasoning(List<Part> pieces) {
    String cipher = "";
    boolean thoughts = false;
    for (Part piece : pieces) {
      Part.Reasoning reasoning = (Part.Reasoning) piece;
      cipher = reasoning.cipher().isEmpty() ? cipher : reasoning.cipher();
      thoughts |= !reasoning.isSummary() && !reasoning.text().isEmpty();
    }
    Optional<String> id = data(pieces.getFirst(), "id").filter(known -> stored);
    if (cipher.isEmpty() && !thoughts && id.isEmpty()) {
      return;
    }
    json.object().put("type", "reasoning");
    id.ifPresent(known -> json.putJson("id", known));
    pieces("summary", "summary_text", pieces, true);
    if (thoughts) {
      pieces("content", "reasoning_text", pieces, false);
    }
    if (!cipher.isEmpty()) {
      json.put("encrypted_content", cipher);
    }
    json.end();
  }

  private void pieces(String member, String type, List<Part> pieces, boolean summary) {
    json.array(member);
    for (Part piece : pieces) {
      Part.Reasoning reasoning = (Part.Reasoning) piece;
      if (reasoning.isSummary() == summary && !reasoning.text().isEmpty()) {
        json.object().put("type", type).put("text", reasoning.text()).end();
      }
    }
    json.end();
  }

  private void item(Part part, boolean ours) {
    Optional<String> whole = data(part, Item.WHOLE);
    switch (part) {
      case Part.Media picture when whole.isPresent() && base64(picture).isPresent() ->
          json.valueJson("a picture", Pictures.withBytes(whole.get(), base64(picture).get()));
      case Part.Media sound
          when sound.kind() == Part.Media.Kind.AUDIO && ours -> {} // Its words go.
      case Part.Media m ->
          throw new IllegalArgumentException(
              "an assistant message cannot hold an image or a file in the responses API");
      // Tools of the API and requests of approval go back as they came.
      case Part.ToolCall call when whole.isPresent() -> json.valueJson("an item", whole.get());
      case Part.ApprovalRequest request when whole.isPresent() ->
          json.valueJson("an item", whole.get());
      case Part.ToolCall call when !call.isRunByProvider() -> call(call);
      case Part.Native own when own.provider().equals(provider) ->
          json.valueJson("a part of its own", own.json());
      // What other providers ran, asked or had of their own, this one has no place for; results of
      // its own stand in the item of their call.
      default -> {}
    }
  }

  private static Optional<String> base64(Part.Media media) {
    return media.source() instanceof Part.Media.Inline(String base64)
        ? Optional.of(base64)
        : Optional.empty();
  }

  private void call(Part.ToolCall call) {
    json.object()
        .put("type", call.isFreeText() ? "custom_tool_call" : "function_call")
        .put("call_id", ids.ofCall(call))
        .put("name", call.name())
        .put(call.isFreeText() ? "input" : "arguments", call.arguments());
    Optional<String> id = data(call, "id");
    if (stored && id.isPresent()) {
      json.putJson("id", id.get());
    }
    data(call, "namespace").ifPresent(namespace -> json.putJson("namespace", namespace));
    data(call, "caller").ifPresent(caller -> json.putJson("caller", caller));
    json.end();
  }

  // What tools gave back.

  /** Of the item that a call is; empty if it is a function's. */
  private String typeOfItem(Part.ToolCall call) {
    return data(call, Item.WHOLE).map(ToolOutputs::type).orElse("");
  }

  private void result(Part.ToolResult result) {
    Part.ToolCall call = ids.answered(result);
    String id = ids.ofResult(result);
    // Once for each call: an item is as large as whoever sends it likes, and has many results.
    String type = types.computeIfAbsent(call, this::typeOfItem);
    if (!type.isEmpty()) {
      ToolOutputs.write(json, type, id, result, contents);
      return;
    }
    json.object()
        .put("type", call.isFreeText() ? "custom_tool_call_output" : "function_call_output")
        .put("call_id", id);
    data(call, "caller").ifPresent(caller -> json.putJson("caller", caller));
    contents.put("output", result.content());
    json.end();
  }
}
