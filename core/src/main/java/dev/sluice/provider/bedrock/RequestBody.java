package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.LeftOut;
import dev.sluice.spi.provider.ResultsBehindCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as the JSON of Converse. */
final class RequestBody {
  /** The option and the data by which something is marked to be kept in the provider's cache. */
  static final String CACHE_POINT = "cachePoint";

  private static final String INFERENCE = "inferenceConfig";
  private static final String OUTPUT = "outputConfig";

  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;
  private final String provider;
  private final String model;

  /** The fields that the user sets himself. */
  private final Map<String, String> options;

  /** Where he wants to have cache points at an end: of the system prompt, for example. */
  private final Map<String, String> cachePoints;

  private RequestBody(String provider, String model, ChatRequest request) {
    this.model = model;
    this.request = request;
    this.provider = provider;
    this.options = new LinkedHashMap<>(request.providerOptions(provider));
    String points = options.remove(CACHE_POINT);
    this.cachePoints = points == null ? Map.of() : object(CACHE_POINT, points);
  }

  static String of(String provider, String model, ChatRequest request) {
    return new RequestBody(provider, model, request).write();
  }

  /** What of the request has no place in it, for a person. */
  static List<String> leftOut(String provider, ChatRequest request) {
    List<String> lines = new ArrayList<>();
    if (request.sampling().seed().isPresent()) {
      lines.add(
          "the seed was left out: Converse has none; what a model calls it may stand in the option"
              + " additionalModelRequestFields");
    }
    if (!request.providerOptions(provider).containsKey("messages")) {
      lines.addAll(
          LeftOut.of(
              "Converse has",
              request.messages(),
              (said, part) ->
                  RequestMessages.hasPlace(part, provider, said.provider().equals(provider))));
    }
    return lines;
  }

  private String write() {
    json.object();
    if (ours("system")) {
      system();
    }
    if (ours("messages")) {
      json.array("messages");
      new RequestMessages(json, provider, ModelTraits.of(model), cachePoints)
          .write(ResultsBehindCalls.of(request.messages()));
      json.end();
    }
    inference(request.sampling());
    if (ours("toolConfig")) {
      new ToolConfig(json, cachePoints).write(request);
    }
    output();
    options.forEach(json::putJson);
    return json.end().text();
  }

  /** Whether the user has not set this field himself. */
  private boolean ours(String field) {
    return !options.containsKey(field);
  }

  /** System prompts stand above the conversation, wherever in it they were given. */
  private void system() {
    boolean begun = false;
    for (Message message : request.messages()) {
      if (message instanceof Message.SystemPrompt system && !system.text().isBlank()) {
        if (!begun) {
          begun = true;
          json.array("system");
        }
        json.object().put("text", system.text()).end();
      }
    }
    if (begun) {
      cachePoint(json, cachePoints.get("system"));
      json.end();
    }
  }

  /** A cache point as an element of its own; none if there is no such point. */
  static void cachePoint(JsonWriter json, @Nullable String point) {
    if (point != null) {
      json.object().putJson(CACHE_POINT, point).end();
    }
  }

  private void inference(Sampling sampling) {
    Map<String, String> fields = new LinkedHashMap<>();
    sampling.maxTokens().ifPresent(max -> fields.put("maxTokens", String.valueOf(max)));
    sampling.temperature().ifPresent(value -> fields.put("temperature", String.valueOf(value)));
    sampling.topP().ifPresent(value -> fields.put("topP", String.valueOf(value)));
    if (!sampling.stop().isEmpty()) {
      JsonWriter list = new JsonWriter().object().array("stop");
      sampling.stop().forEach(list::value);
      fields.put("stopSequences", object("", list.end().end().text()).getOrDefault("stop", "[]"));
    }
    write(INFERENCE, fields);
  }

  private void output() {
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any ->
          throw new IllegalArgumentException(
              "Converse cannot be asked for some JSON object: give the schema of the one that is"
                  + " wanted, or ask for it in the prompt");
      case ResponseFormat.JsonSchema schema -> {
        JsonWriter format = new JsonWriter().object().put("type", "json_schema");
        format.object("structure").object("jsonSchema").put("schema", schema.schema());
        if (!schema.name().isEmpty()) {
          format.put("name", schema.name());
        }
        write(OUTPUT, Map.of("textFormat", format.end().end().end().text()));
        return;
      }
    }
    write(OUTPUT, Map.of());
  }

  /** An object of ours, into which goes what the user has set of the same one. */
  private void write(String name, Map<String, String> fields) {
    String own = options.remove(name);
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (own != null) {
      all.putAll(object(name, own));
    }
    if (!all.isEmpty()) {
      json.object(name);
      all.forEach(json::putJson);
      json.end();
    }
  }

  private static Map<String, String> object(String name, String value) {
    return Json.members(value)
        .orElseThrow(
            () -> new IllegalArgumentException("the option " + name + " is no JSON object"));
  }

  /** What of a part's data is a cache point, which stands behind the part. */
  static @Nullable String cachePoint(Part part, String provider) {
    return part.data(provider).flatMap(data -> data.field(CACHE_POINT)).orElse(null);
  }
}
