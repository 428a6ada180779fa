package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request as the JSON of chat completions. */
final class RequestBody {
  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;
  private final String provider;

  /** The field by which thoughts go back; empty if they do not. */
  private final String reasoningField;

  /** The fields that the user sets himself. */
  private final Map<String, String> options;

  private RequestBody(String provider, ChatRequest request, String reasoningField) {
    this.request = request;
    this.provider = provider;
    this.reasoningField = reasoningField;
    this.options = request.providerOptions(provider);
    String answers = options.getOrDefault("n", "1").strip();
    if (!answers.equals("1")) {
      throw new IllegalArgumentException(
          "the option n asks for "
              + answers
              + " answers at once, and a stream has one: ask as often as you want answers, for"
              + " instance by Gather");
    }
  }

  static String of(String provider, String model, ChatRequest request, String reasoningField) {
    return new RequestBody(provider, request, reasoningField).write(model);
  }

  private String write(String model) {
    json.object();
    if (ours("model")) {
      json.put("model", model);
    }
    if (ours("messages")) {
      json.array("messages");
      request.messages().forEach(this::message);
      json.end();
    }
    if (ours("stream")) {
      json.put("stream", request.streamed());
    }
    if (request.streamed() && ours("stream_options")) {
      json.object("stream_options").put("include_usage", true).end();
    }
    sampling(request.sampling());
    tools();
    responseFormat();
    options.forEach(json::putJson);
    return json.end().text();
  }

  /** Whether the user has not set this field himself. */
  private boolean ours(String field) {
    return !options.containsKey(field);
  }

  private void sampling(Sampling sampling) {
    if (sampling.temperature().isPresent() && ours("temperature")) {
      json.put("temperature", sampling.temperature().getAsDouble());
    }
    if (sampling.topP().isPresent() && ours("top_p")) {
      json.put("top_p", sampling.topP().getAsDouble());
    }
    // Compatible servers know the older name; a user of a model that wants the newer one sets
    // max_completion_tokens as a provider field, and ours is then left out.
    if (sampling.maxTokens().isPresent() && ours("max_tokens") && ours("max_completion_tokens")) {
      json.put("max_tokens", sampling.maxTokens().getAsInt());
    }
    if (sampling.seed().isPresent() && ours("seed")) {
      json.put("seed", sampling.seed().getAsLong());
    }
    if (!sampling.stop().isEmpty() && ours("stop")) {
      json.array("stop");
      sampling.stop().forEach(json::value);
      json.end();
    }
  }

  private void message(Message message) {
    json.object();
    switch (message) {
      case Message.SystemPrompt system -> json.put("role", "system").put("content", system.text());
      case Message.User user -> {
        json.put("role", "user");
        content(user.parts());
      }
      case Message.Assistant assistant -> assistant(assistant);
      case Message.ToolResult result -> {
        json.put("role", "tool").put("tool_call_id", result.result().callId());
        content(result.result().content());
      }
    }
    json.end();
  }

