package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies compared with bodies that were written by hand from the API's documentation. */
class RequestBodyTest {
  static final String HEAD = "{'model':'claude-sonnet-4-5','max_tokens':64000,";
  static final String ASKED = "'messages':[{'role':'user','content':'hi'}]";
  static final String TAIL = ",'stream':true}";

  @Test
  void aPromptIsTheLeastThatCanBeAsked() {
    golden(ChatRequest.of("hi"), HEAD + ASKED + TAIL);
  }

  /** The API refuses a request without a limit. */
  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4-5-20250929, 64000",
    "claude-haiku-4-5, 64000",
    "claude-opus-4-6, 64000",
    "claude-opus-5-5, 64000",
    "claude-fable-5, 64000",
    "claude-sonnet-4-20250514, 64000",
    "claude-opus-4-20250514, 32000",
    "claude-opus-4-1-20250805, 32000",
    "claude-3-7-sonnet-20250219, 64000",
    "claude-3-5-haiku-20241022, 8192",
    "claude-3-haiku-20240307, 4096",
    "anthropic/claude-opus-4.5, 64000",
    "kimi-k2, 8192"
  })
  void whoeverSaysNoLimitGetsWhatTheModelCan(String model, int tokens) {
    String body =
        new RequestBody("anthropic", model, ChatRequest.of("hi"), Dialect.ANTHROPIC).write();
    assertThat(body).contains("\"max_tokens\":" + tokens + ",");
  }

  @Test
  void anAnswerInOnePieceIsNotWaitedForLongerThanTenMinutes() {
    golden(
        ChatRequest.of("hi").toBuilder().streamed(false).build(),
        "{'model':'claude-sonnet-4-5','max_tokens':21333," + ASKED + ",'stream':false}");
  }

  @Test
  void aLimitLeavesRoomBesideTheThoughts() {
    String thinking = "{\"type\":\"enabled\",\"budget_tokens\":63000}";
    golden(
        ChatRequest.of("hi").toBuilder().providerOption("anthropic", "thinking", thinking).build(),
        "{'model':'claude-sonnet-4-5','max_tokens':64000,"
            + ASKED
            + ",'stream':true,'thinking':{'type':'enabled','budget_tokens':63000}}");
    golden(
        ChatRequest.of("hi").toBuilder()
            .providerOption("anthropic", "thinking", thinking.replace("63", "90"))
            .build(),
        "{'model':'claude-sonnet-4-5','max_tokens':98192,"
            + ASKED
            + ",'stream':true,'thinking':{'type':'enabled','budget_tokens':90000}}");
  }

  @Test
  void aConversationOfEverything() {
    var call = new Part.ToolCall("toolu_1", "weather", "{\"city\":\"Oslo\"}");
    var other = new Part.ToolCall("toolu_2", "time", "");
    var thoughts = new Part.Reasoning("Where?", "sig");
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user(
                Part.text("What is this?"),
                Part.image("image/png", new byte[] {1, 2, 3}),
                Part.document("application/pdf", "plan.pdf", new byte[] {4, 5, 6}))
            .message(
                new Message.Assistant(
                    List.of(
                        thoughts,
                        new Part.Reasoning("").enciphered("EmwK"),
                        Part.text("Let me look."),
                        call,
                        other),
                    "anthropic/claude-sonnet-4-5"))
            .message(Message.toolResult(call, "rain"))
            .message(Message.toolFailure(other, "no clock"))
            .user("Hurry")
            .assistant("It rains.")
            .user("Thanks")
            .maxTokens(200)
            .temperature(0.5)
            .topP(0.9)
            .stop("END", "STOP")
            .tool(new Tool("weather", "Tells it.", "{\"type\":\"object\"}"))
            .tool(new Tool("time", "", "{\"type\":\"object\"}"))
            .responseFormat(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", true))
            .build(),
        "{'model':'claude-sonnet-4-5','max_tokens':200,'system':'Be terse.','messages':["
            + "{'role':'user','content':[{'type':'text','text':'What is this?'},"
            + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AQID'}},"
            + "{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
            + "'data':'BAUG'},'title':'plan.pdf'}]},"
            + "{'role':'assistant','content':["
            + "{'type':'thinking','thinking':'Where?','signature':'sig'},"
            + "{'type':'redacted_thinking','data':'EmwK'},"
            + "{'type':'text','text':'Let me look.'},"
            + "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'city':'Oslo'}},"
            + "{'type':'tool_use','id':'toolu_2','name':'time','input':{}}]},"
            + "{'role':'user','content':["
            + "{'type':'tool_result','tool_use_id':'toolu_1','content':'rain'},"
            + "{'type':'tool_result','tool_use_id':'toolu_2','content':'no clock','is_error':true},"
            + "{'type':'text','text':'Hurry'}]},"
            + "{'role':'assistant','content':'It rains.'},"
            + "{'role':'user','content':'Thanks'}],"
            + "'tools':[{'name':'weather','description':'Tells it.',"
            + "'input_schema':{'properties':{},'type':'object'}},"
            + "{'name':'time','input_schema':{'properties':{},'type':'object'}}],"
            + "'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}},"
            + "'temperature':0.5,'top_p':0.9,'stop_sequences':['END','STOP'],'stream':true}");
  }

  @Test
  void mediaComeFromAnywhere() {
    URI there = URI.create("https://example.com/a");
    Part.Media.File kept = new Part.Media.File("anthropic", "file_1");
    golden(
        ChatRequest.builder()
            .user(
                Part.image(there),
                new Part.Media(Part.Media.Kind.IMAGE, "", kept),
                new Part.Media(Part.Media.Kind.DOCUMENT, "", new Part.Media.Url(there)),
                new Part.Media(Part.Media.Kind.DOCUMENT, "", kept),
                Part.document("text/markdown", "", "# Ü".getBytes(StandardCharsets.UTF_8)),
                Part.document("text/plain", "a.txt", new byte[] {'x'})
                    .withData(
                        ProviderData.of("anthropic", "citations", "{\"enabled\":true}")
                            .with("title", "\"Mine\"")
                            .with("context", "\"old\"")
                            .with("cache_control", "{\"type\":\"ephemeral\"}")))
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':["
            + "{'type':'image','source':{'type':'url','url':'https://example.com/a'}},"
            + "{'type':'image','source':{'type':'file','file_id':'file_1'}},"
            + "{'type':'document','source':{'type':'url','url':'https://example.com/a'}},"
            + "{'type':'document','source':{'type':'file','file_id':'file_1'}},"
            + "{'type':'document','source':{'type':'text','media_type':'text/plain',"
            + "'data':'# Ü'}},"
            + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'x'},"
            + "'citations':{'enabled':true},'title':'Mine','context':'old',"
            + "'cache_control':{'type':'ephemeral'}}]}]"
            + TAIL);
  }

  @Test
  void whatAUserSetsOfAPartGoesIntoItsBlockForThisProviderAlone() {
    Part cached =
        Part.text("long")
            .withData(ProviderData.of("anthropic", "cache_control", "{\"type\":\"ephemeral\"}"));
    Part elsewhere = Part.text("short").withData(ProviderData.of("openai", "x", "1"));
    golden(
        ChatRequest.builder().user(cached, elsewhere).build(),
        HEAD
            + "'messages':[{'role':'user','content':["
            + "{'type':'text','text':'long','cache_control':{'type':'ephemeral'}},"
            + "{'type':'text','text':'short'}]}]"
            + TAIL);
  }

  @Test
  void blocksThatOnlyAnthropicHasAreSentAsTheyAre() {
    String found = "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[]}";
    golden(
        ChatRequest.builder().user(new Part.Native("anthropic", "search_result", found)).build(),
        HEAD + "'messages':[{'role':'user','content':[" + found + "]}]" + TAIL);
  }

  @Test
  void resultsOfImagesAndOfNothing() {
    var call = new Part.ToolCall("t", "shoot", "{}");
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(new Message.Assistant(List.of(call)))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult(
                        "t", "shoot", List.of(Part.image("image/png", new byte[] {1, 2, 3})))))
            .message(new Message.ToolResult(new Part.ToolResult("t", "shoot", List.of())))
            .build(),
        HEAD
            + "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
            + "{'type':'tool_use','id':'t','name':'shoot','input':{}}]},{'role':'user','content':["
            + "{'type':'tool_result','tool_use_id':'t','content':[{'type':'image','source':"
            + "{'type':'base64','media_type':'image/png','data':'AQID'}}]},"
            + "{'type':'tool_result','tool_use_id':'t'}]}]"
            + TAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto | false | ''",
        "auto | true | ,'tool_choice':{'type':'auto','disable_parallel_tool_use':true}",
        "none | true | ,'tool_choice':{'type':'none'}",
        "any | false | ,'tool_choice':{'type':'any'}",
        "any | true | ,'tool_choice':{'type':'any','disable_parallel_tool_use':true}",
        "a | false | ,'tool_choice':{'type':'tool','name':'a'}"
      })
  void toolsAreChosen(String choice, String oneAtATime, String expected) {
    ToolChoice chosen =
        switch (choice) {
          case "auto" -> new ToolChoice.Auto();
          case "none" -> new ToolChoice.None();
          case "any" -> new ToolChoice.Required();
          default -> new ToolChoice.Named(choice);
        };
    golden(
        ChatRequest.builder()
            .user("hi")
            .tool(new Tool("a", "", "{}"))
            .toolChoice(chosen)
            .providerOption("anthropic", "disable_parallel_tool_use", oneAtATime)
            .build(),
        HEAD
            + ASKED
            + ",'tools':[{'name':'a','input_schema':{'type':'object','properties':{}}}]"
            + expected
            + TAIL);
  }

  @Test
  void toolsThatAnthropicRunsStandBesideTheUsersOwn() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .tool(new Tool("a", "", "{}"))
            .toolChoice(new ToolChoice.None())
            .providerOption(
                "anthropic",
                "server_tools",
                "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]")
            .build(),
        HEAD
            + ASKED
            + ",'tools':[{'name':'a','input_schema':{'type':'object','properties':{}}},"
            + "{'type':'web_search_20250305','name':'web_search'}],"
            + "'tool_choice':{'type':'none'}"
            + TAIL);
  }

  @Test
  void theFormOfTheAnswerStandsBesideTheEffort() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .responseFormat(new ResponseFormat.JsonSchema("a", "{}", false))
            .providerOption("anthropic", "output_config", "{\"effort\":\"low\"}")
            .build(),
        HEAD
            + ASKED
            + ",'output_config':{'effort':'low','format':{'type':'json_schema','schema':{}}}"
            + TAIL);
  }

  @Test
  void whatTheUserSetsHimselfGoesBeforeOurs() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .temperature(1)
            .providerOption("anthropic", "temperature", "0.25")
            .providerOption("anthropic", "max_tokens", "5")
            .providerOption("anthropic", "betas", "[\"a-1\"]")
            .providerOption("openai", "n", "2")
            .build(),
        "{'model':'claude-sonnet-4-5',"
            + ASKED
            + ",'stream':true,'temperature':0.25,'max_tokens':5}");
  }

  @Test
  void aDocumentMayBeWhatItsUserCallsIt() {
    Part result =
        Part.document("text/plain", "A page", "words".getBytes(StandardCharsets.UTF_8))
            .withData(
                ProviderData.of("anthropic", "type", "\"search_result\"")
                    .with("source", "\"https://a.test\"")
                    .with("title", "\"A page\"")
                    .with("content", "[{\"type\":\"text\",\"text\":\"words\"}]"));
    assertThat(body(ChatRequest.builder().user(result).build()))
        .contains(
            "[{\"type\":\"search_result\",\"source\":\"https://a.test\",\"title\":\"A page\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"words\"}]}]");
  }

  // What cannot be said.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "audio | Anthropic's messages know no sound",
        "docx | take documents of application/pdf and of text, not application/msword",
        "untyped | needs its media type",
        "foreign file | is kept by openai, and anthropic has no such",
        "foreign part | Anthropic's messages know no parts of openai",
        "reasoning | reasoning belongs in an assistant message"
      })
  void whatHasNoPlaceIsRefused(String what, String why) {
    byte[] bytes = {1};
    Part part =
        switch (what) {
          case "audio" -> Part.audio("audio/wav", bytes);
          case "docx" -> Part.document("application/msword", "a", bytes);
          case "untyped" -> new Part.Media(Part.Media.Kind.IMAGE, "", Part.Media.Inline.of(bytes));
          case "foreign file" ->
              new Part.Media(Part.Media.Kind.DOCUMENT, "", new Part.Media.File("openai", "file-1"));
          case "foreign part" -> new Part.Native("openai", "item", "{}");
          default -> new Part.Reasoning("Hm");
        };
    refused(ChatRequest.builder().user(part).build(), why);
  }

  @Test
  void jsonWithoutASchemaIsRefused() {
    refused(
        ChatRequest.builder().user("hi").responseFormat(new ResponseFormat.JsonObject()).build(),
        "Anthropic's messages have no JSON without a schema: give the schema");
  }

  @Test
  void anImageInAnAnswerIsRefused() {
    refused(
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(Part.image("image/png", new byte[] {1}))))
            .build(),
        "an assistant message cannot hold an image or a document");
  }

  @Test
  void anOptionThatIsNoJsonIsNamed() {
    refused(
        ChatRequest.builder().user("hi").providerOption("anthropic", "server_tools", "{}").build(),
        "'server_tools' is not a JSON array");
    refused(
        ChatRequest.builder().user("hi").providerOption("anthropic", "thinking", "{").build(),
        "'thinking' is not JSON");
  }

  private static void refused(ChatRequest request, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageContaining(why);
  }

  static void golden(ChatRequest request, String expected) {
    assertThat(body(request)).isEqualTo(Claude.quoted(expected).replace('‘', '\''));
  }

  static String body(ChatRequest request) {
    return body("claude-sonnet-4-5", request);
  }

  static String body(String model, ChatRequest request) {
    return new RequestBody("anthropic", model, request, Dialect.ANTHROPIC).write();
  }
}
