package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request for a message. Not thread-safe. */
final class MessagesRequestReader {
  private static final String USUAL_VERSION = "2023-06-01";
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,100}");
  private static final Pattern BETA = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private final Set<String> betas = new LinkedHashSet<>();
  private final ToolReader tools;
  private String model = "";
  private String system = "";
  private List<Message> messages = List.of();
  private boolean streamed;

  /** Whether the blocks of the system prompt say nothing more than marks for a cache. */
  private boolean marksAlone;

  private MessagesRequestReader(RequestJson json) {
    this.json = json;
    this.tools = new ToolReader(json, request, extra);
  }

  static Asked read(Head head, byte[] body, Limits limits) {
    return new MessagesRequestReader(RequestJson.of(body, limits)).read(head);
  }

  private Asked read(Head head) {
    head(head);
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (messages.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field", "messages: a request needs a list of messages", "messages"));
    }
    try {
      return asked();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private Asked asked() {
    if (!system.isEmpty()) {
      request.system(system);
    }
    request.messages(messages);
    if (messages.getFirst() instanceof Message.SystemPrompt) {
      // As it came it would stand in place of this one too.
      extra.remove("system");
    }
    if (!betas.isEmpty()) {
      JsonWriter list = new JsonWriter().object().array("betas");
      betas.forEach(list::value);
      String object = list.end().end().text();
      extra.put("betas", object.substring(object.indexOf('['), object.length() - 1));
    }
    Asked.Builder asked = Asked.of(model, request.build()).streamed(streamed);
    tools.withoutOthers().ifPresent(asked::withoutExtra);
    if (marksAlone) {
      asked.marksAlone("system");
    }
    return asked.extra(extra).dropped(dropped).called(Asked.STOP, "stop_sequences").build();
  }

  private void head(Head head) {
    String version = head.header(MessagesDialect.VERSION);
    if (!version.equals(USUAL_VERSION) && VERSION.matcher(version).matches()) {
      extra.put("version", JsonWriter.quoted(version));
    }
    for (String beta : head.header(MessagesDialect.BETA).split(",", -1)) {
      beta(beta.strip());
    }
  }

  private void beta(String name) {
    if (BETA.matcher(name).matches()) {
      betas.add(name);
    } else if (!name.isEmpty() && !dropped.contains(MessagesDialect.BETA)) {
      dropped.add(MessagesDialect.BETA);
    }
  }

  private void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "messages" -> messages = MessageReader.read(json);
      case "system" -> system();
      case "stream" -> streamed = json.truth();
      case "max_tokens" -> maxTokens();
      case "temperature" -> request.temperature(json.number(0, 2));
      case "top_p" -> request.topP(json.share());
      case "stop_sequences" -> stop();
      case "tools" -> tools.tools();
      case "tool_choice" -> tools.choice();
      case "output_format" -> format();
      case "output_config" -> outputConfig();
      case "betas" -> {
        json.array();
        while (json.nextElement()) {
          beta(json.text());
        }
      }
      case "api_base", "base_url", "api_key", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      // What other fields and headers become on their way.
      case "version", "server_tools", "disable_parallel_tool_use" -> {
        json.skip();
        dropped.add(name);
      }
      default -> extra.put(name, checked(name));
    }
  }

  /** What goes on as it is; of what is documented the kind of the value is looked at. */
  private String checked(String name) {
    switch (name) {
      case "top_k" -> {
        return Long.toString(json.whole(0, Integer.MAX_VALUE));
      }
      case "service_tier" -> {
        return JsonWriter.quoted(json.text());
      }
      case "thinking", "metadata", "context_management" -> {
        if (!json.isObject()) {
          json.object(); // Says what was expected.
        }
      }
      case "mcp_servers" -> {
        if (!json.isArray()) {
          json.array();
        }
      }
      default -> {}
    }
    return json.json();
  }

  /**
   * A text, or blocks of text: those that say more go on as they came as well, and so does what is
   * not said to a model.
   */
  private void system() {
    if (json.isText()) {
      String all = json.text();
      system = ClientNote.left(all);
      if (system.length() < all.length()) {
        extra.put("system", JsonWriter.quoted(all));
        marksAlone = true; // And the note, which is nobody else's.
      }
      return;
    }
    json.array("a text or a list");
    int from = json.here();
    boolean more = false;
    boolean othersToo = false;
    StringBuilder all = new StringBuilder();
    while (json.nextElement()) {
      Part part = BlockReader.read(json);
      if (!(part instanceof Part.Text text)) {
        throw json.refused("unsupported_content", "a system prompt is of blocks of text");
      }
      String said = ClientNote.left(text.text());
      more |= text.data().isPresent() || said.length() < text.text().length();
      othersToo |= text.data().isPresent() && !isMark(text);
      if (!said.isEmpty() || text.text().isEmpty()) {
        all.append(all.isEmpty() ? "" : "\n\n").append(said);
      }
    }
    marksAlone = more && !othersToo;
    system = all.toString();
    if (more) {
      extra.put("system", Members.text(json, from, json.behind()));
    }
  }

  private static boolean isMark(Part.Text text) {
    return text.data()
        .map(data -> data.fields().keySet().equals(Set.of(Asked.CACHE_MARKS)))
        .orElse(false);
  }

  /** None at all only fills the cache: who doesn't know that is asked for as little as it takes. */
  private void maxTokens() {
    long max = json.whole(0, Integer.MAX_VALUE);
    if (max == 0) {
      extra.put("max_tokens", "0");
    }
    request.maxTokens((int) Math.max(1, max));
  }

  private void stop() {
    json.array();
    List<String> texts = new ArrayList<>();
    while (json.nextElement()) {
      String text = json.text();
      if (text.isEmpty()) {
        throw json.refused("invalid_value", "a stop text must not be empty");
      }
      texts.add(text);
    }
    request.stop(texts.toArray(String[]::new));
  }

  /** The form of the answer beside what else stands there, such as the effort. */
  private void outputConfig() {
    json.object();
    JsonWriter others = new JsonWriter().object();
    boolean any = false;
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("format")) {
        format();
      } else {
        any = true;
        others.putRead(name, json.json());
      }
    }
    String rest = others.end().text();
    if (any) {
      extra.put("output_config", rest);
    }
  }

  private void format() {
    json.object();
    String type = "";
    String schema = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "schema" -> {
          json.object();
          schema = json.json();
        }
        default -> json.skip();
      }
    }
    if (!type.equals("json_schema") || schema.isEmpty()) {
      throw json.refused(
          "unsupported_value", "a format is of the type json_schema, and has a schema");
    }
    request.responseFormat(new ResponseFormat.JsonSchema("answer", schema, false));
  }
}
