package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.AnswerFormat;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.NamedTool;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiSampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a chat transport posts. Not thread-safe. */
final class UiRequestReader {
  /** The label of the id under which the client keeps the answer. */
  static final String MESSAGE = "message";

  /** A longer label would be cut, and the id with it. */
  private static final int MAX_ID = 512;

  private final RequestJson json;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private final OpenAiSampling sampling = new OpenAiSampling(request);
  private final List<String> dropped = new ArrayList<>();
  private String model = "";
  private String system = "";
  private String chat = "";
  private String trigger = "";
  private String messageId = "";
  private boolean streamed = true;
  private @Nullable List<UiMessage> messages;

  private UiRequestReader(RequestJson json) {
    this.json = json;
  }

  static Asked read(byte[] body, Limits limits) {
    return new UiRequestReader(RequestJson.of(body, limits)).read();
  }

  private Asked read() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      member(name);
    }
    json.finish();
    if (messages == null) {
      throw refused("missing_field", "a chat needs a list of messages");
    }
    List<UiMessage> told = before(messages);
    if (!system.isEmpty()) {
      request.system(system);
    }
    List<Message> conversation = told.stream().flatMap(one -> one.said().stream()).toList();
    if (conversation.isEmpty()) {
      throw refused("invalid_value", "none of the messages says anything");
    }
    request.messages(conversation);
    return asked(told);
  }

  private Asked asked(List<UiMessage> told) {
    try {
      Asked.Builder asked =
          Asked.of(model, request.build())
              .streamed(streamed)
              .background(true)
              .dropped(dropped)
              .called(Asked.STOP, "stopSequences");
      if (!chat.isEmpty()) {
        asked.label(Chats.LABEL, chat);
      }
      // The client goes on with its last message where that is an answer, and knows it by its id.
      UiMessage last = told.getLast();
      if (last.isAnswer() && !last.id().isEmpty() && last.id().length() <= MAX_ID) {
        asked.label(MESSAGE, last.id());
      }
      return asked.build();
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          Problem.invalid("invalid_value", String.valueOf(wrong.getMessage()), ""));
    }
  }

  private static RefusedException refused(String code, String message) {
    return new RefusedException(Problem.invalid(code, "messages: " + message, "messages"));
  }

  /** Those before the answer that is wanted anew; all of them if none is. */
  private List<UiMessage> before(List<UiMessage> all) {
    if (!trigger.equals("regenerate-message")) {
      return all;
    }
    int end = all.size();
    for (int i = 0; i < all.size(); i++) {
      if (!messageId.isEmpty() && all.get(i).id().equals(messageId)) {
        end = all.get(i).isAnswer() ? i : i + 1;
      }
    }
    while (end > 0 && all.get(end - 1).isAnswer()) {
      end--;
    }
    if (end == 0) {
      throw refused("invalid_value", "there is no question before the answer that is wanted anew");
    }
    return all.subList(0, end);
  }

  private void member(String name) {
    switch (name) {
      case "id" -> chat = json.text();
      case "messages" -> messages = UiMessages.read(json);
      case "trigger" -> trigger = trigger();
      case "messageId" -> messageId = json.text();
      case "model" -> model = json.text();
      case "system" -> system = json.text();
      case "stream" -> streamed = json.truth();
      case "tools" -> UiTools.read(json, request);
      case "toolChoice", "tool_choice" -> request.toolChoice(choice());
      case "responseFormat" -> AnswerFormat.read(json, request);
      case "topP" -> sampling.member("top_p", json);
      case "maxOutputTokens", "maxTokens" -> sampling.member("max_tokens", json);
      case "stopSequences" -> sampling.member("stop", json);
      case "api_base", "base_url", "baseURL", "api_key", "apiKey", "headers", "extra_headers" ->
          throw json.refusedAsOurs();
      default -> {
        if (!sampling.member(name, json)) {
          dropped.add(name);
          json.skip();
        }
      }
    }
  }

  private String trigger() {
    String word = json.text();
    return switch (word) {
      case "submit-message", "regenerate-message" -> word;
      default -> throw json.refused("invalid_value", "use submit-message or regenerate-message");
    };
  }

  private ToolChoice choice() {
    if (json.isText()) {
      return switch (json.text()) {
        case "auto" -> new ToolChoice.Auto();
        case "none" -> new ToolChoice.None();
        case "required" -> new ToolChoice.Required();
        default -> throw json.refused("invalid_value", "use auto, none, required, or an object");
      };
    }
    return NamedTool.read(json);
  }
}
