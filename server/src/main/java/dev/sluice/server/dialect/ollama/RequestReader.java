package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of a chat, which has messages, or of a completion, which has none. Not
 * thread-safe.
 */
final class RequestReader {
  private static final String SCHEMA_NAME = "answer";

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private String model = "";
  private boolean streamed = true;
  private boolean thoughts = true;

  /** Null of a completion. */
  private @Nullable List<Message> messages;

  // Of a completion.
  private String system = "";
  private String prompt = "";
  private List<Part> images = List.of();

  private RequestReader(RequestJson json) {
    this.json = json;
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
    try {
      request.messages(said());
      return Asked.of(ModelNames.asked(model), request.build())
          .streamed(streamed)
          .view(new OllamaView(messages == null, model, thoughts))
          .extra(extra)
          .dropped(dropped)
          .called(Asked.STOP, "options.stop")
          .called(Asked.SEED, "options.seed")
          .build();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private List<Message> said() {
    List<Message> chat = messages;
    if (chat == null) {
      return completion();
    }
    if (chat.isEmpty()) {
      throw missing("messages", "a request needs at least one message");
    }
    return chat;
  }

  private List<Message> completion() {
    if (prompt.isEmpty() && images.isEmpty()) {
      throw missing("messages", "a request needs messages, or a prompt");
    }
    List<Message> said = new ArrayList<>();
    if (!system.isEmpty()) {
      said.add(Message.system(system));
    }
    List<Part> parts = new ArrayList<>();
    if (!prompt.isEmpty()) {
      parts.add(Part.text(prompt));
    }
    parts.addAll(images);
    said.add(new Message.User(parts));
    return said;
  }

  private static RefusedException missing(String field, String message) {
    return new RefusedException(Problem.invalid("missing_field", field + ": " + message, field));
  }

  private void member(String name) {
    switch (name) {
      case "model" -> model = json.text();
      case "messages" -> messages = Messages.read(json);
      case "stream" -> streamed = json.truth();
      case "options" -> ModelOptions.read(json, request, extra);
      case "format" -> format();
      case "think" -> think();
      case "tools" -> OpenAiTools.tools(json, request, extra);
      case "api_base", "base_url", "api_key", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      default -> {
        if (!ofCompletion(name)) {
          extra.put(name, json.json());
        }
      }
    }
  }

  private boolean ofCompletion(String name) {
    switch (name) {
      case "prompt" -> prompt = json.text();
      case "system" -> system = json.text();
      case "images" -> images = Images.read(json);
      case "template" -> {
        if (!json.text().isEmpty()) {
          dropped.add(name);
        }
      }
      case "suffix" -> {
        if (!json.text().isEmpty()) {
          throw json.refused(
              "unsupported_parameter",
              "models are asked in a chat here, which does not support insert: leave it out");
        }
      }
      case "raw" -> {
        if (json.truth()) {
          throw json.refused(
              "unsupported_parameter",
              "models are asked in a chat here, which has a template of its own: leave it out");
        }
      }
      case "context" -> context();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Where an earlier answer ended; none of the gateway's says it. */
  private void context() {
    json.array();
    if (json.nextElement()) {
      throw json.refused(
          "unsupported_parameter", "no context is kept here: send the conversation to /api/chat");
    }
  }

  private void format() {
    if (json.isText()) {
      switch (json.text()) {
        case "" -> {}
        case "json" -> request.responseFormat(new ResponseFormat.JsonObject());
        default -> throw json.refused("invalid_value", "a format is json, or a schema");
      }
      return;
    }
    json.object("a text or an object");
    request.responseFormat(new ResponseFormat.JsonSchema(SCHEMA_NAME, json.json(), false));
  }

  private void think() {
    if (json.isText()) {
      extra.put("think", JsonWriter.quoted(json.text()));
      return;
    }
    thoughts = json.truth("true, false or a text");
    extra.put("think", Boolean.toString(thoughts));
  }
}
