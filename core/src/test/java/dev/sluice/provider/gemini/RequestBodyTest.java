package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.spi.transport.HttpCall;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are compared with ones that were written by hand from Google's documentation. */
class RequestBodyTest {
  private static final String NEW = "gemini-3-pro-preview";
  private static final String HI = "'contents':[{'role':'user','parts':[{'text':'hi'}]}]";

  private static void golden(ChatRequest request, String body) {
    Gemini.assertJson(Gemini.body(NEW, request), body);
  }

  private static ChatRequest.Builder hi() {
    return ChatRequest.builder().user("hi");
  }

  @Test
  void aPromptIsTheLeastThatCanBeAsked() {
    golden(ChatRequest.of("hi"), "{" + HI + "}");
  }

  @Test
  void anEmptyTextBesideSomethingIsNoPart() {
    golden(
        ChatRequest.builder()
            .message(Message.user(Part.text(""), Part.text("hi"), Part.text("")))
            .build(),
        "{" + HI + "}");
  }

  @Test
  void theAddressSaysTheModelAndHowTheAnswerComesAndNeverTheKey() {
    HttpCall streamed = Gemini.format().call(Gemini.STREAMED);
    assertThat(streamed.uri())
        .hasToString(
            "https://gemini.example/v1beta/models/gemini-3-pro-preview:streamGenerateContent"
                + "?alt=sse");
    assertThat(Gemini.format().call(Gemini.WHOLE).uri())
        .hasToString("https://gemini.example/v1beta/models/gemini-3-pro-preview:generateContent");
    assertThat(Gemini.format("tunedModels/my one").call(Gemini.WHOLE).uri())
        .hasToString("https://gemini.example/v1beta/tunedModels/my%20one:generateContent");
  }

