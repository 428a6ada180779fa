package dev.sluice.server.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.RefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiRequestTest {
  private static final String STREAM = "/v1beta/*:streamGenerateContent";

  private static Asked asked(String path, String named, Map<String, String> query, String json) {
    Head head = new Head(path, named, query, Map.of());
    return new GenerateContentDialect().decode(head, json.getBytes(UTF_8), Limits.USUAL);
  }

  private static Asked asked(String json) {
    return asked(STREAM, "models/fast", Map.of("alt", "sse"), json);
  }

  /** With a content, and these members. */
  private static Asked with(String members) {
    return asked("{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]," + members + "}");
  }

  private static List<Message> messages(String list) {
    return asked("{\"contents\":[" + list + "]}").request().messages();
  }

  private static List<Part> parts(String role, String parts) {
    Message message = messages("{\"role\":\"" + role + "\",\"parts\":[" + parts + "]}").getFirst();
    return message instanceof Message.User(List<Part> said)
        ? said
        : ((Message.Assistant) message).parts();
  }

  @Test
  void aPlainRequestIsReadWhicheverWayItsFieldsAreWritten() {
    String camel =
        """
        {"systemInstruction":{"parts":[{"text":"Be terse."}]},
         "contents":[{"role":"user","parts":[{"text":"Why "},{"text":"?"}]}],
         "generationConfig":{"temperature":0.25,"topP":1,"maxOutputTokens":9,"seed":-4,
         "stopSequences":["a","b"],"candidateCount":1},"labels":null}
        """;
    String snake =
        camel
            .replace("systemInstruction", "system_instruction")
            .replace("generationConfig", "generation_config")
            .replace("topP", "top_p")
            .replace("maxOutputTokens", "max_output_tokens")
            .replace("stopSequences", "stop_sequences")
            .replace("candidateCount", "candidate_count");
    for (String json : List.of(camel, snake)) {
      Asked asked = asked(json);
      assertThat(asked.model()).isEqualTo("fast");
      assertThat(asked.streamed()).isTrue();
      assertThat(asked.view()).isEqualTo(new GeminiView(false, false));
      assertThat(asked.extra()).isEmpty();
      assertThat(asked.dropped()).isEmpty();
      assertThat(asked.request())
          .isEqualTo(
              ChatRequest.builder()
                  .system("Be terse.")
                  .message(Message.user(Part.text("Why "), Part.text("?")))
                  .temperature(0.25)
                  .topP(1)
                  .maxTokens(9)
                  .seed(-4)
                  .stop("a", "b")
                  .build());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "models/openai/gpt-4o-mini, openai/gpt-4o-mini",
    "models/models/gemini/gemini-2.5-pro, gemini/gemini-2.5-pro",
    "tunedModels/mine, tunedModels/mine",
  })
  void theModelStandsInThePath(String named, String model) {
    String json = "{\"model\":\"models/other\",\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}";
    assertThat(asked(STREAM, named, Map.of(), json).model()).isEqualTo(model);
  }

  @Test
  void theMethodAndTheQuerySayHowItIsAnswered() {
    String json = "{\"contents\":\"hi\"}";
    Asked document = asked("/v1/*:generateContent", "models/m", Map.of(), json);
    assertThat(document.streamed()).isFalse();
    Asked array = asked(STREAM, "models/m", Map.of(), json);
    assertThat(array.streamed()).isTrue();
    assertThat(array.view()).isEqualTo(new GeminiView(true, false));
    assertThat(asked(STREAM, "models/m", Map.of("alt", "sse"), json).view())
        .isEqualTo(new GeminiView(false, false));
  }

  @Test
  void anArrayIsNotGoneOnWithInItsMidst() {
    Head head = new Head(STREAM, "models/m", Map.of(), Map.of("last-event-id", "1.4"));
    byte[] body = "{\"contents\":\"hi\"}".getBytes(UTF_8);
    assertThatThrownBy(() -> new GenerateContentDialect().decode(head, body, Limits.USUAL))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("alt=sse");
  }

  @Test
  void whatIsSentAndWhereItIsAreMedia() {
    assertThat(
            parts(
                "user",
                """
                {"inlineData":{"mimeType":"image/png","data":"AA-_","displayName":"a.png"}},
                {"file_data":{"mime_type":"application/pdf","file_uri":"https://a.test/b.pdf"}},
                {"fileData":{"fileUri":
                 "https://generativelanguage.googleapis.com/v1beta/files/x","mimeType":"video/mp4"}},
                {"fileData":{"fileUri":"gs://bucket/x.wav","mimeType":"audio/wav"}}
                """))
        .containsExactly(
            new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("AA+/")).named("a.png"),
            new Media(
                Media.Kind.DOCUMENT,
                "application/pdf",
                new Media.Url(URI.create("https://a.test/b.pdf"))),
            new Media(
                Media.Kind.VIDEO,
                "video/mp4",
                new Media.File("", "https://generativelanguage.googleapis.com/v1beta/files/x")),
            new Media(Media.Kind.AUDIO, "audio/wav", new Media.File("", "gs://bucket/x.wav")));
  }

  @Test
  void callsAndResultsFindEachOtherByIdOrByName() {
    List<Message> messages =
        messages(
            """
            {"role":"user","parts":[{"text":"hi"}]},
            {"role":"model","parts":[{"text":"Let "},{"text":"me see."},
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"s1"},
             {"functionCall":{"id":"x","name":"g"}},
             {"functionCall":{"name":"f","args":{"a":2}}}]},
            {"role":"function","parts":[
             {"functionResponse":{"name":"f","response":{"output":"one"}}},
             {"functionResponse":{"id":"x","name":"g","response":{"error":"broken"}}},
             {"functionResponse":{"name":"f","response":{"n":2},"parts":[
              {"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}},
             {"text":"And?"}]}
            """);
    assertThat(messages).hasSize(6);
    List<Part> said = ((Message.Assistant) messages.get(1)).parts();
    assertThat(said.getFirst()).isEqualTo(Part.text("Let me see."));
    Part.ToolCall first = (Part.ToolCall) said.get(1);
    assertThat(first.arguments()).isEqualTo("{\"a\":1}");
    assertThat(first.data("").orElseThrow().field("thoughtSignature")).contains("\"s1\"");
    Part.ToolCall third = (Part.ToolCall) said.get(3);
    assertThat(List.of(first.id(), third.id())).doesNotHaveDuplicates().doesNotContain("");
    assertThat(result(messages, 2)).isEqualTo(new Part.ToolResult(first.id(), "f", texts("one")));
    assertThat(result(messages, 3))
        .isEqualTo(new Part.ToolResult("x", "g", texts("broken")).asFailure());
    assertThat(result(messages, 4))
        .isEqualTo(
            new Part.ToolResult(
                third.id(),
                "f",
                List.of(
                    Part.text("{\"n\":2}"),
                    new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("AAAA")))));
    assertThat(messages.get(5)).isEqualTo(Message.user("And?"));
  }

  private static Part.ToolResult result(List<Message> messages, int index) {
    return ((Message.ToolResult) messages.get(index)).result();
  }

  private static List<Part> texts(String text) {
    return List.of(Part.text(text));
  }

  @Test
  void thoughtsAreKeptApartAndProofsAreOfWhoeverIsAsked() {
    Asked asked =
        asked(
            """
            {"contents":[{"role":"user","parts":[{"text":"hi"}]},
             {"role":"model","parts":[{"text":"Hm.","thought":true},
              {"text":"Yes","thoughtSignature":"p"},{"text":"","thoughtSignature":"q"},
              {"executableCode":{"language":"PYTHON","code":"1"}},
              {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}]},
             {"role":"model","parts":[{"text":""}]},
             {"role":"user","parts":[{"text":"go on"}]}]}
            """);
    List<Part> gemini = said(asked.requestTo(List.of("gemini")));
    assertThat(gemini).hasSize(5);
    assertThat(gemini.getFirst()).isEqualTo(new Part.Reasoning("Hm."));
    assertThat(gemini.get(1).data("gemini").orElseThrow().field("thoughtSignature"))
        .contains("\"p\"");
    assertThat(gemini.get(2).data("gemini")).isPresent();
    assertThat(gemini.get(3).data("gemini").orElseThrow().field("executableCode")).isPresent();
    List<Part> others = said(asked.requestTo(List.of()));
    assertThat(others).allMatch(part -> part.data("gemini").isEmpty());
  }

  private static List<Part> said(ChatRequest request) {
    return ((Message.Assistant) request.messages().get(1)).parts();
  }

  @Test
  void functionsAreToolsAndGooglesOwnAreExtra() {
    Asked asked =
        with(
            """
            "tools":[{"functionDeclarations":[
              {"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{
                "type":{"type":"STRING","nullable":true,"maxLength":"5"},
                "list":{"type":"ARRAY","items":{"type":"INTEGER","minimum":"-2","maximum":9},
                  "min_items":"1"},
                "any":{"anyOf":[{"type":"NUMBER"},{"type":"BOOLEAN"}]}},
                "required":["type"],"propertyOrdering":["type","list"]},"behavior":"BLOCKING"},
              {"name":"g","parametersJsonSchema":{"type":"object"}},{"name":"h"}]},
             {"googleSearch":{}},{"url_context":{},"codeExecution":{}}],
            "toolConfig":{"retrievalConfig":{"languageCode":"en"}}
            """);
    assertThat(asked.request().tools())
        .containsExactly(
            new Tool(
                "f",
                "d",
                "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":[\"string\",\"null\"],"
                    + "\"maxLength\":5},\"list\":{\"type\":\"array\",\"items\":{\"type\":"
                    + "\"integer\",\"minimum\":-2,\"maximum\":9},\"minItems\":1},\"any\":{\"anyOf\":[{\"type\":\"number\"},"
                    + "{\"type\":\"boolean\"}]}},\"required\":[\"type\"],\"propertyOrdering\":"
                    + "[\"type\",\"list\"]}"),
            new Tool("g", "", "{\"type\":\"object\"}"),
            new Tool("h", "", "{\"type\":\"object\",\"properties\":{}}"));
    assertThat(asked.extra())
        .containsOnly(
            Map.entry("tools", "[{\"googleSearch\":{}},{\"url_context\":{},\"codeExecution\":{}}]"),
            Map.entry("toolConfig", "{\"retrievalConfig\":{\"languageCode\":\"en\"}}"));
    assertThat(asked.dropped()).containsExactly("tools[0].functionDeclarations[0].behavior");
    assertThat(asked.withoutExtra()).isEmpty();
  }

  @Test
  void whatMayBeNullMayBeNullBesideAListOfWhatItMayBe() {
    Asked asked =
        with(
            """
            "generationConfig":{"responseMimeType":"application/json","responseSchema":{
              "type":"OBJECT","properties":{
                "e":{"type":"STRING","enum":["a","b"],"nullable":true},
                "u":{"anyOf":[{"type":"STRING"},{"type":"NUMBER"}],"nullable":true},
                "n":{"anyOf":[{"type":"STRING"},{"type":"null"}],"nullable":true},
                "not":{"type":"STRING","enum":["a"],"nullable":false}}}}
            """);
    assertThat(asked.request().responseFormat())
        .isEqualTo(
            new ResponseFormat.JsonSchema(
                "answer",
                "{\"type\":\"object\",\"properties\":{\"e\":{\"anyOf\":[{\"type\":\"string\",\"enum\":"
                    + "[\"a\",\"b\"]},{\"type\":\"null\"}]},\"u\":{\"anyOf\":[{\"type\":\"string\"},"
                    + "{\"type\":\"number\"},{\"type\":\"null\"}]},\"n\":{\"anyOf\":[{\"type\":"
                    + "\"string\"},{\"type\":\"null\"}]},\"not\":{\"type\":\"string\",\"enum\":"
                    + "[\"a\"]}}}",
                false));
  }

  @Test
  void howFunctionsAreCalledIsAChoice() {
    assertThat(choice("\"mode\":\"AUTO\"")).isEqualTo(new ToolChoice.Auto());
    assertThat(choice("\"mode\":\"NONE\"")).isEqualTo(new ToolChoice.None());
    assertThat(choice("\"mode\":\"ANY\"")).isEqualTo(new ToolChoice.Required());
    assertThat(choice("\"mode\":\"ANY\",\"allowed_function_names\":[\"g\"]"))
        .isEqualTo(new ToolChoice.Named("g"));
    assertThat(choice("\"mode\":\"VALIDATED\"")).isEqualTo(new ToolChoice.Auto());
    Asked two = choosing("\"mode\":\"ANY\",\"allowedFunctionNames\":[\"g\",\"h\"]");
    assertThat(two.request().toolChoice()).isEqualTo(new ToolChoice.Required());
    assertThat(two.request().tools()).extracting(Tool::name).containsExactly("g", "h");
    assertThat(choosing("\"mode\":\"VALIDATED\"").extra())
        .containsEntry("toolConfig", "{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"}}");
  }

  private static ToolChoice choice(String config) {
    return choosing(config).request().toolChoice();
  }

  private static Asked choosing(String config) {
    return with(
        "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"},{\"name\":\"h\"}]}],"
            + "\"toolConfig\":{\"functionCallingConfig\":{"
            + config
            + "}}");
  }

  @Test
  void theFormOfTheAnswerIsAsked() {
    assertThat(format("\"responseMimeType\":\"application/json\""))
        .isEqualTo(new ResponseFormat.JsonObject());
    assertThat(
            format(
                "\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":"
                    + "\"OBJECT\"}"))
        .isEqualTo(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", false));
    assertThat(
            format("\"response_mime_type\":\"application/json\",\"responseJsonSchema\":{\"a\":1}"))
        .isEqualTo(new ResponseFormat.JsonSchema("answer", "{\"a\":1}", false));
    assertThat(format("\"responseMimeType\":\"text/plain\"")).isEqualTo(new ResponseFormat.Text());
    Asked word = with("\"generationConfig\":{\"responseMimeType\":\"text/x.enum\"}");
    assertThat(word.extra()).containsEntry("responseMimeType", "\"text/x.enum\"");
    assertThat(word.withoutExtra()).isPresent();
  }

  private static ResponseFormat format(String config) {
    return with("\"generationConfig\":{" + config + "}").request().responseFormat();
  }

  @Test
  void whatGoogleAloneHasGoesToGoogleAlone() {
    Asked asked =
        with(
            """
            "generationConfig":{"topK":40,"presencePenalty":0.5,"responseLogprobs":true,
             "logprobs":3,"thinkingConfig":{"include_thoughts":true,"thinkingBudget":-1},
             "responseModalities":["TEXT"],"speechConfig":{},"mediaResolution":
             "MEDIA_RESOLUTION_LOW","brandNew":{"a":1}},
            "safetySettings":[{"category":"c","threshold":"BLOCK_NONE"}],"labels":{"a":"b"},
            "serviceTier":"flex"
            """);
    assertThat(asked.extra())
        .containsOnlyKeys(
            "topK",
            "presencePenalty",
            "responseLogprobs",
            "logprobs",
            "thinkingConfig",
            "responseModalities",
            "speechConfig",
            "mediaResolution",
            "generationConfig",
            "safetySettings",
            "labels",
            "serviceTier");
    assertThat(asked.extra()).containsEntry("generationConfig", "{\"brandNew\":{\"a\":1}}");
    assertThat(asked.view()).isEqualTo(new GeminiView(false, true));
    assertThat(asked.withoutExtra()).isEmpty();
    assertThat(asked.requestTo(List.of("gemini")).providerOptions("gemini"))
        .isEqualTo(asked.extra());
    assertThat(asked.requestTo(List.of()).providerOptions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"cachedContent\":\"cachedContents/a\" | cachedContent",
        "\"generationConfig\":{\"responseModalities\":[\"AUDIO\"]} |"
            + " generationConfig.responseModalities",
      })
  void whatNobodyElseCanAnswerIsRefusedThere(String members, String param) {
    assertThatThrownBy(() -> with(members).requestTo(List.of()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.problem().param()).isEqualTo(param));
    assertThat(with(members).requestTo(List.of("gemini"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | missing_field | contents",
        "{\"contents\":5} | invalid_type | contents",
        "{\"contents\":[]} | invalid_value | contents",
        "{\"contents\":[{\"role\":\"x\",\"parts\":[]}]} | invalid_value | contents[0].role",
        "{\"contents\":[{\"parts\":[{}]}]} | unsupported_content | contents[0].parts[0]",
        "{\"contents\":[{\"parts\":[{\"text\":1}]}]} | invalid_type | contents[0].parts[0].text",
        "{\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"x\"}}]}]} | invalid_value |"
            + " contents[0].parts[0].inlineData.mimeType",
        "{\"contents\":[{\"parts\":[{\"inlineData\":{\"data\":\"?\"}}]}]} | invalid_base64 |"
            + " contents[0].parts[0].inlineData.data",
        "{\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"file:///etc/passwd\"}}]}]} |"
            + " invalid_url | contents[0].parts[0].fileData.fileUri",
        "{\"contents\":[{\"parts\":[{\"functionCall\":{}}]}]} | missing_field |"
            + " contents[0].parts[0].functionCall.name",
        "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":"
            + "5}}]}]} | invalid_type | contents[0].parts[0].functionCall.args",
        "{\"contents\":[{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}]} | unsupported_content |"
            + " contents[0]",
        "{\"generationConfig\":{\"candidateCount\":2}} | unsupported_value |"
            + " generationConfig.candidateCount",
        "{\"generationConfig\":{\"temperature\":3}} | invalid_value | generationConfig.temperature",
        "{\"generation_config\":{\"top_p\":-1}} | invalid_value | generation_config.top_p",
        "{\"generationConfig\":{\"stopSequences\":[\"\"]}} | invalid_value |"
            + " generationConfig.stopSequences[0]",
        "{\"tools\":[{\"functionDeclarations\":[{}]}]} | missing_field |"
            + " tools[0].functionDeclarations[0].name",
        "{\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOME\"}}} | invalid_value |"
            + " toolConfig.functionCallingConfig.mode",
        "{\"contents\":\"a\",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}} |"
            + " invalid_value | toolConfig.functionCallingConfig.mode",
        "{\"contents\":\"a\",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\","
            + "\"allowedFunctionNames\":[\"x\"]}}} | invalid_value |"
            + " toolConfig.functionCallingConfig.allowedFunctionNames",
        "{\"base_url\":\"http://a.test\"} | unsupported_parameter | base_url",
        "{\"apiKey\":\"k\"} | unsupported_parameter | apiKey",
        "{\"systemInstruction\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":"
            + "\"AAAA\"}}]}} | unsupported_content | systemInstruction",
        "{\"safetySettings\":5} | invalid_type | safetySettings",
        "[] | invalid_type | ``",
      })
  void whatIsWrongIsRefusedByItsPath(String json, String code, String param) {
    assertThatThrownBy(() -> asked(json))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo(code);
              assertThat(refused.problem().param()).isEqualTo(param);
              assertThat(refused.problem().status()).isEqualTo(400);
            });
  }

  @Test
  void manyPiecesOfATextAreReadInAMoment() {
    int count = 1_000_000;
    String piece = "{\"text\":\"0123456789\"},";
    String pieces = piece.repeat(count - 1) + "{\"text\":\"!\"}";
    List<Part> said =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> parts("model", pieces));
    assertThat(said).singleElement().isInstanceOf(Part.Text.class);
    assertThat(((Part.Text) said.getFirst()).text()).hasSize(10 * (count - 1) + 1).endsWith("9!");
  }

  @Test
  void manyResultsFindTheirCalls() {
    int count = 20_000;
    List<Message> messages = messages(callsAndResults(count));
    assertThat(messages).hasSize(count + 1);
    assertThat(((Message.ToolResult) messages.get(1)).result().callId())
        .isEqualTo("call_unnamed_" + (count - 1));
    assertThat(((Message.ToolResult) messages.getLast()).result().callId())
        .isEqualTo("call_unnamed_0");
  }

  @Test
  void moreResultsThanThereMayBeAreRefusedInAMoment() {
    String list = callsAndResults(200_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> messages(list)).hasMessageContaining("more than the limit"));
  }

  private static String callsAndResults(int count) {
    StringBuilder calls = new StringBuilder();
    StringBuilder results = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String comma = i == 0 ? "" : ",";
      calls.append(comma).append("{\"functionCall\":{\"name\":\"f").append(i).append("\"}}");
      results
          .append(comma)
          .append("{\"functionResponse\":{\"name\":\"f")
          .append(count - 1 - i)
          .append("\",\"response\":{}}}");
    }
    return "{\"role\":\"model\",\"parts\":[%s]},{\"parts\":[%s]}".formatted(calls, results);
  }

  @Test
  void eachResultIsOfTheFirstCallThatIsOpen() {
    List<Message> messages =
        messages(
            """
            {"role":"model","parts":[{"functionCall":{"name":"f"}},
             {"functionCall":{"name":"f","id":"own"}},{"functionCall":{"name":"f"}}]},
            {"parts":[{"functionResponse":{"name":"f","id":"own","response":{}}},
             {"functionResponse":{"name":"f","response":{}}},
             {"functionResponse":{"name":"f","response":{}}},
             {"functionResponse":{"name":"f","response":{}}}]}
            """);
    assertThat(messages.subList(1, messages.size()))
        .extracting(message -> ((Message.ToolResult) message).result().callId())
        .containsExactly("own", "call_unnamed_0", "call_unnamed_2", "");
  }

  @Test
  void moreFunctionsThanThereMayBeAreRefusedInAMoment() {
    int count = 300_000;
    StringBuilder functions = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String comma = i == 0 ? "" : ",";
      functions.append(comma).append("{\"name\":\"f").append(i).append("\"}");
      names.append(comma).append("\"f").append(count - 1 - i).append('"');
    }
    String members =
        ("\"tools\":[{\"functionDeclarations\":[%s]}],\"toolConfig\":"
                + "{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[%s]}}")
            .formatted(functions, names);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> with(members)).hasMessageContaining("more than the limit"));
  }
}
