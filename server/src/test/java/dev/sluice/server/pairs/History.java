package dev.sluice.server.pairs;

import dev.sluice.server.dialect.Dialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client of each dialect sends to go on behind an answer: the answer as it was told, and the
 * result of its call or another question.
 */
public final class History {
  private static final String CALL = "call_1";
  private static final String RESULT = "Found";

  private History() {}

  /**
   * The fields of the request that goes on; empty if the dialect's clients send no answers back.
   */
  public static JsonObject behind(Exchanged.Answered answered, Dialect dialect, boolean isCall) {
    return switch (dialect.name()) {
      case "openai.chat" ->
          messages(
              isCall
                  ? new JsonObject()
                      .put("role", "tool")
                      .put("tool_call_id", CALL)
                      .put("content", RESULT)
                  : question(),
              document(answered, dialect)
                  .getJsonArray("choices")
                  .getJsonObject(0)
                  .getJsonObject("message"));
      case "ollama.chat" ->
          messages(
              isCall
                  ? new JsonObject()
                      .put("role", "tool")
                      .put("tool_name", "find_it")
                      .put("content", RESULT)
                  : question(),
              document(answered, dialect).getJsonObject("message"));
      case "anthropic.messages" ->
          messages(
              isCall
                  ? user(
                      new JsonObject()
                          .put("type", "tool_result")
                          .put("tool_use_id", CALL)
                          .put("content", RESULT))
                  : question(),
              new JsonObject()
                  .put("role", "assistant")
                  .put("content", blocks(Exchanged.events(answered.told(dialect)))));
      case "openai.responses" -> responses(document(answered, dialect), isCall);
      case "gemini.generate_content" -> contents(document(answered, dialect), isCall);
      case "ai-sdk.ui-messages" -> uiMessages(document(answered, dialect), isCall);
      case "ag-ui" -> agUi(Exchanged.events(answered.told(dialect)), isCall);
      default -> new JsonObject();
    };
  }

  private static JsonObject document(Exchanged.Answered answered, Dialect dialect) {
    return new JsonObject(answered.document(dialect));
  }

  private static JsonObject question() {
    return new JsonObject().put("role", "user").put("content", "And?");
  }

  private static JsonObject user(JsonObject block) {
    return new JsonObject().put("role", "user").put("content", new JsonArray().add(block));
  }

  private static JsonObject messages(JsonObject next, JsonObject answer) {
    JsonArray all = new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hi"));
    return new JsonObject().put("messages", all.add(answer).add(next));
  }

  /** As Anthropic's own clients gather the blocks of events. */
  private static JsonArray blocks(JsonArray events) {
    List<JsonObject> blocks = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    for (Object one : events) {
      JsonObject event = (JsonObject) one;
      switch (event.getString("type")) {
        case "content_block_start" -> {
          blocks.add(event.getJsonObject("content_block"));
          input.setLength(0);
        }
        case "content_block_delta" -> {
          JsonObject delta = event.getJsonObject("delta");
          JsonObject block = blocks.getLast();
          switch (delta.getString("type")) {
            case "text_delta" -> grow(block, "text", delta.getString("text"));
            case "thinking_delta" -> grow(block, "thinking", delta.getString("thinking"));
            case "signature_delta" -> block.put("signature", delta.getString("signature"));
            case "input_json_delta" -> input.append(delta.getString("partial_json"));
            default -> {}
          }
        }
        case "content_block_stop" -> {
          if (!input.isEmpty()) {
            blocks.getLast().put("input", new JsonObject(input.toString()));
          }
        }
        default -> {}
      }
    }
    return new JsonArray(blocks);
  }

  private static void grow(JsonObject block, String member, String piece) {
    block.put(member, block.getString(member, "") + piece);
  }

  private static JsonObject responses(JsonObject document, boolean isCall) {
    JsonArray all = new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hi"));
    all.addAll(document.getJsonArray("output"));
    all.add(
        isCall
            ? new JsonObject()
                .put("type", "function_call_output")
                .put("call_id", CALL)
                .put("output", RESULT)
            : question());
    return new JsonObject().put("input", all);
  }

