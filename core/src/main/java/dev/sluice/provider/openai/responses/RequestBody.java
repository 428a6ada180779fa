package dev.sluice.provider.openai.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.ArgumentsSchema;
import dev.sluice.spi.provider.LeftOut;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A request as the JSON of responses. */
final class RequestBody {
  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;
  private final String provider;
  private final Additions additions;

  /** The fields that the user sets himself. */
  private final Map<String, String> options;

  private RequestBody(String provider, ChatRequest request, Additions additions) {
    this.request = request;
    this.provider = provider;
    this.additions = additions;
    this.options = request.providerOptions(provider);
  }

  static String of(String provider, String model, ChatRequest request, Additions additions) {
    return new RequestBody(provider, request, additions).write(model);
  }

  /** What of a request this format has no place for, and leaves out: a line for each. */
  static List<String> leftOut(String provider, ChatRequest request) {
    return new RequestBody(provider, request, Additions.ALL).leftOut();
  }

  private List<String> leftOut() {
    List<String> lines = new ArrayList<>();
    if (request.sampling().seed().isPresent()) {
      lines.add("the seed was left out, because the responses API has none");
    }
    if (ours("input")) {
      lines.addAll(
          LeftOut.of(
              "the responses API has",
              sent(),
              (said, part) -> InputItems.hasPlace(said, part, provider)));
    }
    return lines;
  }

  private String write(String model) {
    json.object();
    if (ours("model")) {
      json.put("model", model);
    }
    if (ours("input")) {
      json.array("input");
      input();
      json.end();
    }
    if (ours("stream")) {
      json.put("stream", request.streamed());
    }
    additions();
    sampling(request.sampling());
    tools();
    text();
    options.forEach(
        (name, value) -> {
          if (!name.equals("tools") && !name.equals("text")) {
            json.putJson(name, value);
          }
        });
    return json.end().text();
  }

  /** Whether the user has not set this field himself. */
  private boolean ours(String field) {
    return !options.containsKey(field);
  }

  private boolean isTrue(String field) {
    return options.getOrDefault(field, "").strip().equals("true");
  }

  /**
   * What nobody has asked for: that nothing is kept, and that thoughts can go back all the same.
   */
  private void additions() {
    // What runs in the background has to be kept.
    if (additions.store() && ours("store") && !isTrue("background")) {
      json.put("store", false);
    }
    if (additions.include() && ours("include")) {
      json.array("include").value("reasoning.encrypted_content").end();
    }
    // Padding against whoever measures encrypted packets: half of the bytes of a stream.
    if (additions.streamOptions() && ours("stream_options") && request.streamed()) {
      json.object("stream_options").put("include_obfuscation", false).end();
    }
  }

  private void input() {
    CallIds ids = new CallIds(request.messages());
    boolean stored = isTrue("store") || isTrue("background");
    InputItems items = new InputItems(json, provider, stored, ids);
    sent().forEach(items::message);
  }

  /**
   * The conversation; what follows the model's last message alone, where the provider has all
   * before it: earlier items are not repeated.
   */
  private List<Message> sent() {
    List<Message> messages = request.messages();
    boolean continued = isSet("previous_response_id") || isSet("conversation");
    return continued ? messages.subList(afterTheAnswer(messages), messages.size()) : messages;
  }

  private boolean isSet(String field) {
    String value = options.getOrDefault(field, "").strip();
    return !value.isEmpty() && !value.equals("null");
  }

  private static int afterTheAnswer(List<Message> messages) {
    for (int i = messages.size() - 2; i >= 0; i--) {
      if (messages.get(i) instanceof Message.Assistant) {
        return i + 1;
      }
    }
    return 0;
  }

  private void sampling(Sampling sampling) {
    if (sampling.temperature().isPresent() && ours("temperature")) {
      json.put("temperature", sampling.temperature().getAsDouble());
    }
    if (sampling.topP().isPresent() && ours("top_p")) {
      json.put("top_p", sampling.topP().getAsDouble());
    }
    if (sampling.maxTokens().isPresent() && ours("max_output_tokens")) {
      json.put("max_output_tokens", sampling.maxTokens().getAsInt());
    }
    if (!sampling.stop().isEmpty()) {
      throw new IllegalArgumentException(
          "the responses API has no stop texts: leave them out, or ask openai-chat/MODEL, whose"
              + " chat completions have them");
    }
  }

  /**
   * Those of the request, and behind them those that the user describes in the API's own form. One
   * that is among both goes as it is described there; so does one that an item of the conversation
   * brings.
   */
  private void tools() {
    String described = options.getOrDefault("tools", "");
    Set<String> own = DescribedTools.names(described);
    brought().forEach(item -> own.addAll(DescribedTools.broughtBy(item)));
    List<Tool> plain = request.tools().stream().filter(tool -> !own.contains(tool.name())).toList();
    if (!plain.isEmpty() || !described.isEmpty()) {
      json.array("tools");
      plain.forEach(this::function);
      described(described);
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
          json.object("tool_choice").put("type", "function").put("name", named.name()).end();
    }
  }

  private Stream<Part.Native> brought() {
    return sent().stream()
        .flatMap(
            said -> said instanceof Message.Assistant model ? model.parts().stream() : Stream.of())
        .filter(Part.Native.class::isInstance)
        .map(Part.Native.class::cast)
        .filter(item -> item.provider().equals(provider));
  }

  private void function(Tool tool) {
    json.object().put("type", "function").put("name", tool.name());
    if (!tool.description().isEmpty()) {
      json.put("description", tool.description());
    }
    json.putJson("parameters", ArgumentsSchema.of(tool));
    // By default this API refuses schemas that are not strict, which most are not.
    if (additions.strict()) {
      json.put("strict", false);
    }
    json.end();
  }

  private void described(String list) {
    if (list.isEmpty()) {
      return;
    }
    // Written as a whole first: what is no JSON is said in the words of every option.
    new JsonWriter().object().putJson("tools", list).end();
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    try (JsonReader each = new JsonReader(bytes, 0, bytes.length)) {
      if (!each.enterArray()) {
        throw new IllegalArgumentException("'tools' is no list");
      }
      while (each.nextElement()) {
        json.valueJson("tools", each.textOrJson());
      }
    }
  }

  /** The form of the answer, beside what else the user says of its text. */
  private void text() {
    String own = options.getOrDefault("text", "");
    boolean form = !(request.responseFormat() instanceof ResponseFormat.Text);
    if (!form && !own.isEmpty()) {
      json.putJson("text", own);
      return;
    }
    if (!form) {
      return;
    }
    json.object("text");
    boolean formed = !own.isEmpty() && others(own);
    if (!formed) {
      format();
    }
    json.end();
  }

  /** Writes the members of this object; whether the form of the answer is one of them. */
  private boolean others(String object) {
    new JsonWriter().object().putJson("text", object).end();
    boolean formed = false;
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    try (JsonReader member = new JsonReader(bytes, 0, bytes.length)) {
      if (!member.enterObject()) {
        throw new IllegalArgumentException("'text' is no object");
      }
      for (String name; (name = member.nextName()) != null; ) {
        formed |= name.equals("format");
        if (member.isText()) {
          json.put(name, member.text());
        } else {
          json.putJson(name, member.isNull() ? skipped(member) : member.textOrJson());
        }
      }
    }
    return formed;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "null";
  }

  private void format() {
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any -> json.object("format").put("type", "json_object").end();
      case ResponseFormat.JsonSchema schema ->
          json.object("format")
              .put("type", "json_schema")
              .put("name", schema.name())
              .putJson("schema", schema.schema())
              .put("strict", schema.strict())
              .end();
    }
  }
}
