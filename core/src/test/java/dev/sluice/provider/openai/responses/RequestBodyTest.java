package dev.sluice.provider.openai.responses;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies written by hand from the API reference. */
class RequestBodyTest {
  private static final String OWN =
      "'store':false,'include':['reasoning.encrypted_content'],"
          + "'stream_options':{'include_obfuscation':false}";
  private static final String HI = "{'role':'user','content':'hi'}";
  private static final byte[] BYTES = {1, 2, 3};

  private static String body(ChatRequest request) {
    return RequestBody.of("openai", "gpt-5", request, Additions.ALL);
  }

  private static void golden(ChatRequest request, String expected) {
    assertThat(body(request)).isEqualTo(expected.replace('\'', '"'));
  }

  /** What stands between the model and what is added by itself. */
  private static void input(ChatRequest request, String items) {
    golden(request, "{'model':'gpt-5','input':[" + items + "],'stream':true," + OWN + "}");
  }

  @Test
  void aPromptIsAskedWithoutBeingKept() {
    input(ChatRequest.of("hi"), HI);
  }

  @Test
  void anAnswerInOnePieceHasNoStreamToSayAnythingOf() {
    golden(
        ChatRequest.builder().user("hi").streamed(false).build(),
        "{'model':'gpt-5','input':["
            + HI
            + "],'stream':false,'store':false,'include':['reasoning.encrypted_content']}");
  }