  private static JsonObject contents(JsonObject document, boolean isCall) {
    JsonObject next =
        isCall
            ? new JsonObject()
                .put(
                    "functionResponse",
                    new JsonObject()
                        .put("id", CALL)
                        .put("name", "find_it")
                        .put("response", new JsonObject().put("output", RESULT)))
            : new JsonObject().put("text", "And?");
    return new JsonObject()
        .put(
            "contents",
            new JsonArray()
                .add(content(new JsonObject().put("text", "Hi")))
                .add(document.getJsonArray("candidates").getJsonObject(0).getJsonObject("content"))
                .add(content(next)));
  }

  private static JsonObject content(JsonObject part) {
    return new JsonObject().put("role", "user").put("parts", new JsonArray().add(part));
  }

  private static JsonObject uiMessages(JsonObject answer, boolean isCall) {
    if (isCall) {
      for (Object part : answer.getJsonArray("parts")) {
        if (part instanceof JsonObject one && CALL.equals(one.getString("toolCallId"))) {
          one.put("state", "output-available").put("output", RESULT);
        }
      }
    }
    JsonArray all = new JsonArray().add(uiMessage("u", "Hi")).add(answer);
    return new JsonObject().put("messages", isCall ? all : all.add(uiMessage("v", "And?")));
  }

  private static JsonObject uiMessage(String id, String text) {
    return content(new JsonObject().put("type", "text").put("text", text)).put("id", id);
  }

  /** As AG-UI's own client gathers messages of events. */
  private static JsonObject agUi(JsonArray events, boolean isCall) {
    Map<String, JsonObject> messages = new LinkedHashMap<>();
    Map<String, JsonObject> calls = new LinkedHashMap<>();
    for (Object one : events) {
      JsonObject event = (JsonObject) one;
      String id = event.getString("messageId", "");
      switch (event.getString("type")) {
        case "REASONING_MESSAGE_START" -> messages.put(id, message(id, "reasoning"));
        case "TEXT_MESSAGE_START" ->
            messages.computeIfAbsent(id, none -> message(id, "assistant").put("content", ""));
        case "REASONING_MESSAGE_CONTENT", "TEXT_MESSAGE_CONTENT" ->
            messages.computeIfPresent(
                id,
                (same, message) ->
                    message.put(
                        "content", message.getString("content", "") + event.getString("delta")));
        case "TOOL_CALL_START" -> {
          String parent = event.getString("parentMessageId", "a");
          JsonObject call =
              new JsonObject()
                  .put("id", event.getString("toolCallId"))
                  .put("type", "function")
                  .put(
                      "function",
                      new JsonObject()
                          .put("name", event.getString("toolCallName"))
                          .put("arguments", ""));
          calls.put(event.getString("toolCallId"), call);
          JsonObject message =
              messages.computeIfAbsent(parent, none -> message(parent, "assistant"));
          message.put("toolCalls", message.getJsonArray("toolCalls", new JsonArray()).add(call));
        }
        case "TOOL_CALL_ARGS" ->
            calls.computeIfPresent(
                event.getString("toolCallId"),
                (same, call) -> {
                  JsonObject function = call.getJsonObject("function");
                  function.put(
                      "arguments", function.getString("arguments") + event.getString("delta"));
                  return call;
                });
        case "REASONING_ENCRYPTED_VALUE" -> {
          String of = event.getString("entityId");
          String value = event.getString("encryptedValue");
          messages.computeIfPresent(of, (same, message) -> message.put("encryptedValue", value));
          calls.computeIfPresent(of, (same, call) -> call.put("encryptedValue", value));
        }
        default -> {}
      }
    }
    JsonArray all = new JsonArray().add(message("u", "user").put("content", "Hi"));
    messages.values().forEach(all::add);
    return new JsonObject()
        .put(
            "messages",
            all.add(
                isCall
                    ? message("t", "tool").put("toolCallId", CALL).put("content", RESULT)
                    : message("v", "user").put("content", "And?")));
  }

  private static JsonObject message(String id, String role) {
    return new JsonObject().put("id", id).put("role", role);
  }
}
