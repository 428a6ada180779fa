package dev.sluice.provider.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.ArgumentsSchema;
import dev.sluice.spi.provider.LeftOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request as the JSON of {@code POST /v1/messages}. */
final class RequestBody {
  static final String BETAS = "betas";
  static final String VERSION = "version";
  private static final String SERVER_TOOLS = "server_tools";
  private static final String ONE_AT_A_TIME = "disable_parallel_tool_use";

  /** Options that are no fields of the body, or of another place in it. */
  private static final Set<String> NO_FIELDS = Set.of(BETAS, VERSION, SERVER_TOOLS, ONE_AT_A_TIME);

  /** How long an answer may be beside the thoughts that were given a budget. */
  private static final int BESIDE_THOUGHTS = 8192;

  private final JsonWriter json = new JsonWriter();
  private final ChatRequest request;
  private final String model;
  private final Dialect dialect;

  /** The fields that the user sets himself. */
  private final Map<String, String> options;

  private final ContentWriter content;
  private final Turn.Conversation conversation;

  RequestBody(String provider, String model, ChatRequest request, Dialect dialect) {
    this.request = request;
    this.model = model;
    this.dialect = dialect;
    this.options = request.providerOptions(provider);
    this.content = new ContentWriter(json, provider, dialect.unsignedThoughts());
    this.conversation = Turn.of(request, provider, dialect.systemMessages(model), content::sends);
  }

  /** Whether it names a file that the provider keeps; to be asked once it is written. */
  boolean usesFiles() {
    return content.usesFiles();
  }

  /** What of the request has no place in it, for a person. */
  static List<String> leftOut(String provider, ChatRequest request) {
    List<String> lines = new ArrayList<>();
    if (request.sampling().seed().isPresent()) {
      lines.add("the seed was left out: Anthropic's messages have none");
    }
    if (!request.providerOptions(provider).containsKey("messages")) {
      lines.addAll(
          LeftOut.of(
              "Anthropic's messages have",
              request.messages(),
              (said, part) -> ContentWriter.hasPlace(part, provider, Turn.isOurs(said, provider))));
    }
    return lines;
  }

  String write() {
    json.object();
    if (ours("model")) {
      json.put("model", model);
    }
    if (ours("max_tokens")) {
      json.put("max_tokens", request.sampling().maxTokens().orElseGet(this::maxTokens));
    }
    system();
    messages();
    tools();
    toolChoice();
    outputConfig();
    sampling(request.sampling());
    if (ours("stream")) {
      json.put("stream", request.streamed());
    }
    options.forEach(
        (name, value) -> {
          boolean written = name.equals("output_config") && wantsSchema();
          if (!written && !NO_FIELDS.contains(name)) {
            json.putJson(name, name.equals("system") ? withLater(value) : value);
          }
        });
    return json.end().text();
  }

  private boolean wantsSchema() {
    return request.responseFormat() instanceof ResponseFormat.JsonSchema;
  }

  /** Whether the user has not set this field himself. */
  private boolean ours(String field) {
    return !options.containsKey(field);
  }

  /** The API wants a limit; thoughts count towards it. */
  private int maxTokens() {
    int usual = dialect.maxTokens(model, request.streamed());
    long budget = Json.number(options.getOrDefault("thinking", "{}"), "budget_tokens");
    return budget < usual ? usual : (int) Math.min(budget + BESIDE_THOUGHTS, Integer.MAX_VALUE);
  }

  private void system() {
    List<String> prompts =
        conversation.system().stream().filter(prompt -> !prompt.isEmpty()).toList();
    if (prompts.isEmpty() || !ours("system")) {
      return;
    }
    if (prompts.size() == 1) {
      json.put("system", prompts.getFirst());
      return;
    }
    json.array("system");
    for (String prompt : prompts) {
      json.object().put("type", "text").put("text", prompt).end();
    }
    json.end();
  }

