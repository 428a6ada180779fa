package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.ArgumentsSchema;
import dev.sluice.spi.provider.LeftOut;
import java.util.List;
import java.util.Map;

/** A request as the JSON of chat completions. */
final class RequestBody {
  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;
  private final String provider;
  private final String model;
  private final Quirks quirks;
  private final OwnFields own;

  /** The fields that the user sets himself. */
  private final Map<String, String> options;

  private RequestBody(
      String provider, String model, ChatRequest request, Quirks quirks, OwnFields own) {
    this.request = request;
    this.provider = provider;
    this.model = model;
    this.quirks = quirks;
    this.own = own;
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

  /**
   * The JSON.
   *
   * @param own which of its own fields may be sent, and is told which ones are
   */
  static String of(
      String provider, String model, ChatRequest request, Quirks quirks, OwnFields own) {
    return new RequestBody(provider, model, request, quirks, own).write();
  }

  /** What of the request has no place in it, for a person. */
  static List<String> leftOut(String provider, ChatRequest request) {
    return request.providerOptions(provider).containsKey("messages")
        ? List.of()
        : LeftOut.of(
            "chat completions have",
            request.messages(),
            (said, part) -> RequestMessages.hasPlace(part, provider));
  }

  private String write() {
    json.object();
    if (ours("model")) {
      json.put("model", model);
    }
    if (ours("messages")) {
      new RequestMessages(json, provider, quirks, own, request.messages()).write();
    }
    if (quirks.prefix().template() && RequestMessages.endWithPrefix(request.messages())) {
      put("continue_final_message", true);
      put("add_generation_prompt", false);
    }
    if (ours("stream")) {
      json.put("stream", request.streamed());
    }
    if (request.streamed()
        && ours("stream_options")
        && !quirks.has(Quirks.Oddity.NO_STREAM_OPTIONS)
        && own.may("stream_options")) {
      json.object("stream_options").put("include_usage", true).end();
    }
    sampling(request.sampling());
    tools();
    responseFormat();
    quirks.added().forEach(this::add);
    options.forEach(json::putJson);
    return json.end().text();
  }

  private void add(String field, String value) {
    if (ours(field) && own.may(field)) {
      json.putJson(field, value);
    }
  }

  private void put(String field, boolean value) {
    if (ours(field)) {
      json.put(field, value);
    }
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
    // A user who sets one of the names himself knows better.
    if (sampling.maxTokens().isPresent()
        && ours(Quirks.MAX_TOKENS)
        && ours(Quirks.MAX_COMPLETION_TOKENS)) {
      json.put(maxTokensField(), sampling.maxTokens().getAsInt());
    }
    String seed = quirks.name("seed");
    if (sampling.seed().isPresent() && ours(seed) && ours("seed")) {
      json.put(seed, sampling.seed().getAsLong());
    }
    if (!sampling.stop().isEmpty() && ours("stop")) {
      json.array("stop");
      sampling.stop().forEach(json::value);
      json.end();
    }
  }

  private String maxTokensField() {
    String field = quirks.maxTokensField(model);
    return own.either(
        field, field.equals(Quirks.MAX_TOKENS) ? Quirks.MAX_COMPLETION_TOKENS : Quirks.MAX_TOKENS);
  }

  private void tools() {
    if (!request.tools().isEmpty() && ours("tools")) {
      json.array("tools");
      for (Tool tool : request.tools()) {
        json.object().put("type", "function").object("function").put("name", tool.name());
        if (!tool.description().isEmpty()) {
          json.put("description", tool.description());
        }
        json.putJson("parameters", ArgumentsSchema.of(tool)).end().end();
      }
      json.end();
    }
    if (!ours("tool_choice")) {
      return;
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> json.put("tool_choice", choice("none", "no tool be called"));
      case ToolChoice.Required required ->
          json.put("tool_choice", choice("required", "a tool be called"));
      case ToolChoice.Named named -> {
        String type = choice("function", "a certain tool be called");
        json.object("tool_choice").put("type", type);
        json.object(type).put("name", named.name()).end().end();
      }
    }
  }

  /** The server's word for a choice of tools. */
  private String choice(String ours, String demand) {
    String word = quirks.toolChoice(ours);
    if (word.isEmpty()) {
      throw new IllegalArgumentException(
          provider
              + " does not take a demand that "
              + demand
              + ": ask for it in words, or set tool_choice as a provider option for a model that"
              + " does");
    }
    return word;
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
