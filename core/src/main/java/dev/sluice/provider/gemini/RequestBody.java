package dev.sluice.provider.gemini;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.ResultsBehindCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request as the JSON of {@code GenerateContentRequest}. */
final class RequestBody {
  private final ChatRequest request;
  private final Options options;

  private RequestBody(String provider, ChatRequest request) {
    this.request = request;
    this.options = new Options(request.providerOptions(provider));
  }

  /**
   * The body.
   *
   * @param base what the addresses of files begin with that the provider keeps
   */
  static String of(String provider, String base, String model, ChatRequest request) {
    return new RequestBody(provider, request)
        .write(new Contents(provider, base, model).of(ResultsBehindCalls.of(request.messages())));
  }

  /** What of the request has no place in it, for a person. */
  static List<String> leftOut(String provider, ChatRequest request) {
    return request.providerOptions(provider).containsKey("contents")
        ? List.of()
        : Contents.leftOut(provider, request.messages());
  }

  private String write(String contents) {
    Map<String, String> members = new LinkedHashMap<>();
    String system = system();
    if (!system.isEmpty()) {
      members.put("systemInstruction", system);
    }
    members.put("contents", contents);
    if (!request.tools().isEmpty()) {
      members.put("tools", tools());
    }
    Map<String, String> toolConfig = toolConfig();
    if (!toolConfig.isEmpty()) {
      members.put("toolConfig", object(toolConfig));
    }
    Map<String, String> config = generationConfig();
    if (!config.isEmpty()) {
      members.put(Options.CONFIG, object(config));
    }
    options.request.forEach(
        (name, json) -> {
          switch (name) {
            case "tools" -> members.merge(name, json, RequestBody::joined);
            case "toolConfig" -> {
              toolConfig.putAll(Options.members(name, json));
              members.put(name, object(toolConfig));
            }
            default -> members.put(name, json);
          }
        });
    return object(members);
  }

  private static String object(Map<String, String> members) {
    JsonWriter json = new JsonWriter().object();
    members.forEach(json::putJson);
    return json.end().text();
  }

  /** The provider's own tools beside the caller's. */
  private static String joined(String ours, String theirs) {
    String more = theirs.strip();
    if (!more.startsWith("[") || !more.endsWith("]")) {
      throw new IllegalArgumentException("the option tools must be a JSON array");
    }
    String inside = more.substring(1, more.length() - 1).strip();
    return inside.isEmpty() ? ours : ours.substring(0, ours.length() - 1) + "," + inside + "]";
  }

  /** Wherever they stand in the conversation: the format has one place for them. */
  private String system() {
    List<String> texts = new ArrayList<>();
    for (Message message : request.messages()) {
      if (message instanceof Message.SystemPrompt prompt && !prompt.text().isEmpty()) {
        texts.add(prompt.text());
      }
    }
    if (texts.isEmpty()) {
      return "";
    }
    JsonWriter json = new JsonWriter().object().array("parts");
    texts.forEach(text -> json.object().put("text", text).end());
    return json.end().end().text();
  }

  private String tools() {
    JsonWriter json = new JsonWriter().object().array("list").object();
    json.array("functionDeclarations");
    for (Tool tool : request.tools()) {
      json.object().put("name", tool.name());
      if (!tool.description().isEmpty()) {
        json.put("description", tool.description());
      }
      json.putJson("parametersJsonSchema", tool.parametersSchema()).end();
    }
    String text = json.end().end().end().end().text();
    return text.substring("{\"list\":".length(), text.length() - 1);
  }

  private Map<String, String> toolConfig() {
    Map<String, String> config = new LinkedHashMap<>();
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> config.put("functionCallingConfig", "{\"mode\":\"NONE\"}");
      case ToolChoice.Required required ->
          config.put("functionCallingConfig", "{\"mode\":\"ANY\"}");
      case ToolChoice.Named named ->
          config.put(
              "functionCallingConfig",
              new JsonWriter()
                  .object()
                  .put("mode", "ANY")
                  .array("allowedFunctionNames")
                  .value(named.name())
                  .end()
                  .end()
                  .text());
    }
    return config;
  }

  private Map<String, String> generationConfig() {
    Map<String, String> config = new LinkedHashMap<>();
    Sampling sampling = request.sampling();
    sampling.temperature().ifPresent(value -> config.put("temperature", Double.toString(value)));
    sampling.topP().ifPresent(value -> config.put("topP", Double.toString(value)));
    sampling.maxTokens().ifPresent(value -> config.put("maxOutputTokens", Integer.toString(value)));
    sampling.seed().ifPresent(value -> config.put("seed", seed(value)));
    if (!sampling.stop().isEmpty()) {
      config.put("stopSequences", texts(sampling.stop()));
    }
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any -> config.put("responseMimeType", "\"application/json\"");
      case ResponseFormat.JsonSchema schema -> {
        config.put("responseMimeType", "\"application/json\"");
        config.put("responseJsonSchema", schema.schema());
      }
    }
    config.putAll(options.config);
    return config;
  }

  private static String seed(long seed) {
    if (seed < Integer.MIN_VALUE || seed > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a seed of Gemini's is a number of 32 bits, and " + seed + " is none");
    }
    return Long.toString(seed);
  }

  private static String texts(List<String> texts) {
    JsonWriter json = new JsonWriter().object().array("list");
    texts.forEach(json::value);
    String text = json.end().end().text();
    return text.substring("{\"list\":".length(), text.length() - 1);
  }
}
