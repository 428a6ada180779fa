package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
  private static final String HEAD =
      "{'model':'m','messages':[{'role':'user','content':'hi'}],"
          + "'stream':true,'stream_options':{'include_usage':true}";

  @Test
  void aPromptIsTheLeastThatCanBeAsked() {
    golden(ChatRequest.of("hi"), HEAD + "}");
  }

  @Test
  void anAnswerInOnePieceIsAskedForWithoutStreamOptions() {
    golden(
        ChatRequest.of("hi").toBuilder().streamed(false).build(),
        "{'model':'m','messages':[{'role':'user','content':'hi'}],'stream':false}");
  }

  @Test
  void whatAToolGaveStandsBehindItsCallWhateverCameMeanwhile() {
    var one = new Part.ToolCall("t-1", "look", "{}");
    var two = new Part.ToolCall("t-2", "look", "{}");
    golden(
        ChatRequest.builder()
            .user("Look twice.")
            .message(new Message.Assistant(List.of(one, two)))
            .message(Message.toolResult(one, "a"))
            .system("The user is away.")
            .message(Message.toolResult(two, "b"))
            .build(),
        "{'model':'m','messages':["
            + "{'role':'user','content':'Look twice.'},"
            + "{'role':'assistant','content':null,'tool_calls':["
            + "{'id':'t-1','type':'function','function':{'name':'look','arguments':'{}'}},"
            + "{'id':'t-2','type':'function','function':{'name':'look','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'t-1','content':'a'},"
            + "{'role':'tool','tool_call_id':'t-2','content':'b'},"
            + "{'role':'system','content':'The user is away.'}],"
            + "'stream':true,'stream_options':{'include_usage':true}}");
  }

  @Test
  void aConversationKeepsItsOrder() {
    var call = new Part.ToolCall("t-1", "weather", "{\"city\":\"Oslo\"}");
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user("Weather?")
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("hm", ""),
                        new Part.Text("Let me "),
                        new Part.Text("look."),
                        call)))
            .message(Message.toolResult(call, "rain"))
            .assistant("It rains.")
            .user("Thanks")
            .build(),
        "{'model':'m','messages':["
            + "{'role':'system','content':'Be terse.'},"
            + "{'role':'user','content':'Weather?'},"
            + "{'role':'assistant','content':'Let me look.','tool_calls':[{'id':'t-1',"
            + "'type':'function','function':{'name':'weather',"
            + "'arguments':'{\\'city\\':\\'Oslo\\'}'}}]},"
            + "{'role':'tool','tool_call_id':'t-1','content':'rain'},"
            + "{'role':'assistant','content':'It rains.'},"
            + "{'role':'user','content':'Thanks'}],"
            + "'stream':true,'stream_options':{'include_usage':true}}");
  }

  @Test
  void toolCallsWithoutTextHaveNullContent() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(new Message.Assistant(List.of(new Part.ToolCall("t", "a", "{}"))))
            .build(),
        "{'model':'m','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':null,'tool_calls':[{'id':'t','type':'function',"
            + "'function':{'name':'a','arguments':'{}'}}]}],"
            + "'stream':true,'stream_options':{'include_usage':true}}");
  }

  @Test
  void thoughtsGoBackByTheFieldThatTheirServerWants() {
    String field = "reasoning_content";
    Quirks quirks = Quirks.NONE.reasoningBy(field);
    assertThat(body(thoughtBy("openai/m"), quirks))
        .contains(
            quoted(
                "{'role':'assistant','content':null,'reasoning_content':'hm, so',"
                    + "'tool_calls':["));
    assertThat(body(thoughtBy("other/m"), quirks))
        .as("thoughts of another provider")
        .doesNotContain(field);
    assertThat(body(thoughtBy("openai/m"), Quirks.NONE))
        .as("a server that has no place for them")
        .doesNotContain("hm");
  }

  private static ChatRequest thoughtBy(String model) {
    Message said =
        new Message.Assistant(
            List.of(
                new Part.Reasoning("hm, "),
                new Part.Reasoning("so"),
                new Part.ToolCall("t", "a", "{}")),
            model);
    return ChatRequest.builder().user("hi").message(said).build();
  }

  @Test
  void aToolThatGaveNothingBackHasEmptyContent() {
    Part.ToolResult nothing = new Part.ToolResult("t", "a", List.of());
    assertThat(body(ChatRequest.builder().message(new Message.ToolResult(nothing)).build()))
        .contains(quoted("{'role':'tool','tool_call_id':'t','content':''}"));
  }

  @Test
  void bytesOfAnUnknownTypeAreRefused() {
    ChatRequest request = ChatRequest.builder().user(Part.image("", new byte[] {1})).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageContaining("media type");
  }

  @Test
  void aFileThatAnotherProviderKeepsIsRefused() {
    Part.Media file =
        new Part.Media(
            Part.Media.Kind.DOCUMENT, "application/pdf", new Part.Media.File("other", "file-1"));
    ChatRequest request = ChatRequest.builder().user(file).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageContainingAll("file-1", "other", "openai");
  }

  @Test
  void anAssistantWhoSaidNothingHasEmptyContent() {
    assertThat(body(ChatRequest.builder().user("hi").assistant("").build()))
        .contains(quoted("{'role':'assistant','content':''}"));
  }

  @Test
  void imagesAreParts() {
    assertThat(
            body(
                ChatRequest.builder()
                    .user(
                        new Part.Text("What is this?"),
                        Part.image(URI.create("https://host/a.png")),
                        Part.image("image/png", new byte[] {1, 2, 3}))
                    .build()))
        .contains(
            quoted(
                "'content':[{'type':'text','text':'What is this?'},"
                    + "{'type':'image_url','image_url':{'url':'https://host/a.png'}},"
                    + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AQID'}}]"));
  }

  @Test
  void samplingIsSentAsItIsSetAndElseLeftOut() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .temperature(0.2)
            .topP(1)
            .maxTokens(200)
            .seed(-7)
            .stop("END", "\n")
            .build(),
        HEAD
            + ",'temperature':0.2,'top_p':1.0,'max_tokens':200,'seed':-7,"
            + "'stop':['END','\\n']}");
  }

  @Test
  void toolsCarryTheirSchemas() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .tool(new Tool("a", "does a", "{\"type\": \"object\", \"properties\": {}}"))
            .tool(new Tool("b", "", "{}"))
            .build(),
        HEAD
            + ",'tools':[{'type':'function','function':{'name':'a','description':'does a',"
            + "'parameters':{'type':'object','properties':{}}}},"
            + "{'type':'function','function':{'name':'b',"
            + "'parameters':{'type':'object','properties':{}}}}]}");
  }

  @Test
  void aToolChoiceIsSentUnlessTheModelDecides() {
    assertThat(choosing(new ToolChoice.Auto())).doesNotContain("tool_choice");
    assertThat(choosing(new ToolChoice.None())).endsWith(quoted(",'tool_choice':'none'}"));
    assertThat(choosing(new ToolChoice.Required())).endsWith(quoted(",'tool_choice':'required'}"));
    assertThat(choosing(new ToolChoice.Named("a")))
        .endsWith(quoted(",'tool_choice':{'type':'function','function':{'name':'a'}}}"));
  }

  @Test
  void aResponseFormatIsSentUnlessItIsText() {
    assertThat(formatted(new ResponseFormat.Text())).doesNotContain("response_format");
    assertThat(formatted(new ResponseFormat.JsonObject()))
        .endsWith(quoted(",'response_format':{'type':'json_object'}}"));
    assertThat(formatted(new ResponseFormat.JsonSchema("s", "{\"type\":\"array\"}", true)))
        .endsWith(
            quoted(
                ",'response_format':{'type':'json_schema','json_schema':"
                    + "{'name':'s','schema':{'type':'array'},'strict':true}}}"));
  }

  @Test
  void textIsEscapedAndUnicodeStays() {
    assertThat(body(ChatRequest.of("a\"b\\c\nd\0é€😀")))
        .contains("\"content\":\"a\\\"b\\\\c\\nd\\u0000é€😀\"");
  }

  @Test
  void providerFieldsAreSentAsTheyAreInTheirOrder() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .providerOption("openai", "logprobs", "true")
            .providerOption("openai", "a", " { \"x\" : [ 1 , null , 1.5e3, \"é\" ] } ")
            .providerOption("openai", "z", "null")
            .providerOption("openai", "b", "12345678901234567890123")
            .providerOption("openai", "c", "0.12345678901234567890123")
            .build(),
        HEAD
            + ",'logprobs':true,'a':{'x':[1,null,1.5E+3,'é']},'z':null,"
            + "'b':12345678901234567890123,'c':0.12345678901234567890123}");
  }

  /** One for each field that the library may set itself. */
  @ParameterizedTest
  @CsvSource({
    "model, model",
    "messages, messages",
    "stream, stream",
    "stream_options, stream_options",
    "temperature, temperature",
    "top_p, top_p",
    "max_tokens, max_tokens",
    "max_completion_tokens, max_tokens",
    "seed, seed",
    "stop, stop",
    "tools, tools",
    "tool_choice, tool_choice",
    "response_format, response_format"
  })
  void aProviderFieldWinsOverOurs(String field, String left) {
    String body = body(everything().providerOption("openai", field, "{\"mine\":true}").build());
    assertThat(body).contains(quoted("'" + field + "':{'mine':true}"));
    if (!left.equals(field)) {
      assertThat(body).doesNotContain(quoted("'" + left + "'"));
    }
    assertThat(body.split(quoted("'" + field + "':"), -1)).as("only once").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "}", "tru", "'a'", "1 2", "{} {}", "1,\"stream\":false", "[1,]"})
  void aProviderFieldThatIsNotOneJsonValueIsNamed(String json) {
    ChatRequest request =
        ChatRequest.builder().user("hi").providerOption("openai", "logit", json).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageStartingWith("'logit' ");
  }

  @Test
  void aProviderFieldNestedWithoutEndIsNamed() {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    ChatRequest request =
        ChatRequest.builder().user("hi").providerOption("openai", "logit", deep).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageStartingWith("'logit' ");
  }

  @Test
  void aSchemaThatIsNoJsonIsNamed() {
    ChatRequest tool = ChatRequest.builder().user("hi").tool(new Tool("a", "", "{")).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(tool))
        .withMessageStartingWith("'parameters' ");
    ChatRequest format =
        ChatRequest.builder()
            .user("hi")
            .responseFormat(new ResponseFormat.JsonSchema("s", "no", false))
            .build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(format))
        .withMessageStartingWith("'schema' ");
  }

  @Test
  void whatThisFormatCannotSayIsRefused() {
    Part image = Part.image(URI.create("https://host/a.png"));
    refused(new Message.Assistant(List.of(image)), "an assistant message cannot hold an image");
    refused(Message.user(new Part.Reasoning("x", "")), "reasoning belongs in an assistant");
    refused(Message.user(new Part.ToolCall("", "a", "{}")), "a tool call belongs in an assistant");
  }

  private static void refused(Message message, String why) {
    ChatRequest request = ChatRequest.builder().message(message).build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageContaining(why);
  }

  private static ChatRequest.Builder everything() {
    return ChatRequest.builder()
        .user("hi")
        .temperature(1)
        .topP(0.5)
        .maxTokens(1)
        .seed(1)
        .stop("x")
        .tool(new Tool("a", "", "{}"))
        .toolChoice(new ToolChoice.Required())
        .responseFormat(new ResponseFormat.JsonObject());
  }

  private static String choosing(ToolChoice choice) {
    return body(ChatRequest.builder().user("hi").toolChoice(choice).build());
  }

  private static String formatted(ResponseFormat format) {
    return body(ChatRequest.builder().user("hi").responseFormat(format).build());
  }

  private static void golden(ChatRequest request, String expected) {
    assertThat(body(request)).isEqualTo(quoted(expected));
  }

  private static String body(ChatRequest request) {
    return body(request, Quirks.NONE);
  }

  private static String body(ChatRequest request, Quirks quirks) {
    return RequestBody.of("openai", "m", request, quirks, new OwnFields(Set.of()));
  }

  /** JSON is easier to read here with single quotes. */
  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
