package dev.sluice.provider.ollama;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A conversation as Ollama's {@code messages}: each has one text, and images beside it. */
final class RequestMessages {
  private final JsonWriter json;
  private final String provider;

  /** The names of the calls up to here, by their ids. */
  private final Map<String, String> names = new HashMap<>();

  /** Of them, those that came from Ollama. */
  private final Map<String, String> own = new HashMap<>();

  RequestMessages(JsonWriter json, String provider) {
    this.json = json;
    this.provider = provider;
  }

  void write(List<Message> messages) {
    json.array("messages");
    messages.forEach(this::message);
    json.end();
  }

  private void message(Message message) {
    switch (message) {
      case Message.SystemPrompt system ->
          json.object().put("role", "system").put("content", system.text()).end();
      case Message.User user -> {
        json.object().put("role", "user");
        content(user.parts(), "a user's message");
        json.end();
      }
      case Message.Assistant assistant -> assistant(assistant);
      case Message.ToolResult result -> result(result.result());
    }
  }

  private void content(List<Part> parts, String where) {
    StringBuilder text = new StringBuilder();
    List<String> images = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Part.Text piece -> text.append(text.isEmpty() ? "" : "\n").append(piece.text());
        case Part.Media media -> images.add(image(media));
        case Part.Native own -> throw unknown("parts of " + own.provider());
        default ->
            throw new IllegalArgumentException(
                where
                    + " holds a "
                    + part.getClass().getSimpleName()
                    + ", which belongs elsewhere");
      }
    }
    json.put("content", text.toString());
    images(images);
  }

  private void images(List<String> images) {
    if (!images.isEmpty()) {
      json.array("images");
      images.forEach(json::value);
      json.end();
    }
  }

  private static String image(Part.Media media) {
    if (media.kind() != Part.Media.Kind.IMAGE) {
      throw unknown("documents, sound and video, but images alone");
    }
    return switch (media.source()) {
      case Part.Media.Inline(String base64) -> base64;
      case Part.Media.Url url ->
          throw new IllegalArgumentException(
              "Ollama fetches no images from addresses: send the image's bytes, with their media"
                  + " type");
      case Part.Media.File(String keeper, String id) ->
          throw new IllegalArgumentException(
              "Ollama keeps no files: send the bytes of " + id + " of " + keeper);
    };
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("Ollama knows no " + what);
  }

  /** Whether a part of what the assistant has said is sent, or is refused. */
  static boolean hasPlace(Part part) {
    return switch (part) {
      case Part.ToolCall call -> !call.isRunByProvider();
      case Part.ToolResult r -> false;
      case Part.Native n -> false;
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
    StringBuilder thoughts = new StringBuilder();
    StringBuilder text = new StringBuilder();
    List<String> images = new ArrayList<>();
    List<Part.ToolCall> calls = new ArrayList<>();
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Reasoning piece ->
            thoughts.append(ours || message.model().isEmpty() ? piece.text() : "");
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> text.append(piece.text());
        case Part.ToolCall call when hasPlace(call) -> calls.add(call);
        case Part.Media media -> images.add(image(media));
        // What follows Ollama has no place for.
        case Part.ToolCall runElsewhere -> {}
        case Part.ToolResult r -> {}
        case Part.Native n -> {}
        case Part.ApprovalRequest a -> {}
        case Part.ApprovalAnswer a -> {}
      }
    }
    if (text.isEmpty() && thoughts.isEmpty() && calls.isEmpty() && images.isEmpty()) {
      return;
    }
    json.object().put("role", "assistant").put("content", text.toString());
    if (!thoughts.isEmpty()) {
      json.put("thinking", thoughts.toString());
    }
    images(images);
    if (!calls.isEmpty()) {
      json.array("tool_calls");
      calls.forEach(call -> call(call, ours));
      json.end();
    }
    json.end();
  }

  private void call(Part.ToolCall call, boolean ours) {
    json.object();
    if (!call.id().isEmpty()) {
      names.put(call.id(), call.name());
      if (ours) {
        own.put(call.id(), call.name());
        json.put("id", call.id());
      }
    }
    json.object("function").put("name", call.name());
    if (!call.isFreeText() && isObject(call.arguments())) {
      json.putJson("arguments", call.arguments());
    } else {
      // Free text, and what another provider's model has made of JSON: here it is an object.
      json.object("arguments");
      if (!call.arguments().isBlank()) {
        json.put("input", call.arguments());
      }
      json.end();
    }
    json.end().end();
  }

  private static boolean isObject(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      boolean object = reader.isObject();
      reader.skip();
      reader.finish();
      return object;
    } catch (JsonException noJson) {
      return false;
    }
  }

  private void result(Part.ToolResult result) {
    json.object().put("role", "tool");
    String name = result.name().isEmpty() ? names.getOrDefault(result.callId(), "") : result.name();
    if (!name.isEmpty()) {
      json.put("tool_name", name);
    }
    if (own.containsKey(result.callId())) {
      json.put("tool_call_id", result.callId());
    }
    content(result.content(), "the result of a tool");
    json.end();
  }
}
