package dev.sluice.server.dialect.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.RunStart;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiSampling;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a request for a response. Not thread-safe. */
final class RequestReader {
  /** By which label a run says with which response it goes on. */
  static final String PREVIOUS = "previous";

  /** By which label it says what its client noted of it. */
  static final String METADATA = "metadata";

  /** By which label it says that it goes on without its client. */
  static final String BACKGROUND = "background";

  private static final int MAX_TOP_LOGPROBS = 20;

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final OpenAiSampling sampling = new OpenAiSampling(request);
  private final ToolReader tools = new ToolReader();
  private final InputReader input;
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private List<Message> messages = List.of();
  private String model = "";
  private String instructions = "";
  private String previous = "";
  private boolean streamed;
  private boolean background;

  private RequestReader(RequestJson json) {
    this.json = json;
    this.input = new InputReader(json, tools);
  }

  static Asked read(byte[] body, Limits limits) {
    return new RequestReader(RequestJson.of(body, limits)).read();
  }

  private Asked read() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (messages.isEmpty()) {
      throw new RefusedException(
          Problem.invalid("missing_field", "input: a request needs a text or items", "input"));
    }
    try {
      return asked();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private Asked asked() {
    if (!instructions.isEmpty()) {
      request.system(instructions);
    }
    request.messages(messages);
    tools.tell(request);
    if (tools.tellsAllOfChoice()) {
      extra.remove("tool_choice");
    }
    Asked.Builder asked =
        Asked.of(model, request.build())
            .streamed(streamed)
            .background(background)
            .extra(extra)
            .previous(previous);
    labels.forEach(asked::label);
    if (!instructions.isEmpty()) {
      asked.instructions(1);
    }
    if (input.isReferring()) {
      asked.withoutExtra(
          Problem.invalid(
              "unsupported_content",
              "input: item_reference names what another provider keeps: send the item itself, or"
                  + " previous_response_id",
              "input"));
    } else if (extra.containsKey("prompt")) {
      asked.withoutExtra(
          Problem.invalid(
              "unsupported_parameter",
              "prompt: the provider of this model keeps no prompts: send instructions and input",
              "prompt"));
    } else {
      tools.withoutOwn().ifPresent(asked::withoutExtra);
    }
    return asked.build();
  }

  private void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "input" -> messages = input.read();
      case "instructions" -> instructions();
      case "stream" -> streamed = json.truth();
      case "background" -> {
        background = json.truth();
        if (background) {
          labels.put(BACKGROUND, "true");
        }
      }
      case "previous_response_id" -> {
        previous = ResponseIds.previous(json);
        labels.put(PREVIOUS, ResponseIds.of(previous));
      }
      case "max_output_tokens" -> request.maxTokens(json.maxTokens());
      case "temperature", "top_p" -> sampling.member(name, json);
      case "tools" -> {
        int from = json.here();
        if (tools.tools(json)) {
          extra.put(name, since(from));
        }
      }
      case "tool_choice" -> {
        int from = json.here();
        if (tools.choice(json)) {
          extra.put(name, since(from));
        }
      }
      case "text" -> text();
      case "metadata" -> metadata();
      case "conversation" ->
          throw json.refused(
              "unsupported_parameter",
              "conversations are not kept here: go on with previous_response_id");
      case "api_base", "base_url", "api_key", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      default -> extra.put(name, checked(name));
    }
  }

  private String since(int from) {
    return new String(json.bytes(), from, json.behind() - from, StandardCharsets.UTF_8);
  }

  /** A text; of kept prompts it may be items. */
  private void instructions() {
    if (json.isText()) {
      instructions = json.text();
      return;
    }
    StringBuilder all = new StringBuilder();
    for (Message message : new InputReader(json, tools).read()) {
      if (!(message instanceof Message.SystemPrompt system)) {
        throw json.refused("unsupported_content", "instructions are a text");
      }
      all.append(all.isEmpty() ? "" : "\n\n").append(system.text());
    }
    instructions = all.toString();
  }

  /** What a client notes of a run is told with its response, if it is not too long for that. */
  private void metadata() {
    json.object();
    String noted = json.json();
    if (noted.length() <= RunStart.MAX_LABEL) {
      labels.put(METADATA, noted);
    }
    extra.put("metadata", noted);
  }

  /** What goes on as it is; of what is documented the kind of the value is looked at. */
  private String checked(String name) {
    switch (name) {
      case "store", "parallel_tool_calls" -> {
        return Boolean.toString(json.truth());
      }
      case "top_logprobs" -> {
        return Long.toString(json.whole(0, MAX_TOP_LOGPROBS));
      }
      case "max_tool_calls" -> {
        return Long.toString(json.whole(0, Integer.MAX_VALUE));
      }
      case "user",
          "service_tier",
          "truncation",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier" -> {
        return JsonWriter.quoted(json.text());
      }
      case "reasoning", "prompt", "stream_options" -> {
        if (!json.isObject()) {
          json.object(); // Says what was expected.
        }
      }
      case "include" -> {
        if (!json.isArray()) {
          json.array();
        }
      }
      default -> {}
    }
    return json.json();
  }

  /** The form of the answer; what else is said of its text is the provider's. */
  private void text() {
    json.object();
    int from = json.here();
    boolean more = false;
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("format")) {
        json.object();
        more |= format();
      } else {
        more = true;
        json.skip();
      }
    }
    if (more) {
      extra.put("text", since(from));
    }
  }

  /** Whether it says more than there is another form for. */
  private boolean format() {
    String type = "";
    String name = "answer";
    String schema = "{}";
    boolean strict = false;
    boolean more = false;
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = json.text();
        case "schema" -> {
          json.object();
          schema = json.json();
        }
        case "strict" -> strict = json.truth();
        default -> {
          more = true;
          json.skip();
        }
      }
    }
    switch (type) {
      case "text" -> {}
      case "json_object" -> request.responseFormat(new ResponseFormat.JsonObject());
      case "json_schema" ->
          request.responseFormat(new ResponseFormat.JsonSchema(name, schema, strict));
      case "" -> throw json.refusedMember("type", "missing_field", "a format needs its type");
      default ->
          throw json.refusedMember("type", "invalid_value", "use text, json_object or json_schema");
    }
    return more;
  }
}
