package dev.sluice.server.dialect.agui;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.AnswerFormat;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Digest;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.NamedTool;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiSampling;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code RunAgentInput}. Not thread-safe. */
final class InputReader {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";
  private static final int MAX_ID = 512;

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final OpenAiSampling sampling = new OpenAiSampling(request);
  private final List<String> dropped = new ArrayList<>();
  private final StringBuilder system = new StringBuilder();
  private final StringBuilder context = new StringBuilder();
  private String model;
  private String thread = "";
  private String run = "";
  private boolean streamed = true;
  private List<Message> messages = List.of();

  private InputReader(RequestJson json, String model) {
    this.json = json;
    this.model = model;
  }

  static Asked read(Head head, byte[] body, Limits limits) {
    return new InputReader(RequestJson.of(body, limits), head.parameter("model")).read(body);
  }

  private Asked read(byte[] body) {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (messages.isEmpty()) {
      throw new RefusedException(
          Problem.invalid(
              "missing_field", "messages: a run needs messages that say something", "messages"));
    }
    if (!system.isEmpty()) {
      request.system(system.toString());
    }
    if (!context.isEmpty()) {
      request.system("What is known besides:\n" + context);
    }
    request.messages(messages);
    return asked(body);
  }

  private Asked asked(byte[] body) {
    try {
      Asked.Builder asked =
          Asked.of(model, request.build())
              .streamed(streamed)
              .background(true)
              .dropped(dropped)
              .called(Asked.STOP, "forwardedProps.stopSequences")
              .called(Asked.SEED, "forwardedProps.seed");
      if (!thread.isEmpty()) {
        asked.label(Conversations.THREAD, thread);
      }
      if (!run.isEmpty()) {
        asked.label(Conversations.RUN, run).once(once(body));
      }
      return asked.build();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  /** The same input is the same run; clients post it again when they have lost the connection. */
  private String once(byte[] body) {
    return "ag-ui-" + Digest.of(body, run, model);
  }

  private void member(String name) {
    switch (name) {
      case "threadId" -> thread = id();
      case "runId" -> run = id();
      case "messages" -> messages = AgUiMessages.read(json);
      case "tools" -> tools();
      case "context" -> context();
      case "forwardedProps" -> properties();
      case "resume" -> resume();
      case "state" -> state();
      // The version and the run before it say nothing to a model; data is forwardedProps again.
      case "protocolVersion", "parentRunId", "data" -> json.skip();
      case "model" -> model = json.text();
      case "stream" -> streamed = json.truth();
      default -> {
        dropped.add(name);
        json.skip();
      }
    }
  }

  private String id() {
    String id = json.text();
    if (id.length() > MAX_ID) {
      throw json.refused("invalid_value", "an id has at most " + MAX_ID + " characters");
    }
    return id;
  }

  private void tools() {
    json.array();
    while (json.nextElement()) {
      json.object();
      String name = "";
      String description = "";
      String parameters = NO_ARGUMENTS;
      for (String member; (member = json.nextName()) != null; ) {
        switch (member) {
          case "name" -> name = json.text();
          case "description" -> description = json.text();
          case "parameters", "inputSchema" -> {
            json.object();
            parameters = json.json();
          }
          default -> json.skip();
        }
      }
      if (name.isEmpty()) {
        throw json.refusedMember("name", "missing_field", "a tool needs a name");
      }
      request.tool(new Tool(name, description, parameters));
    }
  }

  private void context() {
    json.array();
    while (json.nextElement()) {
      json.object();
      String description = "";
      String value = "";
      for (String member; (member = json.nextName()) != null; ) {
        switch (member) {
          case "description" -> description = json.text();
          case "value" -> value = json.isText() ? json.text() : json.json();
          default -> json.skip();
        }
      }
      context.append("- ").append(description).append(": ").append(value).append('\n');
    }
  }

  /** Nothing is said to the model of it, and the answer does not change it. */
  private void state() {
    boolean isObject = json.isObject();
    boolean isEmpty = isObject && json.nextName() == null;
    if (isEmpty) {
      return;
    }
    dropped.add("state");
    if (isObject) {
      json.skip();
      while (json.nextName() != null) {
        json.skip();
      }
    } else {
      json.skip();
    }
  }

  private void resume() {
    json.array();
    if (json.nextElement()) {
      throw json.refused("unsupported_value", "no run of this gateway waits for an answer");
    }
  }

  /** What the application says of the model. */
  private void properties() {
    if (!json.isObject()) {
      dropped.add("forwardedProps");
      json.skip();
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      property(name);
    }
  }

  private void property(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "system" -> system.append(json.text());
      case "topP" -> sampling.member("top_p", json);
      case "maxTokens", "maxOutputTokens" -> sampling.member("max_tokens", json);
      case "stopSequences" -> sampling.member("stop", json);
      case "toolChoice", "tool_choice" -> request.toolChoice(choice());
      case "responseFormat" -> AnswerFormat.read(json, request);
      case "api_base", "base_url", "baseURL", "api_key", "apiKey", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      default -> {
        if (!sampling.member(name, json)) {
          dropped.add("forwardedProps." + name);
          json.skip();
        }
      }
    }
  }

  private ToolChoice choice() {
    if (!json.isText()) {
      return NamedTool.read(json);
    }
    String word = json.text();
    return switch (word) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default -> new ToolChoice.Named(word);
    };
  }
}
