package dev.sluice.provider.bedrock;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a conversation, in which the user and the assistant take turns: messages of one role that
 * follow each other are one, and what tools gave back is the user's. Not thread-safe.
 */
final class RequestMessages {
  /** What a tool gave that gave nothing: a result without content, or with a blank, is refused. */
  private static final String NOTHING = "(nothing)";

  private final JsonWriter json;
  private final String provider;
  private final ModelTraits traits;
  private final Map<String, String> cachePoints;
  private final MediaBlocks media;
  private final ToolIds ids = new ToolIds();

  /** The role of the message that is open; empty if none is. */
  private String role = "";

  RequestMessages(
      JsonWriter json, String provider, ModelTraits traits, Map<String, String> cachePoints) {
    this.json = json;
    this.traits = traits;
    this.provider = provider;
    this.cachePoints = cachePoints;
    this.media = new MediaBlocks(json, provider);
  }

  /** The messages as the elements of an array. */
  void write(List<Message> messages) {
    for (Message message : messages) {
      switch (message) {
        case Message.SystemPrompt above -> {}
        case Message.User user -> user(user.parts());
        case Message.Assistant assistant -> assistant(assistant);
        case Message.ToolResult(Part.ToolResult result) -> {
          turn("user");
          json.object();
          result(result);
          json.end();
          cachePoint(result);
        }
      }
    }
    if (role.equals("user")) {
      RequestBody.cachePoint(json, cachePoints.get("messages"));
    }
    end();
  }

  private void turn(String who) {
    if (!role.equals(who)) {
      end();
      role = who;
      json.object().put("role", who).array("content");
    }
  }

  private void end() {
    if (!role.isEmpty()) {
      json.end().end();
      role = "";
    }
  }

  private void user(List<Part> parts) {
    // Of blank texts there are none on the wire; a message of nothing else is the server's to
    // refuse.
    boolean saysAnything =
        parts.stream().anyMatch(part -> !(part instanceof Part.Text text && text.text().isBlank()));
    for (Part part : parts) {
      switch (part) {
        case Part.Text text when saysAnything && text.text().isBlank() -> {}
        case Part.Text text -> block("user", text, () -> json.put("text", text.text()));
        case Part.Media shown -> block("user", shown, () -> media.write(shown));
        case Part.Native own when own.provider().equals(provider) -> own("user", own);
        case Part.Native own -> throw unknown("parts of " + own.provider());
        case Part.Reasoning r -> throw misplaced("reasoning");
        case Part.Refusal r -> throw misplaced("a refusal");
        case Part.ToolCall c -> throw misplaced("a tool call");
        case Part.ToolResult result -> block("user", result, () -> result(result));
        case Part.ApprovalRequest a -> throw unknown("requests of approval");
        case Part.ApprovalAnswer a -> throw unknown("answers to requests of approval");
      }
    }
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("Converse knows no " + what);
  }

  private void block(String who, Part part, Runnable write) {
    turn(who);
    json.object();
    write.run();
    json.end();
    cachePoint(part);
  }

  private void cachePoint(Part part) {
    RequestBody.cachePoint(json, RequestBody.cachePoint(part, provider));
  }

  /** A block as it came, or as the user wrote it; the pieces of one are none. */
  private void own(String who, Part.Native own) {
    Optional<Map<String, String>> members = Json.members(own.json());
    if (members.isPresent()) {
      block(who, own, () -> members.get().forEach(json::putJson));
    }
  }

  /** Whether a part of what the assistant has said is sent, or is refused. */
  static boolean hasPlace(Part part, String provider, boolean ours) {
    return switch (part) {
      case Part.ToolCall call -> ours || !call.isRunByProvider();
      case Part.ToolResult result -> ours && result.isRunByProvider();
      // The pieces of a block are none.
      case Part.Native own ->
          own.provider().equals(provider) && Json.members(own.json()).isPresent();
      case Part.ApprovalRequest a -> false;
      case Part.ApprovalAnswer a -> false;
      case Part.Text t -> true;
      case Part.Refusal r -> true;
      case Part.Reasoning r -> true;
      case Part.Media m -> true;
    };
  }

