package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.openai.OpenAiError;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages as TanStack's client keeps them. */
final class MessagesJson {
  private MessagesJson() {}

  /**
   * How a thread stands, by its last run. What has come of an answer that goes on is left out:
   * whoever joins the run is told all of it.
   */
  static String thread(Optional<RunView> last) {
    JsonWriter json = new JsonWriter().object().array("messages");
    last.ifPresent(run -> conversation(json, run));
    json.end();
    Optional<RunView> active = last.filter(Conversations::isRunning);
    if (active.isPresent()) {
      RunView run = active.get();
      json.object("activeRun");
      json.put("runId", run.labels().getOrDefault(Conversations.RUN, run.id())).end();
    } else {
      json.putNull("activeRun");
    }
    json.putNull("interrupts").object("page").put("truncated", false).end();
    return json.end().text();
  }

  private static void conversation(JsonWriter json, RunView run) {
    List<Message> messages = run.request().messages();
    Map<String, Part.ToolResult> results = results(messages);
    for (int i = 0; i < messages.size(); i++) {
      String id = "msg_" + run.id() + "_before_" + i;
      switch (messages.get(i)) {
        case Message.User(List<Part> parts) -> message(json, id, "user", parts, results);
        case Message.Assistant(List<Part> parts, String model) ->
            message(json, id, "assistant", parts, results);
        case Message.SystemPrompt s -> {}
        case Message.ToolResult r -> {}
      }
    }
    if (!Conversations.isRunning(run)) {
      answer(json, run.id(), CallIds.of(run), run.soFar());
    }
  }

  /** With the ids by which the stream tells its calls. */
  private static void answer(JsonWriter json, String run, CallIds ids, Reply reply) {
    message(json, "msg_" + run, "assistant", ids.named(reply.parts()), new HashMap<>(0));
  }

  private static Map<String, Part.ToolResult> results(List<Message> messages) {
    Map<String, Part.ToolResult> results = new HashMap<>();
    for (Message message : messages) {
      if (message instanceof Message.ToolResult(Part.ToolResult result)) {
        results.put(result.callId(), result);
      }
    }
    return results;
  }

  private static void message(
      JsonWriter json,
      String id,
      String role,
      List<Part> parts,
      Map<String, Part.ToolResult> results) {
    json.object().put("id", id).put("role", role).array("parts");
    for (Part part : parts) {
      part(json, part, results);
    }
    json.end().end();
  }

  private static void part(JsonWriter json, Part part, Map<String, Part.ToolResult> results) {
    switch (part) {
      case Part.Text text -> text(json, text.text());
      case Part.Refusal refusal -> text(json, refusal.text());
      case Part.Reasoning thought -> {
        if (!thought.text().isEmpty()) {
          json.object().put("type", "thinking").put("content", thought.text()).end();
        }
      }
      case Part.ToolCall call when !call.isRunByProvider() ->
          // Told once: calls may share an id, and its result is as large as it likes.
          call(json, call, results.remove(call.id()));
      case Part.Media media -> media(json, media);
      default -> {}
    }
  }

  private static void text(JsonWriter json, String text) {
    json.object().put("type", "text").put("content", text).end();
  }

  private static void call(JsonWriter json, Part.ToolCall call, Part.@Nullable ToolResult result) {
    json.object().put("type", "tool-call").put("id", call.id()).put("name", call.name());
    json.put("arguments", call.arguments()).put("state", "input-complete").end();
    if (result != null) {
      StringBuilder text = new StringBuilder();
      for (Part part : result.content()) {
        if (part instanceof Part.Text piece) {
          text.append(piece.text());
        }
      }
      json.object().put("type", "tool-result").put("toolCallId", call.id());
      json.put("content", text.toString());
      json.put("state", result.failed() ? "error" : "complete").end();
    }
  }

  private static void media(JsonWriter json, Part.Media media) {
    String type =
        switch (media.kind()) {
          case IMAGE -> "image";
          case AUDIO -> "audio";
          case VIDEO -> "video";
          case DOCUMENT -> "document";
        };
    if (media.source() instanceof Part.Media.Inline(String base64)) {
      json.object().put("type", type).object("source").put("type", "data");
      json.put("value", base64).put("mimeType", media.mediaType()).end().end();
    } else if (media.source() instanceof Part.Media.Url(var url)) {
      json.object().put("type", type).object("source").put("type", "url");
      json.put("value", url.toString()).end().end();
    }
  }

  /** A member that is this JSON; if it is none, its text. */
  static JsonWriter putJson(JsonWriter json, String name, String text) {
    String value;
    try {
      value = new JsonWriter().valueJson(name, text).text();
    } catch (IllegalArgumentException malformed) {
      return json.put(name, text);
    }
    return json.putJson(name, value);
  }

  /** The message of a run that completed; of another one, the error. */
  static byte[] document(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> OpenAiError.of(EndingError.of(incomplete));
      case Ending.Completed(Reply reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          OpenAiError.of(EndingError.of(reason));
      case Ending.Completed(Reply reply, FinishReason reason) -> {
        JsonWriter json = new JsonWriter().object().put("threadId", RunJson.thread(told));
        json.put("runId", RunJson.run(told)).array("messages");
        answer(json, told.run(), CallIds.of(told), reply);
        yield json.end().end().text().getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
