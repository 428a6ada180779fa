package dev.sluice.codec;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.time.Duration;
import java.util.List;

/**
 * The messages and requests of {@code codec/version-1-conversation.jsonl}, first the ones, then the
 * others: every kind and every member that the first version of the form knows. Never changed, as
 * {@link Version1}.
 */
final class Version1Conversation {
  private static final Part.ToolResult RESULT =
      new Part.ToolResult("t-1", "clock", List.of(new Part.Text("12:00")));

  private Version1Conversation() {}

  static List<Message> messages() {
    return List.of(
        Message.system(""),
        Message.system(Version1.ODD),
        Message.user("Why is the sea salt?"),
        new Message.User(List.of()),
        new Message.User(Version1.parts()),
        new Message.Assistant(Version1.parts(), "openai/gpt-4o-mini"),
        new Message.Assistant(List.of()),
        new Message.ToolResult(RESULT),
        new Message.ToolResult((Part.ToolResult) RESULT.asFailure().unfinished()));
  }

  static List<ChatRequest> requests() {
    ChatRequest plain = ChatRequest.of("");
    return List.of(
        plain,
        ChatRequest.builder()
            .messages(messages())
            .temperature(0.30000000000000004)
            .topP(1)
            .maxTokens(Integer.MAX_VALUE)
            .seed(Long.MIN_VALUE)
            .stop("\n\n", "END")
            .tool(new Tool("clock", "tells the time", "{ \"type\" : \"object\" }"))
            .tool(new Tool("", "", ""))
            .toolChoice(new ToolChoice.Named("clock"))
            .responseFormat(new ResponseFormat.JsonSchema("time", "{ }", true))
            .providerOption("openai", "logprobs", "true")
            .providerOption("openai+http://127.0.0.1:8080/v1", Version1.ODD, "{ \"a\" : 1.0 }")
            .providerOption("openai", "a", "[]")
            .streamed(false)
            .nativeEvents(true)
            .deadline(Duration.ofNanos(1_000_000_001))
            .build(),
        plain.toBuilder()
            .temperature(0)
            .toolChoice(new ToolChoice.None())
            .responseFormat(new ResponseFormat.JsonObject())
            .build(),
        plain.toBuilder()
            .seed(0)
            .toolChoice(new ToolChoice.Required())
            .responseFormat(new ResponseFormat.JsonSchema("", "", false))
            .build());
  }
}
