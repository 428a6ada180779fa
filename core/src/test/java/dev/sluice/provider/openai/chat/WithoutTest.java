package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server refuses of that which nobody has asked for is left out, and remembered. */
class WithoutTest {
  private static final ChatRequest HI = ChatRequest.of("hi").toBuilder().maxTokens(9).build();

  private final RefusedFields memory = new RefusedFields();

  private ChatCompletions format(Quirks quirks, String model) {
    return new ChatCompletions(
        Account.of("mine", URI.create("http://host/v1")), KeyHeader.BEARER, quirks, model, memory);
  }

  private static Failure.Refused refused(WireFormat format, int status, String body) {
    return (Failure.Refused) format.refusal(new ResponseHead(status, Map.of()), body);
  }

  private static Optional<String> again(WireFormat format, ChatRequest request, String body) {
    return format
        .without(request, refused(format, 400, body))
        .map(other -> other.call(request).bodyText());
  }

  /** As OpenAI, vLLM, Fireworks, Azure AI, FastAPI and NIM say it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'Unknown parameter: \\'stream_options\\'.',"
            + "'type':'invalid_request_error','param':'stream_options','code':'unknown_parameter'}}",
        "{'object':'error','message':'[{\\'type\\': \\'extra_forbidden\\', \\'loc\\': (\\'body\\',"
            + " \\'stream_options\\'), \\'msg\\': \\'Extra inputs are not permitted\\'}]',"
            + "'type':'BadRequestError','param':null,'code':400}",
        "{'error':'Extra inputs are not permitted, field: \\'stream_options\\''}",
        "{'error':{'code':400,'message':'Validation error at #/stream_options: Extra inputs are"
            + " not permitted'}}",
        "{'detail':[{'type':'extra_forbidden','loc':['body','stream_options'],'msg':'Extra inputs"
            + " are not permitted','input':{}}]}",
        "{'detail':'body -> stream_options\\n  Extra inputs are not permitted"
            + " (type=extra_forbidden)'}",
        "{'error':{'message':'Unrecognized request argument supplied: stream_options. Please"
            + " contact us','type':'invalid_request_error','param':'','code':null}}",
        "stream_options is not supported by this model"
      })
  void aFieldThatTheServerDoesNotKnowIsLeftOut(String body) {
    assertThat(again(format(Quirks.NONE, "m"), HI, json(body)))
        .hasValueSatisfying(
            sent ->
                assertThat(sent)
                    .doesNotContain("stream_options")
                    .contains("\"stream\":true", "\"max_tokens\":9"));
  }

  @Test
  void whoSaysItIsToldUnlessTheServerDoesNotKnowNames() {
    ProviderData ann = ProviderData.of("mine", "name", "\"ann\"");
    ChatRequest named =
        ChatRequest.builder()
            .message(new Message.User(List.of(Part.text("hi").withData(ann))))
            .message(new Message.Assistant(List.of(Part.text("yes").withData(ann))))
            .user("go on")
            .build();
    assertThat(format(Quirks.NONE, "m").call(named).bodyText())
        .contains(
            "{\"role\":\"user\",\"name\":\"ann\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"name\":\"ann\",\"content\":\"yes\"},"
                + "{\"role\":\"user\",\"content\":\"go on\"}");
    assertThat(
            again(format(Quirks.NONE, "m"), named, "'messages.0' : property 'name' is unsupported"))
        .hasValueSatisfying(sent -> assertThat(sent).contains("\"hi\"").doesNotContain("ann"));
  }

  @Test
  void itIsRememberedForThisModelAlone() {
    again(format(Quirks.NONE, "m"), HI, "unknown parameter: stream_options");
    assertThat(format(Quirks.NONE, "m").call(HI).bodyText()).doesNotContain("stream_options");
    assertThat(format(Quirks.NONE, "other").call(HI).bodyText()).contains("stream_options");
    assertThat(format(Quirks.NONE, "m").with(new Secret("sk-1234567")).call(HI).bodyText())
        .doesNotContain("stream_options");
  }

  @Test
  void theMostTokensAreCalledOtherwiseAndNeverLeftOut() {
    String old =
        "{'error':{'message':'Unsupported parameter: \\'max_tokens\\' is not supported with this"
            + " model. Use \\'max_completion_tokens\\' instead.','type':'invalid_request_error',"
            + "'param':'max_tokens','code':'unsupported_parameter'}}";
    assertThat(again(format(Quirks.NONE, "my-deployment"), HI, json(old)))
        .hasValueSatisfying(
            sent ->
                assertThat(sent)
                    .contains("\"max_completion_tokens\":9")
                    .doesNotContain("\"max_tokens\""));
    String young = "{'error':{'message':'Unrecognized request argument: max_completion_tokens'}}";
    assertThat(again(format(Quirks.NONE, "gpt-5"), HI, json(young)))
        .hasValueSatisfying(sent -> assertThat(sent).contains("\"max_tokens\":9"));
  }

  @Test
  void aServerThatRefusesBothNamesIsAskedNoThirdTime() {
    ChatCompletions format = format(Quirks.NONE, "m");
    assertThat(again(format, HI, "max_tokens is not supported")).isPresent();
    assertThat(again(format, HI, "max_completion_tokens is not supported"))
        .hasValueSatisfying(sent -> assertThat(sent).contains("tokens\":9"));
    assertThat(again(format, HI, "max_tokens and max_completion_tokens are not supported"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_tokens is too large: 100000. This model supports at most 16384 completion tokens",
        "Invalid value for max_tokens: must be at least 1",
        "This model's maximum context length is 4096 tokens, max_tokens does not support that",
        "Unsupported value: 'temperature' does not support 0.2 with this model",
        "Unknown parameter: 'logprobs'",
        "messages are not supported",
        "stream_optionsx is an unknown parameter",
        "something is wrong"
      })
  void whatTheUserAskedForAndWhatIsWrongWithAValueStaysRefused(String message) {
    ChatRequest request =
        HI.toBuilder().temperature(0.2).providerOption("mine", "logprobs", "true").build();
    assertThat(again(format(Quirks.NONE, "m"), request, message)).isEmpty();
  }

  @Test
  void aFieldThatTheUserSetsHimselfIsHisOwn() {
    ChatRequest own =
        HI.toBuilder()
            .providerOption("mine", "stream_options", "{\"include_usage\":true}")
            .providerOption("mine", "max_completion_tokens", "5")
            .build();
    ChatCompletions format = format(Quirks.NONE, "m");
    assertThat(again(format, own, "unknown parameter: stream_options")).isEmpty();
    assertThat(again(format, own, "unknown parameter: max_completion_tokens")).isEmpty();
  }

  @Test
  void onlyARefusalOfTheRequestCounts() {
    ChatCompletions format = format(Quirks.NONE, "m");
    String body = "unknown parameter: stream_options";
    assertThat(format.without(HI, refused(format, 422, body))).isPresent();
    for (int status : new int[] {401, 403, 404, 413, 429, 500, 503}) {
      assertThat(format.without(HI, refused(format, status, body))).as("%s", status).isEmpty();
    }
  }

  @Test
  void thoughtsThatTheServerHasNoPlaceForStayBehind() {
    ChatRequest request =
        ChatRequest.builder()
            .message(
                new Message.Assistant(
                    List.of(new Part.Reasoning("hm"), new Part.ToolCall("t", "a", "{}"))))
            .build();
    String body =
        "{'error':{'message':'\\'messages.0\\' : for \\'role:assistant\\' the following must be"
            + " satisfied[(\\'messages.0\\' : property \\'reasoning_content\\' is unsupported)]'}}";
    ChatCompletions format = format(Quirks.NONE.reasoningBy("reasoning_content"), "m");
    assertThat(again(format, request, json(body)))
        .hasValueSatisfying(sent -> assertThat(sent).doesNotContain("reasoning_content", "hm"));
  }

  @Test
  void aRefusalBecomesTextAndAFieldOfTheTableIsLeftOut() {
    ChatRequest request =
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(new Part.Refusal("No."))))
            .user("?")
            .build();
    ChatCompletions format = format(Quirks.NONE.adding("reasoning_split", "true"), "m");
    assertThat(
            again(
                format, request, "extra fields not permitted: messages.0.refusal, reasoning_split"))
        .hasValueSatisfying(
            sent ->
                assertThat(sent)
                    .doesNotContain("\"refusal\"", "reasoning_split")
                    .contains("\"content\":\"No.\""));
  }

  private static final ChatRequest AGENT =
      ChatRequest.builder()
          .system("Be terse.")
          .system("Use tools.")
          .user("Here is a file.")
          .user("Look.")
          .assistant("Yes.")
          .system("The user is away.")
          .user("And?")
          .build();

  private static final String ONE_SYSTEM =
      "\"messages\":[{\"role\":\"system\",\"content\":\"Be terse.\\n\\nUse tools.\\n\\nThe user is"
          + " away.\"},{\"role\":\"user\",\"content\":\"Here is a file.";

  /** As templates of Qwen's say it by vLLM, LM Studio and llama.cpp, and as Mistral says it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "400 | {'error':{'message':'System message must be at the beginning.','code':400}}",
        "400 | {'error':'Error rendering prompt with jinja template: \\'System message must be at"
            + " the beginning.\\'.'}",
        "500 | {'error':{'code':500,'message':'Jinja Exception: System message must be at the"
            + " beginning.','type':'server_error'}}",
        "400 | {'object':'error','message':'Unexpected role \\'system\\' after role \\'user\\''}"
      })
  void instructionsBelowTheFirstMessageStandAboveWhereATemplateRefusesThem(
      int status, String body) {
    ChatCompletions format = format(Quirks.COMPATIBLE, "qwen");
    assertThat(format.call(AGENT).bodyText()).contains("{\"role\":\"system\",\"content\":\"Use");
    WireFormat other = format.without(AGENT, refused(format, status, json(body))).orElseThrow();
    assertThat(other.call(AGENT).bodyText())
        .contains(ONE_SYSTEM + "\"},{\"role\":\"user\",\"content\":\"Look.");
    assertThat(format(Quirks.COMPATIBLE, "qwen").call(AGENT).bodyText()).contains(ONE_SYSTEM);
    assertThat(format(Quirks.COMPATIBLE, "other").call(AGENT).bodyText())
        .doesNotContain(ONE_SYSTEM);
  }

  @Test
  void neighboursOfOneRoleAreOneMessageWhereATemplateWantsTurns() {
    ChatCompletions format = format(Quirks.COMPATIBLE, "gemma");
    String body =
        "After the optional system message, conversation roles must alternate"
            + " user/assistant/user/assistant/...";
    assertThat(again(format, AGENT, body))
        .hasValueSatisfying(
            sent ->
                assertThat(sent)
                    .contains(
                        ONE_SYSTEM
                            + "\\n\\nLook.\"},{\"role\":\"assistant\",\"content\":\"Yes.\"}"));
    assertThat(again(format, HI, body)).as("they take turns already").isEmpty();
  }

  @Test
  void anOrderThatIsTakenIsNotChangedForOtherRefusals() {
    ChatCompletions format = format(Quirks.COMPATIBLE, "m");
    for (String other :
        List.of(
            "The system is overloaded, start again later",
            "Unsupported value: the first message is too long")) {
      assertThat(again(format, AGENT, other)).as(other).isEmpty();
    }
    assertThat(again(format, HI, "System message must be at the beginning.")).isEmpty();
  }

  @Test
  void aMarkForACacheThatTheServerRefusesIsLeftOut() {
    ChatRequest request =
        ChatRequest.builder()
            .message(
                Message.user(
                    Part.text("hi")
                        .withData(
                            ProviderData.of("mine", "cache_control", "{\"type\":\"ephemeral\"}"))))
            .build();
    ChatCompletions format = format(Quirks.COMPATIBLE, "m");
    assertThat(format.call(request).bodyText())
        .contains(
            "\"content\":[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":{\"type\":\"ephemeral\"}}]");
    String body = "'messages.0.content.0' : property 'cache_control' is unsupported";
    assertThat(again(format, request, body))
        .hasValueSatisfying(sent -> assertThat(sent).contains("\"content\":\"hi\""));
    assertThat(format(Quirks.NONE, "m").call(request).bodyText())
        .as("at OpenAI, which has no marks")
        .contains("\"content\":\"hi\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed to deserialize the JSON body into the target type: messages[0]: invalid type:"
            + " sequence, expected a string at line 1 column 9",
        "{'detail':[{'type':'string_type','loc':['body','messages',0,'content'],'msg':'Input should"
            + " be a valid string','input':[]}]}"
      })
  void whatIsMarkedIsATextWhereTheServerTakesNoList(String refusal) {
    ProviderData mark = ProviderData.of("mine", "cache_control", "{\"type\":\"ephemeral\"}");
    ChatRequest request =
        ChatRequest.builder().message(Message.user(Part.text("hi").withData(mark))).build();
    assertThat(again(format(Quirks.COMPATIBLE, "m"), request, json(refusal)))
        .hasValueSatisfying(sent -> assertThat(sent).contains("\"content\":\"hi\""));
    assertThat(again(format(Quirks.COMPATIBLE, "other"), HI, json(refusal))).isEmpty();
    assertThat(
            again(
                format(Quirks.COMPATIBLE, "another"),
                request,
                "tools[0].function.name: Input should be a valid string"))
        .isEmpty();
  }

  @Test
  void aMarkOnATextBeforeCallsStandsOnItsMessage() {
    ProviderData mark = ProviderData.of("mine", "cache_control", "{\"type\":\"ephemeral\"}");
    ChatRequest request =
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(
                        Part.text("Let me see.").withData(mark),
                        new Part.ToolCall("c", "look", "{}"))))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult("c", "look", List.of(Part.text("a"), Part.text("b")))))
            .build();
    assertThat(format(Quirks.COMPATIBLE, "m").call(request).bodyText())
        .contains(
            "\"content\":\"Let me see.\",\"cache_control\":{\"type\":\"ephemeral\"},\"tool_calls\"",
            "\"tool_call_id\":\"c\",\"content\":\"a\\nb\"");
  }

  @Test
  void whatAnotherRequestHasLearnedMeanwhileHelpsThoseUnderWay() {
    ChatCompletions first = format(Quirks.COMPATIBLE, "qwen");
    ChatCompletions second = format(Quirks.COMPATIBLE, "qwen");
    String refusal = "System message must be at the beginning.";
    for (ChatCompletions format : List.of(first, second)) {
      assertThat(again(format, AGENT, refusal))
          .hasValueSatisfying(sent -> assertThat(sent).contains(ONE_SYSTEM));
    }
  }

  @Test
  void whatStandsLastOnlyOnceInstructionsStandAboveIsNoBeginning() {
    Quirks quirks = Quirks.COMPATIBLE.prefixBy("prefix");
    ChatRequest request =
        ChatRequest.builder().user("hi").assistant("Yes.").system("Go on.").build();
    assertThat(again(format(quirks, "m"), request, "System message must be at the beginning."))
        .hasValueSatisfying(sent -> assertThat(sent).contains("Yes.\"}]").doesNotContain("prefix"));
  }

  @Test
  void soManyModelsAreRemembered() {
    RefusedFields few = new RefusedFields();
    for (int i = 0; i <= RefusedFields.MAX_MODELS; i++) {
      few.add("m" + i, Set.of("x"));
      few.of("m0");
    }
    assertThat(few.of("m0")).as("asked for often").containsExactly("x");
    assertThat(few.of("m1")).as("not asked for for longest").isEmpty();
    few.add("m0", Set.of("y"));
    assertThat(few.of("m0")).containsExactlyInAnyOrder("x", "y");
  }

  /** JSON is easier to read here with single quotes; one within a text has a backslash. */
  private static String json(String text) {
    return text.replace("\\'", "\u0000").replace('\'', '"').replace('\u0000', '\'');
  }
}