  /**
   * The user's own field stands for the instructions at the beginning. Those that come later, and
   * that this model takes nowhere else, follow it.
   */
  private String withLater(String system) {
    long first =
        request.messages().stream().takeWhile(Message.SystemPrompt.class::isInstance).count();
    StringBuilder blocks = new StringBuilder();
    for (String prompt : conversation.system().subList((int) first, conversation.system().size())) {
      if (!prompt.isEmpty()) {
        JsonWriter block = new JsonWriter().object().put("type", "text").put("text", prompt);
        blocks.append(blocks.isEmpty() ? "" : ",").append(block.end().text());
      }
    }
    return blocks.isEmpty() ? system : followedBy(system.strip(), blocks);
  }

  private static String followedBy(String system, CharSequence blocks) {
    if (system.startsWith("\"")) {
      return "[{\"type\":\"text\",\"text\":" + system + "}," + blocks + "]";
    }
    if (!system.endsWith("]")) {
      return system;
    }
    String some = system.substring(0, system.length() - 1).strip();
    return some + (some.equals("[") ? "" : ",") + blocks + "]";
  }

  private void messages() {
    if (!ours("messages")) {
      return;
    }
    json.array("messages");
    List<Turn> turns = conversation.turns();
    for (int i = 0; i < turns.size(); i++) {
      boolean last = i == turns.size() - 1;
      Turn turn = turns.get(i);
      turn = last && turn.is(Turn.ASSISTANT) ? turn.asPrefill() : turn;
      if (!turn.parts().isEmpty()) {
        json.object().put("role", turn.role());
        content.content(turn);
        json.end();
      }
    }
    json.end();
  }

  private void tools() {
    String more = options.getOrDefault(SERVER_TOOLS, "[]");
    List<String> served = Json.elements(SERVER_TOOLS, more);
    if (!ours("tools") || (request.tools().isEmpty() && served.isEmpty())) {
      return;
    }
    json.array("tools");
    for (Tool tool : request.tools()) {
      json.object().put("name", tool.name());
      if (!tool.description().isEmpty()) {
        json.put("description", tool.description());
      }
      json.putJson("input_schema", ArgumentsSchema.of(tool)).end();
    }
    served.forEach(tool -> json.valueJson(SERVER_TOOLS, tool));
    json.end();
  }

  private void toolChoice() {
    boolean oneAtATime = options.getOrDefault(ONE_AT_A_TIME, "false").strip().equals("true");
    if (!ours("tool_choice")) {
      return;
    }
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {
        if (oneAtATime) {
          choice("auto", "", true);
        }
      }
      case ToolChoice.None none -> {
        // Of a request without tools it says nothing, and the API refuses it there.
        if (!request.tools().isEmpty() || options.containsKey(SERVER_TOOLS) || !ours("tools")) {
          choice("none", "", false);
        }
      }
      case ToolChoice.Required required -> choice("any", "", oneAtATime);
      case ToolChoice.Named named -> choice("tool", named.name(), oneAtATime);
    }
  }

  private void choice(String type, String name, boolean oneAtATime) {
    json.object("tool_choice").put("type", type);
    if (!name.isEmpty()) {
      json.put("name", name);
    }
    if (oneAtATime) {
      json.put(ONE_AT_A_TIME, true);
    }
    json.end();
  }

  /** The form of the answer stands beside what the user may set there, such as the effort. */
  private void outputConfig() {
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject any ->
          throw new IllegalArgumentException(
              "Anthropic's messages have no JSON without a schema: give the schema of what is"
                  + " wanted, or ask for a text and say it in the prompt");
      case ResponseFormat.JsonSchema schema -> {
        Map<String, String> config = new LinkedHashMap<>();
        config.putAll(Json.members("output_config", options.getOrDefault("output_config", "{}")));
        config.putIfAbsent(
            "format",
            new JsonWriter()
                .object()
                .put("type", "json_schema")
                .putJson("schema", schema.schema())
                .end()
                .text());
        json.object("output_config");
        config.forEach(json::putJson);
        json.end();
      }
    }
  }

  private void sampling(Sampling sampling) {
    if (sampling.temperature().isPresent() && ours("temperature")) {
      json.put("temperature", sampling.temperature().getAsDouble());
    }
    if (sampling.topP().isPresent() && ours("top_p")) {
      json.put("top_p", sampling.topP().getAsDouble());
    }
    if (!sampling.stop().isEmpty() && ours("stop_sequences")) {
      json.array("stop_sequences");
      sampling.stop().forEach(json::value);
      json.end();
    }
  }
}