  @Test
  void aWholeConversationIsInTurns() {
    var call = new Part.ToolCall("c-1", "weather", "{\"city\":\"Oslo\"}");
    var other = new Part.ToolCall("c-2", "time", "{}");
    var said =
        List.of(
            new Part.Reasoning("Hm.", "dGg="),
            new Part.Text("Let me look."),
            call.withData(ProviderData.of("gemini", "thoughtSignature", "\"c2ln\"")),
            other);
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user(
                Part.text("What is this?"),
                Part.image("image/png", new byte[] {1, 2, 3}),
                Part.document("application/pdf", "a.pdf", new byte[] {4}),
                Part.audio("audio/wav", new byte[] {5}),
                Part.image(URI.create("https://pics.example/a.jpg")),
                new Part.Media(
                    Part.Media.Kind.VIDEO, "video/mp4", new Part.Media.File("gemini", "files/abc")))
            .user("And the weather?")
            .message(new Message.Assistant(said, "gemini/gemini-3-pro-preview"))
            .message(Message.toolFailure(other, "no clock"))
            .message(Message.toolResult(call, "{\"sky\":\"grey\"}"))
            .assistant("It is grey.")
            .system("Be kind.")
            .user("Thanks")
            .tool(new Tool("weather", "Tells it", "{\"type\":\"object\"}"))
            .tool(new Tool("time", "", "{}"))
            .temperature(0.5)
            .topP(0.9)
            .maxTokens(100)
            .seed(7)
            .stop("END", "STOP")
            .build(),
        "{'systemInstruction':{'parts':[{'text':'Be terse.'},{'text':'Be kind.'}]},"
            + "'contents':["
            + "{'role':'user','parts':[{'text':'What is this?'},"
            + "{'inlineData':{'mimeType':'image/png','data':'AQID'}},"
            + "{'inlineData':{'mimeType':'application/pdf','data':'BA=='}},"
            + "{'inlineData':{'mimeType':'audio/wav','data':'BQ=='}},"
            + "{'fileData':{'fileUri':'https://pics.example/a.jpg'}},"
            + "{'fileData':{'mimeType':'video/mp4',"
            + "'fileUri':'https://gemini.example/v1beta/files/abc'}},"
            + "{'text':'And the weather?'}]},"
            + "{'role':'model','parts':["
            + "{'text':'Hm.','thought':true,'thoughtSignature':'dGg='},"
            + "{'text':'Let me look.'},"
            + "{'functionCall':{'id':'c-1','name':'weather','args':{'city':'Oslo'}},"
            + "'thoughtSignature':'c2ln'},"
            + "{'functionCall':{'id':'c-2','name':'time','args':{}}}]},"
            + "{'role':'user','parts':["
            + "{'functionResponse':{'id':'c-1','name':'weather',"
            + "'response':{'output':{'sky':'grey'}}}},"
            + "{'functionResponse':{'id':'c-2','name':'time','response':{'error':'no clock'}}}]},"
            + "{'role':'model','parts':[{'text':'It is grey.'}]},"
            + "{'role':'user','parts':[{'text':'Thanks'}]}],"
            + "'tools':[{'functionDeclarations':["
            + "{'name':'weather','description':'Tells it',"
            + "'parametersJsonSchema':{'type':'object'}},"
            + "{'name':'time','parametersJsonSchema':{}}]}],"
            + "'generationConfig':{'temperature':0.5,'topP':0.9,'maxOutputTokens':100,'seed':7,"
            + "'stopSequences':['END','STOP']}}");
  }

  @Test
  void callsThatComeFromElsewhereGoWithTheDocumentedSignatureAndWithoutTheirIds() {
    var first = new Part.ToolCall("call_1", "f", "{\"a\":1}");
    var second = new Part.ToolCall("call_2", "f", "not JSON");
    ChatRequest request =
        hi().message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("theirs", "sig"),
                        new Part.ToolCall("w", "web_search", "{}").runByProvider(),
                        new Part.Native("openai", "x", "{}"),
                        first,
                        second),
                    "openai/gpt-5"))
            .message(Message.toolResult(second, "two"))
            .message(Message.toolResult(first, "one"))
            .build();
    String calls =
        "{"
            + HI.substring(0, HI.length() - 1)
            + ",{'role':'model','parts':["
            + "{'functionCall':{'name':'f','args':{'a':1}}SIGNATURE},"
            + "{'functionCall':{'name':'f','args':{'input':'not JSON'}}}]},"
            + "{'role':'user','parts':["
            + "{'functionResponse':{'name':'f','response':{'output':'one'}}},"
            + "{'functionResponse':{'name':'f','response':{'output':'two'}}}]}]}";
    golden(
        request,
        calls.replace("SIGNATURE", ",'thoughtSignature':'skip_thought_signature_validator'"));
    for (String older : List.of("gemini-2.5-flash", "gemini-1.5-pro", "gemma-3-27b-it")) {
      Gemini.assertJson(Gemini.body(older, request), calls.replace("SIGNATURE", ""));
    }
  }

  @Test
  void ofOurOwnCallsThoseWithoutASignatureStaySo() {
    var signed =
        new Part.ToolCall("", "f", "{}")
            .withData(ProviderData.of("gemini", "thoughtSignature", "\"c2ln\""));
    var unsigned = new Part.ToolCall("", "f", "{}");
    golden(
        hi().message(new Message.Assistant(List.of(signed, unsigned), "gemini/x"))
            .message(Message.toolResult(unsigned, "1"))
            .message(Message.toolResult(unsigned, "2"))
            .build(),
        "{"
            + HI.substring(0, HI.length() - 1)
            + ",{'role':'model','parts':["
            + "{'functionCall':{'name':'f','args':{}},'thoughtSignature':'c2ln'},"
            + "{'functionCall':{'name':'f','args':{}}}]},"
            + "{'role':'user','parts':["
            + "{'functionResponse':{'name':'f','response':{'output':'1'}}},"
            + "{'functionResponse':{'name':'f','response':{'output':'2'}}}]}]}");
  }

  @Test
  void resultsMayShowPictures() {
    var call = new Part.ToolCall("", "shot", "{}");
    var result =
        new Message.ToolResult(
            new Part.ToolResult(
                "", "shot", List.of(Part.text("seen"), Part.image("image/png", new byte[] {1}))));
    ChatRequest request =
        hi().message(new Message.Assistant(List.of(call), "gemini/gemini-2.5-flash"))
            .message(result)
            .build();
    assertThat(Gemini.body(NEW, request))
        .contains(
            "{\"functionResponse\":{\"name\":\"shot\",\"response\":{\"output\":\"seen\"},"
                + "\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"}}]}}");
    assertThat(Gemini.body("gemini-2.5-flash", request))
        .contains(
            "{\"functionResponse\":{\"name\":\"shot\",\"response\":{\"output\":\"seen\"}}},"
                + "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none|{'functionCallingConfig':{'mode':'NONE'}}",
        "required|{'functionCallingConfig':{'mode':'ANY'}}",
        "named|{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['f']}}"
      })
  void theChoiceOfToolsIsAMode(String choice, String config) {
    ToolChoice chosen =
        switch (choice) {
          case "none" -> new ToolChoice.None();
          case "required" -> new ToolChoice.Required();
          default -> new ToolChoice.Named("f");
        };
    golden(hi().toolChoice(chosen).build(), "{" + HI + ",'toolConfig':" + config + "}");
  }

  @Test
  void theFormOfTheAnswerIsAskedFor() {
    golden(
        hi().responseFormat(new ResponseFormat.JsonObject()).build(),
        "{" + HI + ",'generationConfig':{'responseMimeType':'application/json'}}");
    golden(
        hi().responseFormat(new ResponseFormat.JsonSchema("s", "{\"type\":\"array\"}", true))
            .build(),
        "{"
            + HI
            + ",'generationConfig':{'responseMimeType':'application/json',"
            + "'responseJsonSchema':{'type':'array'}}}");
  }

  @Test
  void optionsAreJoinedWithOursAndWin() {
    golden(
        hi().temperature(1)
            .maxTokens(5)
            .tool(new Tool("f", "", "{}"))
            .toolChoice(new ToolChoice.Required())
            .providerOption("gemini", "thinkingConfig", "{\"includeThoughts\":true}")
            .providerOption("gemini", "generationConfig", "{\"temperature\":0,\"topK\":3}")
            .providerOption("gemini", "tools", "[{\"googleSearch\":{}}]")
            .providerOption(
                "gemini", "toolConfig", "{\"retrievalConfig\":{\"languageCode\":\"en\"}}")
            .providerOption("gemini", "safetySettings", "[]")
            .providerOption("openai", "store", "true")
            .build(),
        "{"
            + HI
            + ",'tools':[{'functionDeclarations':[{'name':'f','parametersJsonSchema':{}}]},"
            + "{'googleSearch':{}}],'toolConfig':{'functionCallingConfig':{'mode':'ANY'},"
            + "'retrievalConfig':{'languageCode':'en'}},'generationConfig':{'temperature':0,"
            + "'maxOutputTokens':5,'thinkingConfig':{'includeThoughts':true},'topK':3},"
            + "'safetySettings':[]}");
  }

  private static void refused(ChatRequest request, String message) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Gemini.body(NEW, request))
        .withMessageContaining(message);
  }

  @Test
  void whatCannotBeSaidIsRefused() {
    refused(ChatRequest.builder().system("x").build(), "wants a message of the user's");
    refused(hi().seed(1L << 40).build(), "32 bits");
    refused(hi().providerOption("gemini", "candidateCount", "2").build(), "Gather");
    refused(hi().providerOption("gemini", "generationConfig", "[").build(), "generationConfig");
    refused(
        hi().providerOption("gemini", "tools", "{}").tool(new Tool("f", "", "{}")).build(),
        "must be a JSON array");
    refused(
        hi().user(
                new Part.Media(
                    Part.Media.Kind.IMAGE, "image/png", new Part.Media.File("openai", "file-1")))
            .build(),
        "is kept by openai");
    refused(
        hi().user(new Part.Media(Part.Media.Kind.IMAGE, "", new Part.Media.Inline("AA=="))).build(),
        "needs its media type");
    refused(hi().user(new Part.Reasoning("x")).build(), "belongs in an assistant message");
    refused(
        hi().message(new Message.ToolResult(new Part.ToolResult("c", "", List.of(Part.text("x")))))
            .build(),
        "needs the tool's name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anAnswerOfNothingIsNoTurn(String text) {
    golden(
        hi().message(
                new Message.Assistant(
                    text.isEmpty() ? List.of() : List.of(new Part.Reasoning("x")), "openai/o"))
            .user("there")
            .build(),
        "{'contents':[{'role':'user','parts':[{'text':'hi'},{'text':'there'}]}]}");
  }
}