  private void assistant(Message.Assistant message) {
    boolean ours = message.provider().equals(provider);
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Text text when text.text().isBlank() -> {}
        case Part.Text text -> block("assistant", text, () -> text(text, ours));
        case Part.Refusal refusal when refusal.text().isBlank() -> {}
        case Part.Refusal refusal ->
            block("assistant", refusal, () -> json.put("text", refusal.text()));
        case Part.Reasoning thoughts when ours -> reasoning(thoughts);
        case Part.ToolCall call when hasPlace(call, provider, ours) ->
            block("assistant", call, () -> call(call));
        case Part.ToolResult result when hasPlace(result, provider, ours) ->
            block("assistant", result, () -> result(result));
        case Part.Native own when own.provider().equals(provider) -> own("assistant", own);
        case Part.Media shown when ours -> block("assistant", shown, () -> media.write(shown));
        case Part.Media shown ->
            throw new IllegalArgumentException(
                "Converse takes no image in an assistant message that it has not sent itself");
        // What another provider thought, ran or signed means nothing here.
        case Part.Reasoning r -> {}
        case Part.ToolCall runElsewhere -> {}
        case Part.ToolResult r -> {}
        case Part.Native n -> {}
        case Part.ApprovalRequest a -> {}
        case Part.ApprovalAnswer a -> {}
      }
    }
  }

  /** A text with what it cites, if that is Bedrock's own. */
  private void text(Part.Text text, boolean ours) {
    List<Map<String, String>> citations =
        !ours
            ? List.of()
            : text.citations().stream()
                .map(Citation::raw)
                .map(Json::members)
                .flatMap(Optional::stream)
                .toList();
    if (citations.isEmpty()) {
      json.put("text", text.text());
      return;
    }
    json.object("citationsContent").array("content");
    json.object().put("text", text.text()).end().end().array("citations");
    for (Map<String, String> citation : citations) {
      json.object();
      citation.forEach(json::putJson);
      json.end();
    }
    json.end().end();
  }

  /** Thoughts with their proof; without a proof they are of use to models that give none. */
  private void reasoning(Part.Reasoning thoughts) {
    if (!thoughts.cipher().isEmpty()) {
      block(
          "assistant",
          thoughts,
          () -> json.object("reasoningContent").put("redactedContent", thoughts.cipher()).end());
    }
    boolean isSigned = !thoughts.signature().isEmpty();
    if (isSigned || (!thoughts.text().isEmpty() && traits.takesUnsignedThoughts())) {
      block(
          "assistant",
          thoughts,
          () -> {
            json.object("reasoningContent").object("reasoningText").put("text", thoughts.text());
            if (isSigned) {
              json.put("signature", thoughts.signature());
            }
            json.end().end();
          });
    }
  }

  private void call(Part.ToolCall call) {
    json.object("toolUse").put("toolUseId", ids.ofCall(call.id())).put("name", call.name());
    String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
    if (!call.isFreeText() && Json.members(arguments).isPresent()) {
      json.putJson("input", arguments);
    } else {
      json.object("input").put("input", call.arguments()).end(); // It wants an object.
    }
    if (call.isRunByProvider()) {
      json.put("type", ContentParts.SERVER_TOOL);
    }
    json.end();
  }

  private static boolean isBlank(Part part) {
    return part instanceof Part.Text text && text.text().isBlank();
  }

  private void result(Part.ToolResult result) {
    json.object("toolResult").put("toolUseId", ids.ofResult(result.callId())).array("content");
    // What the provider's own tools gave goes back as it came.
    boolean ofUser = !result.isRunByProvider();
    if (ofUser && result.content().stream().allMatch(RequestMessages::isBlank)) {
      json.object().put("text", NOTHING).end();
    }
    for (Part part : result.content()) {
      switch (part) {
        case Part.Text blank when ofUser && isBlank(blank) -> {}
        case Part.Text text -> json.object().put("text", text.text()).end();
        case Part.Media shown when shown.kind() != Part.Media.Kind.AUDIO -> {
          json.object();
          media.write(shown);
          json.end();
        }
        case Part.Native own
            when own.provider().equals(provider) && Json.members(own.json()).isPresent() -> {
          json.object();
          Json.members(own.json()).get().forEach(json::putJson);
          json.end();
        }
        default ->
            throw new IllegalArgumentException(
                "a tool's result holds texts, images, documents and video in Converse, not a "
                    + part.getClass().getSimpleName());
      }
    }
    json.end();
    if (result.failed() && traits.takesStatus()) {
      json.put("status", "error");
    }
    result
        .data(provider)
        .flatMap(data -> data.field(ContentParts.TYPE))
        .ifPresent(type -> json.putJson(ContentParts.TYPE, type));
    json.end();
  }
}