  @Test
  void aConversationKeepsItsOrderAndIdsStayBehind() {
    ProviderData id = ProviderData.of("openai", "id", "\"rs_1\"");
    Part.ToolCall call = new Part.ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}");
    Message answer =
        new Message.Assistant(
            List.of(
                new Part.Reasoning("One").asSummary().withData(id),
                new Part.Reasoning("Two").asSummary().enciphered("gAAA").withData(id),
                new Part.Text("Let me look.")
                    .asCommentary()
                    .withData(
                        ProviderData.of("openai", "id", "\"msg_1\"")
                            .with("phase", "\"commentary\"")),
                call.withData(ProviderData.of("openai", "id", "\"fc_1\""))),
            "openai/gpt-5");
    input(
        ChatRequest.builder()
            .system("Be terse.")
            .user("Weather?")
            .message(answer)
            .message(Message.toolResult(call, "rain"))
            .assistant("It rains.")
            .user("Thanks")
            .build(),
        "{'role':'system','content':'Be terse.'},"
            + "{'role':'user','content':'Weather?'},"
            + "{'type':'reasoning','summary':[{'type':'summary_text','text':'One'},"
            + "{'type':'summary_text','text':'Two'}],'encrypted_content':'gAAA'},"
            + "{'type':'message','role':'assistant','phase':'commentary','content':["
            + "{'type':'output_text','text':'Let me look.','annotations':[]}]},"
            + "{'type':'function_call','call_id':'call_1','name':'weather',"
            + "'arguments':'{\\'city\\':\\'Oslo\\'}'},"
            + "{'type':'function_call_output','call_id':'call_1','output':'rain'},"
            + "{'type':'message','role':'assistant','content':["
            + "{'type':'output_text','text':'It rains.','annotations':[]}]},"
            + "{'role':'user','content':'Thanks'}");
  }

  @Test
  void idsGoAlongWithWhatTheyNameWhereTheProviderKeepsIt() {
    Message answer =
        new Message.Assistant(
            List.of(
                new Part.Reasoning("").withData(ProviderData.of("openai", "id", "\"rs_1\"")),
                Part.text("Hi").withData(ProviderData.of("openai", "id", "\"msg_1\""))),
            "openai/gpt-5");
    ChatRequest.Builder request = ChatRequest.builder().user("hi").message(answer).user("And?");
    golden(
        request.providerOption("openai", "store", "true").build(),
        "{'model':'gpt-5','input':["
            + HI
            + ",{'type':'reasoning','id':'rs_1','summary':[]},"
            + "{'type':'message','role':'assistant','id':'msg_1','status':'completed',"
            + "'content':[{'type':'output_text','text':'Hi','annotations':[]}]},"
            + "{'role':'user','content':'And?'}],'stream':true,"
            + "'include':['reasoning.encrypted_content'],"
            + "'stream_options':{'include_obfuscation':false},'store':true}");
    assertThat(body(request.providerOption("openai", "store", "false").build()))
        .as("an id alone would be looked for in vain")
        .doesNotContain("rs_1")
        .doesNotContain("msg_1")
        .doesNotContain("reasoning\",\"summary");
  }

  @Test
  void whatThePreviousResponseHasIsNotRepeated() {
    Part.ToolCall call = new Part.ToolCall("call_1", "sql", "SELECT 1").asFreeText();
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user("Count.")
            .message(new Message.Assistant(List.of(call), "openai/gpt-5"))
            .message(Message.toolResult(call, "1"))
            .providerOption("openai", "previous_response_id", "\"resp_1\"")
            .build(),
        "{'model':'gpt-5','input':["
            + "{'type':'custom_tool_call_output','call_id':'call_1','output':'1'}],'stream':true,"
            + OWN
            + ",'previous_response_id':'resp_1'}");
    assertThat(
            body(
                ChatRequest.builder()
                    .system("Be terse.")
                    .user("hi")
                    .providerOption("openai", "previous_response_id", "null")
                    .build()))
        .contains("Be terse.");
  }

  @Test
  void imagesAndFilesGoInEveryWayInWhichTheyCanBeThere() {
    input(
        ChatRequest.builder()
            .user(
                Part.text("See"),
                Part.image(URI.create("https://a.test/b.png")),
                Part.image("image/png", BYTES),
                new Part.Media(Part.Media.Kind.IMAGE, "", new Part.Media.File("openai", "file-1"))
                    .withData(ProviderData.of("openai", "detail", "\"low\"")),
                Part.document("application/pdf", "a.pdf", BYTES),
                new Part.Media(
                    Part.Media.Kind.DOCUMENT,
                    "",
                    new Part.Media.Url(URI.create("https://a.test/c.pdf"))),
                new Part.Media(
                    Part.Media.Kind.DOCUMENT, "", new Part.Media.File("openai", "file-2")))
            .build(),
        "{'role':'user','content':[{'type':'input_text','text':'See'},"
            + "{'type':'input_image','image_url':'https://a.test/b.png'},"
            + "{'type':'input_image','image_url':'data:image/png;base64,AQID'},"
            + "{'type':'input_image','file_id':'file-1','detail':'low'},"
            + "{'type':'input_file','filename':'a.pdf','file_data':"
            + "'data:application/pdf;base64,AQID'},"
            + "{'type':'input_file','file_url':'https://a.test/c.pdf'},"
            + "{'type':'input_file','file_id':'file-2'}]}");
  }

  @Test
  void aToolsResultMayHoldImagesOrNothing() {
    Part.ToolCall call = new Part.ToolCall("call_1", "look", "{}");
    Part.ToolResult seen =
        new Part.ToolResult(
            "call_1", "look", List.of(Part.text("a cat"), Part.image("image/png", BYTES)));
    input(
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(call)))
            .message(new Message.ToolResult(seen))
            .message(new Message.ToolResult(new Part.ToolResult("call_1", "look", List.of())))
            .message(Message.toolFailure(call, "no cat"))
            .build(),
        "{'type':'function_call','call_id':'call_1','name':'look','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'call_1','output':["
            + "{'type':'input_text','text':'a cat'},"
            + "{'type':'input_image','image_url':'data:image/png;base64,AQID'}]},"
            + "{'type':'function_call_output','call_id':'call_1','output':''},"
            + "{'type':'function_call_output','call_id':'call_1','output':'no cat'}");
  }

  @Test
  void callsWithoutAnIdOrWithALongOneGetOneThatTheirResultHasToo() {
    Part.ToolCall none = new Part.ToolCall("", "a", "{}");
    Part.ToolCall longer = new Part.ToolCall("x".repeat(65), "b", "{}");
    Part.ToolCall taken = new Part.ToolCall("call_1", "c", "{}");
    input(
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(none, longer, taken), "gemini/g"))
            .message(Message.toolResult(none, "1"))
            .message(Message.toolResult(longer, "2"))
            .message(Message.toolResult(taken, "3"))
            .build(),
        "{'type':'function_call','call_id':'call_2','name':'a','arguments':'{}'},"
            + "{'type':'function_call','call_id':'call_3','name':'b','arguments':'{}'},"
            + "{'type':'function_call','call_id':'call_1','name':'c','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'call_2','output':'1'},"
            + "{'type':'function_call_output','call_id':'call_3','output':'2'},"
            + "{'type':'function_call_output','call_id':'call_1','output':'3'}");
  }

  @Test
  void whatAnotherProviderThoughtAndRanStaysBehind() {
    input(
        ChatRequest.builder()
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("hm", "signed").enciphered("theirs"),
                        new Part.ToolCall("s", "web_search", "{}").runByProvider(),
                        new Part.ToolResult("s", "web_search", List.of()).runByProvider(),
                        new Part.Native("anthropic", "compaction", "{}"),
                        new Part.Refusal("No."),
                        new Part.Text("Well.").asCommentary()),
                    "anthropic/claude"))
            .user("hi")
            .build(),
        "{'type':'message','role':'assistant','content':["
            + "{'type':'refusal','refusal':'No.'}]},"
            + "{'type':'message','role':'assistant','phase':'commentary','content':["
            + "{'type':'output_text','text':'Well.','annotations':[]}]},"
            + HI);
  }

  @Test
  void thoughtsOfAnOpenModelGoBackAsTheyAre() {
    input(
        ChatRequest.builder()
            .message(
                new Message.Assistant(
                    List.of(new Part.Reasoning("Hmm"), new Part.Text("Yes.")), "openai/oss"))
            .user("hi")
            .build(),
        "{'type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Hmm'}]},"
            + "{'type':'message','role':'assistant','content':["
            + "{'type':'output_text','text':'Yes.','annotations':[]}]},"
            + HI);
  }

  @Test
  void anAnswerToARequestOfApprovalIsAnItemInItsPlace() {
    input(
        ChatRequest.builder()
            .user(
                Part.text("Fine:"),
                new Part.ApprovalAnswer("mcpr_1", true, ""),
                new Part.ApprovalAnswer("mcpr_2", false, "too dear"))
            .build(),
        "{'role':'user','content':'Fine:'},"
            + "{'type':'mcp_approval_response','approval_request_id':'mcpr_1','approve':true},"
            + "{'type':'mcp_approval_response','approval_request_id':'mcpr_2','approve':false,"
            + "'reason':'too dear'}");
  }

  @Test
  void anItemOfTheApisOwnMayBeWrittenByTheUser() {
    String item = "{'type':'shell_call_output','call_id':'c','output':[]}".replace('\'', '"');
    input(
        ChatRequest.builder().user(new Part.Native("openai", "shell_call_output", item)).build(),
        item.replace('"', '\''));
  }

  @Test
  void toolsThatTheApiDescribesAreAnsweredInTheirForms() {
    input(
        ChatRequest.builder()
            .message(
                new Message.Assistant(
                    List.of(
                        tool("call_1", "computer", "{'type':'computer_call','call_id':'call_1'}"),
                        tool("call_2", "local_shell", "{'type':'local_shell_call','id':'x'}"),
                        tool("call_3", "apply_patch", "{'type':'apply_patch_call','id':'y'}")),
                    "openai/gpt-5"))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult(
                        "call_1", "computer", List.of(Part.image("image/png", BYTES)))))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult("call_2", "local_shell", List.of(Part.text("a b")))))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult("call_3", "apply_patch", List.of(Part.text("no such file")))
                        .asFailure()))
            .build(),
        "{'type':'computer_call','call_id':'call_1'},{'type':'local_shell_call','id':'x'},"
            + "{'type':'apply_patch_call','id':'y'},"
            + "{'type':'computer_call_output','call_id':'call_1','output':{"
            + "'type':'computer_screenshot','image_url':'data:image/png;base64,AQID'}},"
            + "{'type':'local_shell_call_output','id':'call_2','output':'a b'},"
            + "{'type':'apply_patch_call_output','call_id':'call_3','status':'failed',"
            + "'output':'no such file'}");
  }

  private static Part tool(String id, String name, String item) {
    return new Part.ToolCall(id, name, "{}")
        .withData(ProviderData.of("openai", "item", item.replace('\'', '"')));
  }

  @Test
  void toolsAreNotStrictUnlessTheySaySoAndThoseOfTheApiFollowThem() {
    String schema = "{\"type\":\"object\",\"properties\":{}}";
    golden(
        ChatRequest.builder()
            .user("hi")
            .tool(new Tool("f", "does f", schema))
            .tool(new Tool("g", "", schema))
            .toolChoice(new ToolChoice.Named("f"))
            .providerOption(
                "openai",
                "tools",
                "[{\"type\":\"web_search\"},{\"type\":\"custom\",\"name\":\"s\"}]")
            .providerOption("openai", "reasoning", "{\"effort\":\"low\",\"summary\":\"auto\"}")
            .build(),
        "{'model':'gpt-5','input':["
            + HI
            + "],'stream':true,"
            + OWN
            + ",'tools':[{'type':'function','name':'f','description':'does f','parameters':"
            + "{'type':'object','properties':{}},'strict':false},"
            + "{'type':'function','name':'g','parameters':{'type':'object','properties':{}},"
            + "'strict':false},{'type':'web_search'},{'type':'custom','name':'s'}],"
            + "'tool_choice':{'type':'function','name':'f'},"
            + "'reasoning':{'effort':'low','summary':'auto'}}");
    assertThat(body(ChatRequest.builder().user("hi").toolChoice(new ToolChoice.None()).build()))
        .contains("\"tool_choice\":\"none\"");
    assertThat(body(ChatRequest.builder().user("hi").toolChoice(new ToolChoice.Required()).build()))
        .contains("\"tool_choice\":\"required\"");
  }

  @Test
  void aToolThatTheUserDescribesInTheApisFormGoesAsItIsDescribed() {
    String schema = "{\"type\":\"object\",\"properties\":{}}";
    String described =
        "[{\"type\":\"custom\",\"name\":\"s\"},{\"type\":\"local_shell\"},"
            + "{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\","
            + "\"name\":\"i\"}]}]";
    ChatRequest.Builder request =
        ChatRequest.builder().user("hi").providerOption("openai", "tools", described);
    for (String name : List.of("s", "local_shell", "i", "f")) {
      request.tool(new Tool(name, "", schema));
    }
    assertThat(body(request.build()))
        .contains(
            "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":"
                + schema
                + ",\"strict\":false},"
                + described.substring(1));
  }

  @Test
  void aToolThatAnItemBringsGoesWithThatAlone() {
    String item =
        "{\"tools\":[{\"tools\":[{\"type\":\"custom\",\"name\":\"i\"}],\"type\":\"namespace\","
            + "\"name\":\"n\"}],\"type\":\"additional_tools\"}";
    ChatRequest.Builder request =
        ChatRequest.builder()
            .messages(
                List.of(
                    new Message.Assistant(
                        List.of(new Part.Native("openai", "additional_tools", item))),
                    new Message.User(List.of(Part.text("hi")))));
    for (String name : List.of("i", "n--i")) {
      request.tool(new Tool(name, "", "{\"type\":\"object\"}"));
    }
    assertThat(body(request.build()))
        .contains("\"input\":[" + item + ",")
        .doesNotContain("\"tools\":[{\"type\":\"function\"");
    request.tool(new Tool("f", "", "{\"type\":\"object\"}"));
    assertThat(body(request.build()))
        .contains("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":")
        .doesNotContain("n--i");
  }

  @Test
  void samplingAndTheFormOfTheAnswerHaveTheirNames() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .temperature(0.5)
            .topP(0.9)
            .maxTokens(64)
            .seed(7)
            .responseFormat(new ResponseFormat.JsonSchema("point", "{\"type\":\"object\"}", true))
            .providerOption("openai", "text", "{\"verbosity\":\"low\",\"x\":null,\"n\":1.50}")
            .build(),
        "{'model':'gpt-5','input':["
            + HI
            + "],'stream':true,"
            + OWN
            + ",'temperature':0.5,'top_p':0.9,'max_output_tokens':64,"
            + "'text':{'verbosity':'low','x':null,'n':1.50,'format':{'type':'json_schema',"
            + "'name':'point','schema':{'type':'object'},'strict':true}}}");
    assertThat(
            body(
                ChatRequest.builder()
                    .user("hi")
                    .responseFormat(new ResponseFormat.JsonObject())
                    .build()))
        .contains("\"text\":{\"format\":{\"type\":\"json_object\"}}");
    assertThat(
            body(
                ChatRequest.builder()
                    .user("hi")
                    .providerOption("openai", "text", "{\"verbosity\":\"low\"}")
                    .build()))
        .contains("\"text\":{\"verbosity\":\"low\"}");
  }

  @Test
  void aSeedIsLeftOutAndThatIsSaid() {
    assertThat(RequestBody.leftOut("openai", ChatRequest.builder().user("hi").seed(7).build()))
        .containsExactly("the seed was left out, because the responses API has none");
    assertThat(RequestBody.leftOut("openai", ChatRequest.of("hi"))).isEmpty();
  }

  @Test
  void aFieldOfTheUsersGoesBeforeOurs() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .maxTokens(5)
            .providerOption("openai", "model", "\"other\"")
            .providerOption("openai", "include", "[]")
            .providerOption("openai", "stream_options", "{}")
            .providerOption("openai", "max_output_tokens", "9")
            .providerOption("openai", "background", "true")
            .providerOption("elsewhere", "store", "true")
            .build(),
        "{'input':["
            + HI
            + "],'stream':true,'model':'other','include':[],'stream_options':{},"
            + "'max_output_tokens':9,'background':true}");
  }

  @Test
  void whatCannotBeSaidIsRefusedAndSaysWhatToDo() {
    refused(ChatRequest.builder().user("hi").stop("END").build(), "has no stop texts");
    refused(
        ChatRequest.builder().user(Part.audio("audio/wav", BYTES)).build(),
        "ask openai-chat/MODEL");
    refused(
        ChatRequest.builder()
            .user(
                new Part.Media(Part.Media.Kind.IMAGE, "", new Part.Media.File("anthropic", "f_1")))
            .build(),
        "the file f_1 is kept by anthropic");
    refused(
        ChatRequest.builder().user(new Part.Native("gemini", "x", "{}")).build(),
        "only another provider knows");
    refused(
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(Part.image("image/png", BYTES)), "gemini/g"))
            .build(),
        "an assistant message cannot hold an image");
    refused(
        ChatRequest.builder().user("hi").providerOption("openai", "tools", "{}").build(),
        "'tools' is no list");
    refused(
        ChatRequest.builder().user("hi").providerOption("openai", "tools", "[").build(),
        "'tools' is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "result", "thoughts", "refusal", "request"})
  void whatOnlyAnAssistantSaysIsRefusedInAQuestion(String what) {
    Part part =
        switch (what) {
          case "call" -> new Part.ToolCall("c", "f", "{}");
          case "result" -> new Part.ToolResult("c", "f", List.of());
          case "thoughts" -> new Part.Reasoning("hm");
          case "refusal" -> new Part.Refusal("no");
          default -> new Part.ApprovalRequest("a", new Part.ToolCall("c", "f", "{}"));
        };
    refused(ChatRequest.builder().user(part).build(), "message");
  }

  private static void refused(ChatRequest request, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(request))
        .withMessageContaining(why);
  }
}
