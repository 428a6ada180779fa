package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.testing.JsonTree;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole conversations as their requests: the expected bodies are written by hand after what each
 * provider documents.
 */
// Long because each body is written out, and what servers want is compared body by body.
class ConversationsTest {
  private static final Tool WEATHER =
      new Tool(
          "weather",
          "The weather of a city.",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");

  private static final Part.ToolCall CALL =
      new Part.ToolCall("call_abc123XYZ", "weather", "{\"city\":\"Oslo\"}");

  private static HttpCall call(String provider, String model, ChatRequest request) {
    if (provider.equals("openai")) {
      return new ChatCompletions(
              Account.of("openai", URI.create("https://api.openai.com/v1")), Quirks.NONE, model)
          .call(request);
    }
    Compatible row = Compatibles.named(provider).orElseThrow();
    return new ChatCompletions(Account.of(row.name(), URI.create(row.base())), row.quirks(), model)
        .call(request);
  }

  private static void asks(String provider, String model, ChatRequest request, String expected) {
    assertThat(JsonTree.of(call(provider, model, request).bodyText()))
        .isEqualTo(JsonTree.of(expected));
  }

  private static String body(String provider, ChatRequest request) {
    return call(provider, "m", request).bodyText();
  }

  private static Message said(String model, Part... parts) {
    return new Message.Assistant(List.of(parts), model);
  }

  /** A question, thoughts and a call, its result, and the next question. */
  private static ChatRequest.Builder weather(String model) {
    return ChatRequest.builder()
        .system("Be terse.")
        .user("Weather in Oslo?")
        .message(said(model, new Part.Reasoning("I need the tool."), CALL))
        .message(Message.toolResult(CALL, "rain"))
        .tool(WEATHER);
  }

  @Test
  void openAi() {
    asks(
        "openai",
        "gpt-4.1",
        ChatRequest.builder()
            .system("Be terse.")
            .user(
                Part.text("What is this?"),
                Part.image(URI.create("https://host/a.png")),
                Part.image("image/png", new byte[] {1, 2, 3}),
                Part.audio("audio/mpeg", new byte[] {4, 5}),
                Part.document("application/pdf", "a.pdf", new byte[] {6}))
            .message(said("openai/gpt-4.1", Part.text("Let me look."), CALL))
            .message(Message.toolFailure(CALL, "no such city"))
            .message(said("openai/gpt-4.1", new Part.Refusal("I can't.")))
            .user("Why not?")
            .tool(WEATHER)
            .toolChoice(new ToolChoice.Named("weather"))
            .responseFormat(new ResponseFormat.JsonSchema("city", "{\"type\":\"object\"}", true))
            .temperature(0.5)
            .topP(0.9)
            .maxTokens(100)
            .seed(7)
            .stop("END")
            .build(),
        """
        {"model": "gpt-4.1",
         "messages": [
           {"role": "system", "content": "Be terse."},
           {"role": "user", "content": [
             {"type": "text", "text": "What is this?"},
             {"type": "image_url", "image_url": {"url": "https://host/a.png"}},
             {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID"}},
             {"type": "input_audio", "input_audio": {"data": "BAU=", "format": "mp3"}},
             {"type": "file", "file": {"filename": "a.pdf",
                                       "file_data": "data:application/pdf;base64,Bg=="}}]},
           {"role": "assistant", "content": "Let me look.", "tool_calls": [
             {"id": "call_abc123XYZ", "type": "function",
              "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
           {"role": "tool", "tool_call_id": "call_abc123XYZ", "content": "no such city"},
           {"role": "assistant", "content": null, "refusal": "I can't."},
           {"role": "user", "content": "Why not?"}],
         "tools": [{"type": "function", "function": {
           "name": "weather", "description": "The weather of a city.",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
         "tool_choice": {"type": "function", "function": {"name": "weather"}},
         "response_format": {"type": "json_schema", "json_schema": {
           "name": "city", "schema": {"type": "object"}, "strict": true}},
         "temperature": 0.5, "top_p": 0.9, "max_tokens": 100, "seed": 7, "stop": ["END"],
         "stream": true, "stream_options": {"include_usage": true}}
        """);
  }

  @Test
  void deepSeekGetsTheThoughtsOfACallBackAndThoseOfAnAnswerNot() {
    asks(
        "deepseek",
        "deepseek-v4-pro",
        weather("deepseek/deepseek-v4-pro")
            .message(
                said(
                    "deepseek/deepseek-v4-pro",
                    new Part.Reasoning("It rains."),
                    Part.text("It rains in Oslo.")))
            .user("Thanks")
            .maxTokens(50)
            .build(),
        """
        {"model": "deepseek-v4-pro",
         "messages": [
           {"role": "system", "content": "Be terse."},
           {"role": "user", "content": "Weather in Oslo?"},
           {"role": "assistant", "content": null, "reasoning_content": "I need the tool.",
            "tool_calls": [
             {"id": "call_abc123XYZ", "type": "function",
              "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
           {"role": "tool", "tool_call_id": "call_abc123XYZ", "content": "rain"},
           {"role": "assistant", "content": "It rains in Oslo."},
           {"role": "user", "content": "Thanks"}],
         "tools": [{"type": "function", "function": {
           "name": "weather", "description": "The weather of a city.",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
         "max_tokens": 50, "stream": true, "stream_options": {"include_usage": true}}
        """);
  }

  @Test
  void mistralGetsThoughtsWithinTheContentAndIdsThatItTakes() {
    asks(
        "mistral",
        "magistral-medium-latest",
        weather("mistral/magistral-medium-latest")
            .message(
                said(
                    "mistral/magistral-medium-latest",
                    new Part.Reasoning("It rains."),
                    Part.text("It rains in Oslo.")))
            .user(Part.document("application/pdf", "a.pdf", new byte[] {6}))
            .toolChoice(new ToolChoice.Required())
            .seed(3)
            .maxTokens(50)
            .build(),
        """
        {"model": "magistral-medium-latest",
         "messages": [
           {"role": "system", "content": "Be terse."},
           {"role": "user", "content": "Weather in Oslo?"},
           {"role": "assistant",
            "content": [{"type": "thinking",
                         "thinking": [{"type": "text", "text": "I need the tool."}]}],
            "tool_calls": [
             {"id": "ID", "type": "function",
              "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
           {"role": "tool", "tool_call_id": "ID", "name": "weather", "content": "rain"},
           {"role": "assistant",
            "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "It rains."}]},
                        {"type": "text", "text": "It rains in Oslo."}]},
           {"role": "user", "content": [
             {"type": "document_url", "document_url": "data:application/pdf;base64,Bg=="}]}],
         "tools": [{"type": "function", "function": {
           "name": "weather", "description": "The weather of a city.",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
         "tool_choice": "any", "random_seed": 3, "max_tokens": 50, "stream": true}
        """
            .replace("ID", mistralId()));
  }

  /** What the id of {@link #CALL} becomes, which is the same in each request. */
  private static String mistralId() {
    String body = body("mistral", weather("mistral/m").build());
    String id = body.replaceAll(".*\"tool_calls\":\\[\\{\"id\":\"([^\"]*)\".*", "$1");
    assertThat(id).matches("[a-zA-Z0-9]{9}");
    return id;
  }

  @Test
  void kimiGetsThoughtsBackAndAPlaceholderForThoseThatAreMissing() {
    Part.ToolCall second = new Part.ToolCall("functions.weather:1", "weather", "");
    asks(
        "moonshot",
        "kimi-k2.6",
        weather("moonshot/kimi-k2.6")
            .message(said("anthropic/claude", new Part.Reasoning("Theirs.", "proof"), second))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult(
                        second.id(),
                        "weather",
                        List.of(Part.image("image/png", new byte[] {1, 2, 3})))))
            .build(),
        """
        {"model": "kimi-k2.6",
         "messages": [
           {"role": "system", "content": "Be terse."},
           {"role": "user", "content": "Weather in Oslo?"},
           {"role": "assistant", "content": null, "reasoning_content": "I need the tool.",
            "tool_calls": [
             {"id": "call_abc123XYZ", "type": "function",
              "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
           {"role": "tool", "tool_call_id": "call_abc123XYZ", "name": "weather",
            "content": "rain"},
           {"role": "assistant", "content": null, "reasoning_content": " ", "tool_calls": [
             {"id": "functions.weather:1", "type": "function",
              "function": {"name": "weather", "arguments": "{}"}}]},
           {"role": "tool", "tool_call_id": "functions.weather:1", "name": "weather",
            "content": [
             {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID"}}]}],
         "tools": [{"type": "function", "function": {
           "name": "weather", "description": "The weather of a city.",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
         "stream": true, "stream_options": {"include_usage": true}}
        """);
  }

  @Test
  void openRouterGetsTheDetailsOfThoughtsBackUnmodified() {
    String first = "[{\"type\":\"reasoning.summary\",\"summary\":\"s\",\"index\":0}]";
    String second = "[{\"type\":\"reasoning.encrypted\",\"data\":\"gAAA\\u003d\",\"index\":1}]";
    asks(
        "openrouter",
        "openai/gpt-5.2",
        ChatRequest.builder()
            .user("Weather in Oslo?")
            .message(
                said(
                    "openrouter/openai/gpt-5.2",
                    new Part.Reasoning("s")
                        .withData(ProviderData.of("openrouter", "reasoning_details", first)),
                    CALL.withData(ProviderData.of("openrouter", "reasoning_details", second))))
            .message(Message.toolResult(CALL, "rain"))
            .message(
                said("openrouter/deepseek/v4", new Part.Reasoning("plain"), Part.text("Rain.")))
            .user("Thanks")
            .build(),
        """
        {"model": "openai/gpt-5.2",
         "messages": [
           {"role": "user", "content": "Weather in Oslo?"},
           {"role": "assistant", "content": null,
            "reasoning_details": [
              {"type": "reasoning.summary", "summary": "s", "index": 0},
              {"type": "reasoning.encrypted", "data": "gAAA=", "index": 1}],
            "tool_calls": [
             {"id": "call_abc123XYZ", "type": "function",
              "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
           {"role": "tool", "tool_call_id": "call_abc123XYZ", "content": "rain"},
           {"role": "assistant", "content": "Rain.", "reasoning": "plain"},
           {"role": "user", "content": "Thanks"}],
         "stream": true, "stream_options": {"include_usage": true}}
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "groq, reasoning, false",
    "cerebras, reasoning, true",
    "vllm, reasoning, true",
    "deepseek, reasoning_content, false",
    "moonshot, reasoning_content, true",
    "zhipu, reasoning_content, true",
    "fireworks, reasoning_content, true",
    "together, reasoning_content, false",
    "huggingface, reasoning_content, false",
    "sglang, reasoning_content, true",
    "llamacpp-server, reasoning_content, true"
  })
  void thoughtsGoBackByTheServersOwnField(String provider, String field, boolean always) {
    String thought = "\"" + field + "\":\"I need the tool.\"";
    assertThat(body(provider, weather(provider + "/m").build())).contains(thought);
    ChatRequest answered =
        ChatRequest.builder()
            .user("hi")
            .message(
                said(provider + "/m", new Part.Reasoning("I need the tool."), Part.text("No.")))
            .user("so?")
            .build();
    if (always) {
      assertThat(body(provider, answered)).contains(thought);
    } else {
      assertThat(body(provider, answered)).doesNotContain("I need");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "qwen", "xai", "perplexity", "github", "lmstudio"})
  void othersGetNoThoughtsBack(String provider) {
    assertThat(body(provider, weather(provider + "/m").build())).doesNotContain("I need");
  }

  @Test
  void miniMaxIsAskedToTellThoughtsApartAndGetsThemBackAsTheyCame() {
    String details = "[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]";
    Message said =
        said(
            "minimax/m",
            new Part.Reasoning("hm")
                .withData(ProviderData.of("minimax", "reasoning_details", details)),
            Part.text("So."));
    ChatRequest request = ChatRequest.builder().message(said).user("And?").maxTokens(9).build();
    assertThat(body("minimax", request))
        .contains("\"reasoning_split\":true", "\"max_completion_tokens\":9")
        .contains("\"content\":\"So.\",\"reasoning_details\":" + details);
    ChatRequest own =
        request.toBuilder().providerOption("minimax", "reasoning_split", "false").build();
    assertThat(body("minimax", own))
        .contains("\"reasoning_split\":false")
        .doesNotContain("\"reasoning_split\":true");
  }

  @Test
  void whatAnotherProviderSaysOfAPartIsNotSent() {
    Message said =
        said(
            "other/m",
            new Part.Reasoning("hm")
                .withData(ProviderData.of("other", "reasoning_details", "[{\"a\":1}]")),
            CALL.withData(ProviderData.of("other", "google.thought_signature", "\"S\"")));
    assertThat(body("openrouter", ChatRequest.builder().message(said).build()))
        .doesNotContain("details", "extra_content", "hm");
  }

  @Test
  void theProofThatGeminiGivesWithACallOrATextGoesBackWhereItCame() {
    String proof = "{\"google\":{\"thought_signature\":\"S1\"}}";
    String other = "{\"google\":{\"thought_signature\":\"S2\"}}";
    Message said =
        said(
            "openai/gemini-3",
            Part.text("Look:")
                .withData(ProviderData.of("openai", "google.thought_signature", "\"S2\"")),
            CALL.withData(ProviderData.of("openai", "google.thought_signature", "\"S1\"")));
    assertThat(body("openai", ChatRequest.builder().message(said).build()))
        .contains(
            "{\"role\":\"assistant\",\"content\":\"Look:\",\"extra_content\":"
                + other
                + ",\"tool_calls\":[{\"id\":\"call_abc123XYZ\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"},"
                + "\"extra_content\":"
                + proof
                + "}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deepseek | https://api.deepseek.com/beta/chat/completions | \"prefix\":true",
        "mistral | https://api.mistral.ai/v1/chat/completions | \"prefix\":true",
        "moonshot | https://api.moonshot.ai/v1/chat/completions | \"partial\":true",
        "qwen | https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions"
            + " | \"partial\":true",
      })
  void aPrefixIsMarkedAsItsServerWantsIt(String provider, String address, String mark) {
    ChatRequest begun = ChatRequest.builder().user("Count.").assistant("One, tw").build();
    HttpCall call = call(provider, "m", begun);
    assertThat(call.uri()).hasToString(address);
    assertThat(call.bodyText())
        .contains("{\"role\":\"assistant\",\"content\":\"One, tw\"," + mark + "}]");
    ChatRequest asked = begun.toBuilder().user("Go on.").build();
    assertThat(call(provider, "m", asked).bodyText()).doesNotContain(mark);
    assertThat(call(provider, "m", asked).uri().toString()).doesNotContain("beta");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vllm", "sglang"})
  void aServerWhoseTemplateContinuesIsToldTo(String provider) {
    ChatRequest begun = ChatRequest.builder().user("Count.").assistant("One, tw").build();
    assertThat(body(provider, begun))
        .contains("\"continue_final_message\":true,\"add_generation_prompt\":false");
    assertThat(body(provider, begun.toBuilder().user("Go on.").build()))
        .doesNotContain("continue_final_message", "add_generation_prompt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "openrouter", "groq", "llamacpp-server", "xai", "perplexity"})
  void elsewhereAPrefixHasNoMark(String provider) {
    ChatRequest begun = ChatRequest.builder().user("Count.").assistant("One, tw").build();
    assertThat(body(provider, begun))
        .contains("{\"role\":\"assistant\",\"content\":\"One, tw\"}]")
        .doesNotContain("continue_final_message");
  }

  @Test
  void aCallAtTheEndIsNoPrefix() {
    ChatRequest request =
        ChatRequest.builder().user("hi").message(said("deepseek/m", CALL)).build();
    assertThat(call("deepseek", "m", request).uri().toString()).doesNotContain("beta");
    assertThat(body("deepseek", request)).doesNotContain("prefix");
  }

  @Test
  void aProxyOfDeepSeeksKeepsItsOwnPath() {
    Account proxied = Account.of("deepseek", URI.create("http://localhost:4000/v1"));
    Quirks quirks = Compatibles.named("deepseek").orElseThrow().quirks();
    ChatRequest begun = ChatRequest.builder().user("Count.").assistant("One, tw").build();
    HttpCall call = new ChatCompletions(proxied, quirks, "m").call(begun);
    assertThat(call.uri()).hasToString("http://localhost:4000/v1/chat/completions");
    assertThat(call.bodyText()).contains("\"prefix\":true");
  }

  @ParameterizedTest
  @CsvSource({
    "moonshot, required",
    "qwen, required",
    "zhipu, required",
    "zhipu, function",
    "zhipu, none",
    "lmstudio, function"
  })
  void aChoiceOfToolsThatItsServerRefusesIsRefusedBeforehand(String provider, String choice) {
    ToolChoice wanted =
        switch (choice) {
          case "required" -> new ToolChoice.Required();
          case "none" -> new ToolChoice.None();
          default -> new ToolChoice.Named("weather");
        };
    ChatRequest request = weather("x/m").toolChoice(wanted).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(provider, request))
        .withMessageStartingWith(provider + " does not take a demand that ")
        .withMessageContaining("set tool_choice as a provider option");
    ChatRequest own =
        request.toBuilder().providerOption(provider, "tool_choice", "\"required\"").build();
    assertThat(body(provider, own)).contains("\"tool_choice\":\"required\"");
  }

  @Test
  void perplexityGetsMessagesThatTakeTurns() {
    asks(
        "perplexity",
        "sonar",
        ChatRequest.builder()
            .system("Be terse.")
            .user("Hello!")
            .user("How are you?")
            .assistant("Fine.")
            .assistant("And you?")
            .user(Part.text("What is"), Part.image(URI.create("https://host/a.png")))
            .user("Say.")
            .build(),
        """
        {"model": "sonar",
         "messages": [
           {"role": "system", "content": "Be terse."},
           {"role": "user", "content": "Hello!\\n\\nHow are you?"},
           {"role": "assistant", "content": "Fine.\\n\\nAnd you?"},
           {"role": "user", "content": [
             {"type": "text", "text": "What is"},
             {"type": "image_url", "image_url": {"url": "https://host/a.png"}},
             {"type": "text", "text": "Say."}]}],
         "stream": true}
        """);
  }

  @Test
  void aRefusalIsTextWhereThereIsNoPlaceForIt() {
    ChatRequest request =
        ChatRequest.builder().message(said("groq/m", new Part.Refusal("No."))).user("Why?").build();
    assertThat(body("groq", request))
        .contains("{\"role\":\"assistant\",\"content\":\"No.\"}")
        .doesNotContain("refusal");
  }

  @Test
  void aCallWithFreeTextIsACustomOneWithOpenAiAndJsonElsewhere() {
    Part.ToolCall patch = new Part.ToolCall("c1", "patch", "*** a \"b\"").asFreeText();
    ChatRequest request = ChatRequest.builder().message(said("", patch)).build();
    assertThat(body("openai", request))
        .contains(
            "{\"id\":\"c1\",\"type\":\"custom\",\"custom\":{\"name\":\"patch\","
                + "\"input\":\"*** a \\\"b\\\"\"}}");
    assertThat(body("groq", request))
        .contains(
            "\"type\":\"function\",\"function\":{\"name\":\"patch\",\"arguments\":"
                + "\"{\\\"input\\\":\\\"*** a \\\\\\\"b\\\\\\\"\\\"}\"}");
  }

  private static final Part.Media PICTURE = Part.image("image/png", new byte[] {1});

  private static ChatRequest.Builder twoPicturesOfTools() {
    return ChatRequest.builder()
        .message(
            said("", new Part.ToolCall("c1", "read", "{}"), new Part.ToolCall("c2", "shot", "{}")))
        .message(
            new Message.ToolResult(
                new Part.ToolResult("c1", "read", List.of(Part.text("a.png:"), PICTURE))))
        .message(new Message.ToolResult(new Part.ToolResult("c2", "shot", List.of(PICTURE))));
  }

  @Test
  void anImageInAToolsResultGoesBehindAllResultsWhereThereIsNoPlaceForIt() {
    String results =
        """
        {"role":"tool","tool_call_id":"c1","content":"a.png:\\n[image 1 of read] (in the next message)"},\
        {"role":"tool","tool_call_id":"c2","content":"[image 2 of shot] (in the next message)"},\
        {"role":"user","content":[\
        {"type":"text","text":"[image 1 of read]"},\
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AQ=="}},\
        {"type":"text","text":"[image 2 of shot]"},\
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AQ=="}}""";
    assertThat(body("openai", twoPicturesOfTools().build())).contains(results + "]}]");
    assertThat(body("groq", twoPicturesOfTools().user("Go on").build()))
        .as("with what the user says then")
        .contains(results + ",{\"type\":\"text\",\"text\":\"Go on\"}]}]");
    assertThat(body("groq", twoPicturesOfTools().message(Message.assistant("I see.")).build()))
        .as("before what the assistant said of it")
        .contains(results + "]},{\"role\":\"assistant\",\"content\":\"I see.\"}");
  }

  @Test
  void anImageInAToolsResultStaysWhereThereIsAPlaceForIt() {
    assertThat(body("vllm", twoPicturesOfTools().build()))
        .contains("\"type\":\"text\",\"text\":\"a.png:\"")
        .contains("data:image/png;base64,AQ==")
        .doesNotContain("[image");
  }

  @Test
  void betweenAToolAndTheUserTheAssistantSaysAWordWhereItHasTo() {
    Message result = Message.toolResult(new Part.ToolCall("c1", "read", "{}"), "42");
    ChatRequest request =
        ChatRequest.builder()
            .message(said("", new Part.ToolCall("c1", "read", "{}")))
            .message(result)
            .user("Go on")
            .build();
    String word = "{\"role\":\"assistant\",\"content\":\"Understood.\"},{\"role\":\"user\"";
    assertThat(body("mistral", request)).contains(word);
    assertThat(body("openai", request)).doesNotContain("Understood.");
    assertThat(body("mistral", twoPicturesOfTools().build()))
        .as("where the user shows what tools gave")
        .contains(word);
  }

  @Test
  void videosAndAddressesOfDocumentsGoWhereThereIsAPlaceForThem() {
    Part.Media video =
        new Part.Media(
            Part.Media.Kind.VIDEO, "video/mp4", new Part.Media.Url(URI.create("https://h/v.mp4")));
    Part.Media document =
        new Part.Media(
            Part.Media.Kind.DOCUMENT, "", new Part.Media.Url(URI.create("https://h/d.pdf")));
    assertThat(body("qwen", ChatRequest.builder().user(video).build()))
        .contains("{\"type\":\"video_url\",\"video_url\":{\"url\":\"https://h/v.mp4\"}}");
    assertThat(body("mistral", ChatRequest.builder().user(document).build()))
        .contains("{\"type\":\"document_url\",\"document_url\":\"https://h/d.pdf\"}");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body("openai", ChatRequest.builder().user(video).build()))
        .withMessage("chat completions know no video");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body("openai", ChatRequest.builder().user(document).build()))
        .withMessageStartingWith("chat completions know no addresses of documents");
  }

  @Test
  void whatAModelSaidAloudGoesBackByItsProvidersName() {
    Part voice =
        Part.audio("audio/wav", new byte[] {1})
            .withData(ProviderData.of("openai", "audio_id", "\"audio_1\""));
    ChatRequest request = ChatRequest.builder().message(said("", voice)).user("?").build();
    assertThat(body("openai", request))
        .contains("{\"role\":\"assistant\",\"content\":null,\"audio\":{\"id\":\"audio_1\"}}");
    assertThat(body("groq", request))
        .as("who did not say it does not know it")
        .contains("{\"role\":\"assistant\",\"content\":\"\"}");
  }

  @Test
  void anImageThatOpenRouterMadeGoesBackToItAsOne() {
    Message drawn =
        said("openrouter/m", Part.text("Here:"), Part.image("image/png", new byte[] {1}));
    ChatRequest request = ChatRequest.builder().message(drawn).user("In blue.").build();
    assertThat(body("openrouter", request))
        .contains(
            "\"content\":[{\"type\":\"text\",\"text\":\"Here:\"},{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\"data:image/png;base64,AQ==\"}}]");
  }

  @Test
  void whatAServerTellsOfThoughtsInAFormOfItsOwnGoesBackWhateverItsRowSays() {
    Message said =
        said(
            "openai/claude",
            new Part.Reasoning("hm")
                .withData(
                    ProviderData.of("openai", "thinking_blocks", "[{\"signature\":\"S\"}]")
                        .with("reasoning_opaque", "\"O\"")),
            CALL);
    assertThat(body("openai", ChatRequest.builder().message(said).build()))
        .contains("\"thinking_blocks\":[{\"signature\":\"S\"}],\"reasoning_opaque\":\"O\"")
        .doesNotContain("hm");
  }

  @Test
  void aPieceThatOnlyItsProviderHasGoesBackToItInItsPlace() {
    Part.Native reference =
        new Part.Native("mistral", "reference", "{\"type\":\"reference\",\"reference_ids\":[1]}");
    ChatRequest request =
        ChatRequest.builder()
            .message(said("mistral/m", Part.text("So"), reference, Part.text(".")))
            .user("?")
            .build();
    assertThat(body("mistral", request))
        .contains(
            "\"content\":[{\"type\":\"text\",\"text\":\"So\"},"
                + "{\"type\":\"reference\",\"reference_ids\":[1]},"
                + "{\"type\":\"text\",\"text\":\".\"}]");
    assertThat(body("groq", request)).contains("\"content\":\"So.\"").doesNotContain("reference");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, o1, max_completion_tokens",
    "openai, o4-mini, max_completion_tokens",
    "openai, gpt-5, max_completion_tokens",
    "openai, gpt-5.2-codex, max_completion_tokens",
    "openai, gpt-10, max_completion_tokens",
    "openai, ft:gpt-5-mini:org::id, max_completion_tokens",
    "openai, gpt-4o-mini, max_tokens",
    "openai, gpt-35-turbo, max_tokens",
    "openai, gpt-oss-120b, max_tokens",
    "openai, olmo-3, max_tokens",
    "github, openai/gpt-5, max_completion_tokens",
    "github, meta/llama-4, max_tokens",
    "openrouter, openai/gpt-5, max_tokens",
    "cerebras, gpt-oss-120b, max_completion_tokens"
  })
  void theMostTokensGoByTheNameThatTheModelTakes(String provider, String model, String field) {
    ChatRequest request = ChatRequest.of("hi").toBuilder().maxTokens(9).build();
    assertThat(call(provider, model, request).bodyText())
        .contains("\"" + field + "\":9")
        .containsOnlyOnce("tokens\":9");
  }
}
