package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code GenerateContentRequest}. Not thread-safe. */
final class RequestReader {
  static final String LAST_EVENT = "last-event-id";

  /** What stands before a model where a base URL has a version that clients add by themselves. */
  private static final Pattern VERSIONED = Pattern.compile("v1(alpha|beta)?[0-9]*/models/.*");

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final Dropped dropped = new Dropped();
  private final ToolsReader tools;
  private final ConfigReader config;
  private List<Message> contents = List.of();
  private String system = "";
  private boolean cached;

  private RequestReader(RequestJson json) {
    this.json = json;
    this.tools = new ToolsReader(json, dropped);
    this.config = new ConfigReader(json, request, extra);
  }

  /** What a request for an answer asks. */
  static Asked read(Head head, boolean streamed, byte[] body, Limits limits) {
    boolean array = streamed && !isEvents(head);
    if (array && !head.header(LAST_EVENT).isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "unsupported_parameter",
              "an array cannot be gone on with in its midst: ask with alt=sse, or without"
                  + " Last-Event-ID to be told the answer from its start",
              LAST_EVENT));
    }
    String model = model(head.named());
    RequestReader reader = new RequestReader(RequestJson.of(body, limits).withNumbersInTexts());
    reader.read();
    return reader.asked(model, streamed, array);
  }

  /** What a request to count tokens holds, which may stand in a member of its own. */
  static ChatRequest counted(byte[] body, Limits limits) {
    RequestReader reader = new RequestReader(RequestJson.of(body, limits).withNumbersInTexts());
    reader.read();
    return reader.request();
  }

  private static boolean isEvents(Head head) {
    return head.parameter("alt").equals("sse") || head.parameter("$alt").equals("sse");
  }

  /** The name of a model, before which clients write once or twice what it is. */
  static String model(String named) {
    String model = named;
    while (model.startsWith("models/")) {
      model = model.substring("models/".length());
    }
    if (VERSIONED.matcher(model).matches()) {
      throw new RefusedException(
          Problem.of(
              404,
              "invalid_request_error",
              "unknown_url",
              "there is nothing at this path, which names a version twice: the base URL of a client"
                  + " of this format is this gateway's address alone, without /v1 or /v1beta: it"
                  + " adds the rest by itself"));
    }
    return model;
  }

  private void read() {
    members();
    json.finish();
    if (contents.isEmpty()) {
      throw new RefusedException(
          Problem.invalid("missing_field", "contents: a request needs contents", "contents"));
    }
  }

  private void members() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
  }

  private void member(String written) {
    String name = FieldNames.usual(written);
    switch (name) {
      case "contents" -> contents = ContentsReader.read(json, dropped);
      case "systemInstruction" -> system = ContentsReader.text(json, dropped);
      case "tools" -> tools.tools();
      case "toolConfig" -> tools.config();
      case "generationConfig" -> config.read();
      case "generateContentRequest" -> members();
      // It stands in the path.
      case "model" -> json.skip();
      case "cachedContent" -> {
        String id = json.text();
        cached = !id.isEmpty();
        if (cached) {
          extra.put(name, JsonWriter.quoted(id));
        }
      }
      case "safetySettings" -> extra.put(name, list());
      case "apiBase", "baseUrl", "apiKey", "headers", "extraHeaders", "httpOptions" ->
          throw json.refusedAsOurs();
      default -> extra.put(written, json.json());
    }
  }

  private String list() {
    json.array();
    return json.json();
  }

  private ChatRequest request() {
    if (!system.isEmpty()) {
      request.system(system);
    }
    request.messages(contents);
    tools.tell(request, extra);
    try {
      return request.build();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private Asked asked(String model, boolean streamed, boolean array) {
    ChatRequest read = request();
    Asked.Builder asked =
        Asked.of(model, read)
            .streamed(streamed)
            .view(new GeminiView(array, config.wantsThoughts()))
            .extra(extra)
            .dropped(dropped.paths())
            .called(Asked.STOP, "stopSequences");
    Problem needed = withoutExtra();
    return (needed == null ? asked : asked.withoutExtra(needed)).build();
  }

  private @Nullable Problem withoutExtra() {
    return cached
        ? Problem.invalid(
            "unsupported_parameter",
            "cachedContent: the model that is asked knows nothing of it: send the content itself",
            "cachedContent")
        : config.withoutExtra();
  }
}
