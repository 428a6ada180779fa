package dev.sluice.provider.ollama;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.LeftOut;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request as the JSON of {@code /api/chat}. */
final class RequestBody {
  private static final String OPTIONS = "options";

  /** Options of a model, which users may name alone. */
  private static final Set<String> OF_MODEL =
      Set.of(
          "frequency_penalty",
          "main_gpu",
          "min_p",
          "mirostat",
          "mirostat_eta",
          "mirostat_tau",
          "num_batch",
          "num_ctx",
          "num_gpu",
          "num_keep",
          "num_predict",
          "num_thread",
          "penalize_newline",
          "presence_penalty",
          "repeat_last_n",
          "repeat_penalty",
          "seed",
          "stop",
          "temperature",
          "tfs_z",
          "top_k",
          "top_p",
          "typical_p",
          "use_mmap");

  private final JsonWriter json = new JsonWriter();
  private final String provider;
  private final ChatRequest request;

  /** The fields that the user sets himself. */
  private final Map<String, String> fields = new LinkedHashMap<>();

  private final Map<String, String> options = new LinkedHashMap<>();

  private RequestBody(String provider, ChatRequest request) {
    this.provider = provider;
    this.request = request;
    sampling(request.sampling());
    request
        .providerOptions(provider)
        .forEach(
            (name, value) -> {
              if (name.equals(OPTIONS)) {
                options.putAll(members(value));
              } else if (OF_MODEL.contains(name)) {
                options.put(name, value);
              } else {
                fields.put(name, value);
              }
            });
  }

  static String of(String provider, String model, ChatRequest request) {
    return new RequestBody(provider, request).write(model);
  }

  /** What of the request has no place in it, for a person. */
  static List<String> leftOut(String provider, ChatRequest request) {
    return request.providerOptions(provider).containsKey("messages")
        ? List.of()
        : LeftOut.of(
            "Ollama has", request.messages(), (said, part) -> RequestMessages.hasPlace(part));
  }

  private String write(String model) {
    json.object();
    if (ours("model")) {
      json.put("model", model);
    }
    if (ours("messages")) {
      new RequestMessages(json, provider).write(request.messages());
    }
    if (ours("stream")) {
      json.put("stream", request.streamed());
    }
    tools();
    format();
    if (!options.isEmpty()) {
      json.object(OPTIONS);
      options.forEach(json::putJson);
      json.end();
    }
    fields.forEach(json::putJson);
    return json.end().text();
  }

  private boolean ours(String field) {
    return !fields.containsKey(field);
  }

  private void sampling(Sampling sampling) {
    sampling.temperature().ifPresent(value -> options.put("temperature", Double.toString(value)));
    sampling.topP().ifPresent(value -> options.put("top_p", Double.toString(value)));
    sampling.maxTokens().ifPresent(value -> options.put("num_predict", Integer.toString(value)));
    sampling.seed().ifPresent(value -> options.put("seed", Long.toString(value)));
    if (!sampling.stop().isEmpty()) {
      JsonWriter list = new JsonWriter().object().array("list");
      sampling.stop().forEach(list::value);
      String text = list.end().end().text();
      options.put("stop", text.substring("{\"list\":".length(), text.length() - 1));
    }
  }

  private void tools() {
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> {
        return; // A model that knows of no tool calls none.
      }
      case ToolChoice.Required required -> throw cannotForce("some tool");
      case ToolChoice.Named named -> throw cannotForce("the tool " + named.name());
    }
    if (request.tools().isEmpty() || !ours("tools")) {
      return;
    }
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

  private static IllegalArgumentException cannotForce(String what) {
    return new IllegalArgumentException(
        "Ollama cannot make a model call "
            + what
            + ": leave the choice to the model, or ask for"
            + " an answer by a schema");
  }

  private void format() {
    if (!ours("format")) {
      return;
    }
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any -> json.put("format", "json");
      case ResponseFormat.JsonSchema schema -> json.putJson("format", schema.schema());
    }
  }

  /** The members of an object, each as JSON text. */
  private static Map<String, String> members(String object) {
    Map<String, String> members = new LinkedHashMap<>();
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      if (!reader.enterObject()) {
        throw new IllegalArgumentException("the option options must be a JSON object");
      }
      for (String name; (name = reader.nextName()) != null; ) {
        if (reader.isText()) {
          members.put(name, new JsonWriter().value(reader.text()).text());
        } else {
          String value = reader.textOrJson();
          members.put(name, value.isEmpty() ? "null" : value);
        }
      }
      reader.finish();
      return members;
    } catch (JsonException wrong) {
      throw new IllegalArgumentException(
          "the option options is not JSON: " + wrong.getMessage(), wrong);
    }
  }
}
