package dev.sluice.llamacpp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Tool;
import dev.sluice.chat.Usage;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three wire formats of one real server give the same answer, the same usage, the same ends. */
@Timeout(300)
class RealServerTest {
  private static final String CHAT = "chat/m";
  private static final String RESPONSES = "responses/m";
  private static final String MESSAGES = "messages/m";
  private static final String NUMBER = "\\s*\\{\\s*\"n\"\\s*:\\s*-?\\d+\\s*\\}\\s*";
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],"
          + "\"additionalProperties\":false}";
  private static final Tool WEATHER =
      new Tool(
          "weather",
          "Says what the weather is in a city.",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
              + "\"required\":[\"city\"]}");

  private static LlamaServer server;
  private static Models models;

  @BeforeAll
  static void start() throws Exception {
    server = LlamaServer.start();
    models =
        Models.builder()
            .withoutEnvironment()
            .provider(
                OpenAiProvider.builder().name("chat").baseUrl(server.address() + "/v1").build())
            .provider(
                OpenAiProvider.builder()
                    .name("responses")
                    .api(OpenAiProvider.Api.RESPONSES)
                    .baseUrl(server.address() + "/v1")
                    .build())
            .provider(
                AnthropicProvider.builder()
                    .name("messages")
                    .baseUrl(server.address().toString())
                    .build())
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    if (models != null) {
      models.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** On a busy machine a token may take seconds; what is slow is no failure here. */
  private static ChatModel model(String name) {
    return models.model(name).with(Timeouts.off().total(Duration.ofMinutes(4))).with(Retry.upTo(0));
  }

  private static ChatRequest.Builder question() {
    return ChatRequest.builder().user("Count from one to ten.").temperature(0).maxTokens(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void anAnswerStreamsTokenByTokenAndSaysWhatItUsed(String name) {
    List<StreamEvent> events = new ArrayList<>();
    try (ChatStream stream = model(name).stream(question().build())) {
      stream.events().forEach(events::add);
      Ending ending = stream.await();
      assertThat(ending).isInstanceOf(Ending.Completed.class);
      assertThat(ending.reply().text()).isNotBlank();
      assertThat(events.stream().filter(StreamEvent.TextDelta.class::isInstance))
          .hasSizeGreaterThan(5);
      assertThat(ending.reply().usage().count(Usage.Count.OUTPUT)).hasValue(12);
      assertThat(ending.reply().usage().estimated()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void inOnePieceItIsTheSameAnswer(String name) {
    Ending streamed = model(name).stream(question().build()).await();
    Ending whole = model(name).stream(question().streamed(false).build()).await();
    assertThat(whole.reply().text()).isEqualTo(streamed.reply().text());
    assertThat(whole.getClass()).isEqualTo(streamed.getClass());
    assertThat(whole.reply().usage().count(Usage.Count.OUTPUT))
        .isEqualTo(streamed.reply().usage().count(Usage.Count.OUTPUT));
  }

  @Test
  void aSchemaIsKept() {
    assertThat(fingers(CHAT, new ResponseFormat.JsonSchema("n", SCHEMA, true), Map.of()))
        .matches(NUMBER);
  }

  /** It does not read the standard's own {@code text.format}, but has a field that it does. */
  @Test
  void aSchemaThatTheServerWantsInAFieldOfItsOwnIsSentThere() {
    assertThat(fingers(RESPONSES, new ResponseFormat.Text(), Map.of("json_schema", SCHEMA)))
        .matches(NUMBER);
  }

  private static String fingers(String name, ResponseFormat format, Map<String, String> options) {
    ChatRequest.Builder asked =
        ChatRequest.builder()
            .user("How many fingers has a hand?")
            .temperature(0)
            .maxTokens(30)
            .responseFormat(format);
    String provider = name.substring(0, name.indexOf('/'));
    options.forEach((option, json) -> asked.providerOption(provider, option, json));
    return model(name).stream(asked.build()).await().reply().text();
  }

  @Test
  void logProbabilitiesComeWithTheTokens() {
    List<StreamEvent> events = new ArrayList<>();
    try (ChatStream stream =
        model(CHAT).stream(
            question()
                .providerOption("chat", "logprobs", "true")
                .providerOption("chat", "top_logprobs", "2")
                .build())) {
      stream.events().forEach(events::add);
    }
    assertThat(events.stream().filter(StreamEvent.LogProbs.class::isInstance)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void aQuestionThatIsLongerThanTheContextIsSaidToBe(String name) {
    Ending ending = model(name).stream(ChatRequest.of("word ".repeat(9000))).await();
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    assertThat(((Ending.Incomplete) ending).cause().failure().orElseThrow())
        .isInstanceOfSatisfying(
            Failure.ByProvider.class,
            why -> assertThat(why.reason()).isEqualTo(Failure.Reason.CONTEXT_TOO_LONG));
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void aStreamThatIsCancelledLeavesTheServerFree(String name) {
    try (ChatStream stream = model(name).stream(question().maxTokens(2000).build())) {
      stream.text().iterator().next();
      stream.cancel();
      assertThat(stream.await().reply().text()).isNotEmpty();
    }
    assertThat(model(name).stream(question().build()).await()).isInstanceOf(Ending.Completed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void aReplyThatIsSentBackIsPartOfTheConversation(String name) {
    ChatRequest first = question().build();
    Reply reply = model(name).stream(first).await().reply();
    Ending second =
        model(name).stream(
                ChatRequest.builder()
                    .messages(first.messages())
                    .message(reply.toMessage())
                    .user("Go on.")
                    .temperature(0)
                    .maxTokens(6)
                    .build())
            .await();
    assertThat(second).isInstanceOf(Ending.Completed.class);
    assertThat(second.reply().text()).isNotBlank();
    long before = reply.usage().count(Usage.Count.INPUT).orElseThrow();
    assertThat(second.reply().usage().count(Usage.Count.INPUT).orElseThrow())
        .isGreaterThan(before + 12);
  }

  /** The small model's template knows no tools, so that it calls none; the server takes them. */
  @ParameterizedTest
  @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
  void aToolMayBeOfferedAndItsCallAndResultAreTaken(String name) {
    Part.ToolCall call = new Part.ToolCall("call_1", "weather", "{\"city\":\"Rome\"}");
    Ending ending =
        model(name).stream(
                ChatRequest.builder()
                    .user("What is the weather in Rome?")
                    .message(new Message.Assistant(List.of(call)))
                    .message(Message.toolResult(call, "Sunny."))
                    .user("So?")
                    .tool(WEATHER)
                    .temperature(0)
                    .maxTokens(4)
                    .build())
            .await();
    assertThat(ending).isInstanceOf(Ending.Completed.class);
    assertThat(ending.reply().usage().count(Usage.Count.OUTPUT).orElseThrow()).isBetween(1L, 4L);
  }
}