  private void content(List<Part> parts) {
    if (parts.isEmpty()) {
      json.put("content", ""); // A list of none is refused.
      return;
    }
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
      json.put("content", text.text());
      return;
    }
    json.array("content");
    for (Part part : parts) {
      json.object();
      switch (part) {
        case Part.Text text -> json.put("type", "text").put("text", text.text());
        case Part.Media media -> media(media);
        case Part.Reasoning r -> throw misplaced("reasoning");
        case Part.Refusal r -> throw misplaced("a refusal");
        case Part.ToolCall c -> throw misplaced("a tool call");
        case Part.ToolResult r ->
            throw new IllegalArgumentException("a tool's result is a message of its own");
        case Part.ApprovalRequest a -> throw unknown("requests of approval");
        case Part.ApprovalAnswer a -> throw unknown("answers to requests of approval");
        case Part.Native own -> throw unknown("parts of " + own.provider());
      }
      json.end();
    }
    json.end();
  }

  private static IllegalArgumentException misplaced(String what) {
    return new IllegalArgumentException(what + " belongs in an assistant message");
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("chat completions know no " + what);
  }

  private void media(Part.Media media) {
    String type = media.mediaType();
    if (type.isEmpty() && media.source() instanceof Part.Media.Inline) {
      throw new IllegalArgumentException(
          "what is sent with the request needs its media type, such as image/png");
    }
    switch (media.source()) {
      case Part.Media.Url(URI url) when media.kind() == Part.Media.Kind.IMAGE ->
          image(url.toString());
      case Part.Media.Inline(String base64) -> {
        switch (media.kind()) {
          case IMAGE -> image("data:" + type + ";base64," + base64);
          case AUDIO ->
              json.put("type", "input_audio")
                  .object("input_audio")
                  .put("data", base64)
                  .put("format", type.replaceAll(".*/(x-)?", "").replace("mpeg", "mp3"))
                  .end();
          case DOCUMENT ->
              json.put("type", "file")
                  .object("file")
                  .put("filename", media.name().isEmpty() ? "document" : media.name())
                  .put("file_data", "data:" + type + ";base64," + base64)
                  .end();
          case VIDEO -> throw unknown("video");
        }
      }
      case Part.Media.File(String keeper, String id) when !keeper.equals(provider) ->
          throw new IllegalArgumentException(
              "the file " + id + " is kept by " + keeper + ", and " + provider + " has no such");
      case Part.Media.File(String keeper, String id)
          when media.kind() == Part.Media.Kind.DOCUMENT ->
          json.put("type", "file").object("file").put("file_id", id).end();
      case Part.Media.Url u -> throw unknown("addresses but those of images");
      case Part.Media.File f -> throw unknown("kept files but documents");
    }
  }

  private void image(String url) {
    json.put("type", "image_url").object("image_url").put("url", url).end();
  }

  private void assistant(Message.Assistant message) {
    StringBuilder thoughts = new StringBuilder();
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    List<Part.ToolCall> calls = new ArrayList<>();
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Reasoning piece -> thoughts.append(piece.text());
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> refusal.append(piece.text());
        case Part.ToolCall call when !call.isRunByProvider() -> calls.add(call);
        // What follows this format has no place for, and its servers want it left out.
        case Part.ToolCall runElsewhere -> {}
        case Part.ToolResult r -> {}
        case Part.Native n -> {}
        case Part.ApprovalRequest a -> {}
        case Part.ApprovalAnswer a -> {}
        case Part.Media m ->
            throw new IllegalArgumentException(
                "an assistant message cannot hold an image in chat completions");
      }
    }
    json.put("role", "assistant");
    if (text.isEmpty() && !(calls.isEmpty() && refusal.isEmpty())) {
      json.putNull("content");
    } else {
      json.put("content", text.toString());
    }
    boolean ours = message.model().isEmpty() || message.provider().equals(provider);
    if (ours && !reasoningField.isEmpty() && !thoughts.isEmpty()) {
      json.put(reasoningField, thoughts.toString());
    }
    if (!refusal.isEmpty()) {
      json.put("refusal", refusal.toString());
    }
    if (!calls.isEmpty()) {
      json.array("tool_calls");
      for (Part.ToolCall call : calls) {
        json.object().put("id", call.id()).put("type", "function").object("function");
        json.put("name", call.name()).put("arguments", call.arguments()).end().end();
      }
      json.end();
    }
  }

  private void tools() {
    if (!request.tools().isEmpty() && ours("tools")) {
      json.array("tools");
      for (Tool tool : request.tools()) {
        json.object().put("type", "function").object("function").put("name", tool.name());
        if (!tool.description().isEmpty()) {
          json.put("description", tool.description());
        }
        json.putJson("parameters", tool.parametersSchema()).end().end();
      }
      json.end();
    }
    if (!ours("tool_choice")) {
      return;
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> json.put("tool_choice", "none");
      case ToolChoice.Required required -> json.put("tool_choice", "required");
      case ToolChoice.Named named ->
          json.object("tool_choice")
              .put("type", "function")
              .object("function")
              .put("name", named.name())
              .end()
              .end();
    }
  }

  private void responseFormat() {
    if (!ours("response_format")) {
      return;
    }
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any ->
          json.object("response_format").put("type", "json_object").end();
      case ResponseFormat.JsonSchema schema ->
          json.object("response_format")
              .put("type", "json_schema")
              .object("json_schema")
              .put("name", schema.name())
              .putJson("schema", schema.schema())
              .put("strict", schema.strict())
              .end()
              .end();
    }
  }
}
