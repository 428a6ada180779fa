package dev.sluice.provider.openai;

import dev.sluice.json.JsonWriter;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Message;
import dev.sluice.stream.Part;
import dev.sluice.stream.ResponseFormat;
import dev.sluice.stream.Sampling;
import dev.sluice.stream.Tool;
import dev.sluice.stream.ToolChoice;
import java.util.List;

/** A request as the JSON of chat completions. */
final class RequestBody {
  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;

  private RequestBody(ChatRequest request) {
    this.request = request;
  }

  static String of(String model, ChatRequest request) {
    return new RequestBody(request).write(model);
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
    request.providerFields().forEach(json::putJson);
    return json.end().text();
  }

  /** Whether the user has not set this field himself. */
  private boolean ours(String field) {
    return !request.providerFields().containsKey(field);
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
      case Message.Assistant assistant -> assistant(assistant.parts());
      case Message.ToolResult result -> {
        json.put("role", "tool").put("tool_call_id", result.callId());
        content(result.parts());
      }
    }
    json.end();
  }

  private void content(List<Part> parts) {
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
      json.put("content", text.text());
      return;
    }
    json.array("content");
    for (Part part : parts) {
      json.object();
      switch (part) {
        case Part.Text text -> json.put("type", "text").put("text", text.text());
        case Part.ImageUrl image -> image(image.url().toString());
        case Part.ImageData image ->
            image("data:" + image.mediaType() + ";base64," + image.base64());
        case Part.Reasoning reasoning ->
            throw new IllegalArgumentException("reasoning belongs in an assistant message");
        case Part.ToolCall call ->
            throw new IllegalArgumentException("a tool call belongs in an assistant message");
      }
      json.end();
    }
    json.end();
  }

  private void image(String url) {
    json.put("type", "image_url").object("image_url").put("url", url).end();
  }

  private void assistant(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    List<Part.ToolCall> calls =
        parts.stream()
            .filter(Part.ToolCall.class::isInstance)
            .map(Part.ToolCall.class::cast)
            .toList();
    for (Part part : parts) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.ToolCall call -> {}
        // This format has no place for it, and its servers want it left out of the next turn.
        case Part.Reasoning reasoning -> {}
        case Part.ImageUrl image -> throw noImages();
        case Part.ImageData image -> throw noImages();
      }
    }
    json.put("role", "assistant");
    if (text.isEmpty() && !calls.isEmpty()) {
      json.putNull("content");
    } else {
      json.put("content", text.toString());
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

  private static IllegalArgumentException noImages() {
    return new IllegalArgumentException(
        "an assistant message cannot hold an image in chat completions");
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
