package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies as the API reference of Converse describes them, written by hand. */
class RequestBodyTest {
  private static final String CLAUDE = "eu.anthropic.claude-sonnet-4-20250514-v1:0";
  private static final String HI = "{'role':'user','content':[{'text':'hi'}]}";
  private static final byte[] BYTES = "abc".getBytes(StandardCharsets.UTF_8);

  private static String body(String model, ChatRequest request) {
    return RequestBody.of("bedrock", model, request);
  }

  private static void golden(ChatRequest request, String expected) {
    golden(CLAUDE, request, expected);
  }

  private static void golden(String model, ChatRequest request, String expected) {
    String body = expected.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "\\\"");
    assertThat(body(model, request)).isEqualTo(body);
  }

  private static void messages(ChatRequest.Builder request, String expected) {
    golden(request.build(), "{'messages':[" + expected + "]}");
  }

  private static void refuses(ChatRequest.Builder request, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> body(CLAUDE, request.build()))
        .withMessageContaining(why);
  }

  private static ChatRequest.Builder said(Part... parts) {
    return ChatRequest.builder()
        .user("hi")
        .message(new Message.Assistant(List.of(parts), "bedrock/" + CLAUDE));
  }

  @Test
  void aPromptIsTheLeastThatCanBeAsked() {
    golden(ChatRequest.of("hi"), "{'messages':[" + HI + "]}");
    golden(ChatRequest.of("hi").toBuilder().streamed(false).build(), "{'messages':[" + HI + "]}");
  }

  @Test
  void aConversationWithEverythingInIt() {
    var call = new Part.ToolCall("t-1", "weather", "{\"city\":\"Oslo\"}");
    var other = new Part.ToolCall("t-2", "weather", "{\"city\":\"Rome\"}");
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user(
                Part.text("What is this?"),
                Part.image("image/png", BYTES),
                Part.document("application/pdf", "Q3_report (final).pdf", BYTES))
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("hm", "sig"),
                        new Part.Reasoning("").enciphered("c2Vj"),
                        Part.text("Let me look."),
                        call,
                        other),
                    "bedrock/" + CLAUDE))
            .message(Message.toolResult(call, "rain"))
            .message(Message.toolFailure(other, "no such city"))
            .user("And?")
            .temperature(0.5)
            .topP(0.9)
            .maxTokens(100)
            .stop("END", "\"")
            .tool(new Tool("weather", "Tells it.", "{\"type\":\"object\"}"))
            .toolChoice(new ToolChoice.Named("weather"))
            .responseFormat(new ResponseFormat.JsonSchema("city", "{\"type\":\"object\"}", true))
            .build(),
        "{'system':[{'text':'Be terse.'}],'messages':["
            + "{'role':'user','content':[{'text':'What is this?'},"
            + "{'image':{'format':'png','source':{'bytes':'YWJj'}}},"
            + "{'document':{'format':'pdf','name':'Q3-report (final)','source':{'bytes':'YWJj'}}}"
            + "]},{'role':'assistant','content':["
            + "{'reasoningContent':{'reasoningText':{'text':'hm','signature':'sig'}}},"
            + "{'reasoningContent':{'redactedContent':'c2Vj'}},{'text':'Let me look.'},"
            + "{'toolUse':{'toolUseId':'t-1','name':'weather','input':{'city':'Oslo'}}},"
            + "{'toolUse':{'toolUseId':'t-2','name':'weather','input':{'city':'Rome'}}}]},"
            + "{'role':'user','content':["
            + "{'toolResult':{'toolUseId':'t-1','content':[{'text':'rain'}]}},"
            + "{'toolResult':{'toolUseId':'t-2','content':[{'text':'no such city'}],"
            + "'status':'error'}},{'text':'And?'}]}],"
            + "'inferenceConfig':{'maxTokens':100,'temperature':0.5,'topP':0.9,"
            + "'stopSequences':['END','\\'']},"
            + "'toolConfig':{'tools':[{'toolSpec':{'name':'weather','description':'Tells it.',"
            + "'inputSchema':{'json':{'properties':{},'type':'object'}}}}],"
            + "'toolChoice':{'tool':{'name':'weather'}}},"
            + "'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':"
            + "{'schema':'{\\'type\\':\\'object\\'}','name':'city'}}}}}");
  }

  @Test
  void messagesOfOneRoleAreOneAndSystemPromptsStandAbove() {
    golden(
        ChatRequest.builder()
            .system("A")
            .user("a")
            .system("B")
            .user("b")
            .assistant("")
            .user("c")
            .build(),
        "{'system':[{'text':'A'},{'text':'B'}],'messages':[{'role':'user','content':["
            + "{'text':'a'},{'text':'b'},{'text':'c'}]}]}");
  }

  /** A blank text is refused, wherever it stands. */
  @Test
  void blankTextsAreLeftOut() {
    messages(
        ChatRequest.builder().user(Part.text(" "), Part.text("a")),
        "{'role':'user','content':[{'text':'a'}]}");
    var call = new Part.ToolCall("t", "n", "");
    golden(
        said(Part.text("\n"), call).message(Message.toolResult(call, "")).build(),
        "{'messages':["
            + HI
            + ",{'role':'assistant','content':[{'toolUse':{'toolUseId':'t','name':'n','input':{}}}]}"
            + ",{'role':'user','content':[{'toolResult':{'toolUseId':'t','content':[{'text':'(nothing)'}]}}"
            + "]}],'toolConfig':{'tools':[{'toolSpec':{'name':'n',"
            + "'inputSchema':{'json':{'type':'object'}}}}]}}");
  }

  @Test
  void aToolThatGivesNothingSaysSoAndBlanksBesideOthersAreLeftOut() {
    var none = new Part.ToolCall("t-1", "n", "");
    var some = new Part.ToolCall("t-2", "n", "");
    String body =
        body(
            CLAUDE,
            said(none, some)
                .message(new Message.ToolResult(new Part.ToolResult("t-1", "n", List.of())))
                .message(
                    new Message.ToolResult(
                        new Part.ToolResult(
                            "t-2", "n", List.of(Part.text(" "), Part.text("7"), Part.text("")))))
                .build());
    assertThat(body)
        .contains("\"toolUseId\":\"t-1\",\"content\":[{\"text\":\"(nothing)\"}]")
        .contains("\"toolUseId\":\"t-2\",\"content\":[{\"text\":\"7\"}]");
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE, image/jpg, '', '''image'':{''format'':''jpeg'''",
    "IMAGE, image/webp, '', '''image'':{''format'':''webp'''",
    "IMAGE, '', photo.JPG, '''image'':{''format'':''jpeg'''",
    "DOCUMENT, text/plain; charset=utf-8, a, '''document'':{''format'':''txt'',''name'':''a'''",
    "DOCUMENT, text/markdown, '', '''document'':{''format'':''md'',''name'':''document'''",
    "DOCUMENT, '', a_b.c.xlsx, '''document'':{''format'':''xlsx'',''name'':''a-b-c'''",
    "VIDEO, video/mp4, '', '''video'':{''format'':''mp4'''",
    "VIDEO, video/quicktime, '', '''video'':{''format'':''mov'''",
    "VIDEO, video/3gpp, '', '''video'':{''format'':''three_gp'''",
    "AUDIO, audio/mpeg, '', '''audio'':{''format'':''mp3'''",
    "AUDIO, audio/wav, '', '''audio'':{''format'':''wav'''"
  })
  void mediaIsNamedByItsFormat(Part.Media.Kind kind, String type, String name, String block) {
    Part.Media media = new Part.Media(kind, type, Part.Media.Inline.of(BYTES)).named(name);
    messages(
        ChatRequest.builder().user(media),
        "{'role':'user','content':[{" + block + ",'source':{'bytes':'YWJj'}}}]}");
  }

  @Test
  void documentsOfOneNameGetNamesOfTheirOwnAndKeepTheirOptions() {
    Part cited =
        Part.document("text/csv", "a  b.csv", BYTES)
            .withData(ProviderData.of("bedrock", "citations", "{\"enabled\":true}"));
    messages(
        ChatRequest.builder().user(cited, Part.document("text/csv", "a b", BYTES)),
        "{'role':'user','content':[{'document':{'format':'csv','name':'a b',"
            + "'citations':{'enabled':true},'source':{'bytes':'YWJj'}}},"
            + "{'document':{'format':'csv','name':'a b (2)','source':{'bytes':'YWJj'}}}]}");
  }

  @Test
  void anAddressInAmazonsStoreIsFetchedAndNoOther() {
    messages(
        ChatRequest.builder()
            .user(
                new Part.Media(
                    Part.Media.Kind.VIDEO,
                    "",
                    new Part.Media.Url(URI.create("s3://bucket/film.mkv")))),
        "{'role':'user','content':[{'video':{'format':'mkv','source':{'s3Location':"
            + "{'uri':'s3://bucket/film.mkv'}}}}]}");
    refuses(
        ChatRequest.builder().user(Part.image(URI.create("https://example.org/a.png"))),
        "Bedrock fetches nothing but s3:// addresses, and this one is https://…: send the bytes");
    refuses(
        ChatRequest.builder()
            .user(
                new Part.Media(
                    Part.Media.Kind.IMAGE, "image/png", new Part.Media.File("openai", "f-1"))),
        "the file f-1 is kept by openai: send its bytes");
    refuses(
        ChatRequest.builder().user(Part.document("application/x-unknown", "", BYTES)),
        "Bedrock knows no document of the type application/x-unknown");
    refuses(ChatRequest.builder().user(Part.image("", BYTES)), "needs its media type");
  }

  @Test
  void aResultMayHoldImagesAndJson() {
    var call = new Part.ToolCall("t", "n", "{}");
    var result =
        new Part.ToolResult(
            "t",
            "n",
            List.of(
                Part.image("image/png", BYTES),
                new Part.Native("bedrock", "json", "{\"json\":{\"a\":1}}")));
    assertThat(body(CLAUDE, said(call).message(new Message.ToolResult(result)).build()))
        .contains(
            "\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"YWJj\"}}},"
                + "{\"json\":{\"a\":1}}]");
  }

  /** Others refuse the field; the content tells of the failure all the same. */
  @Test
  void thatAToolFailedIsSaidToModelsThatTakeIt() {
    var call = new Part.ToolCall("t", "n", "{}");
    ChatRequest request = said(call).message(Message.toolFailure(call, "no")).build();
    assertThat(body("us.amazon.nova-lite-v1:0", request)).contains("\"status\":\"error\"");
    assertThat(body("mistral.mistral-large-2402-v1:0", request))
        .doesNotContain("status")
        .contains("\"no\"");
  }

  @Test
  void idsThatBedrockRefusesAreReplacedInCallAndResultAlike() {
    String tooLong = "x".repeat(65);
    var one = new Part.ToolCall("", "n", "{}");
    var two = new Part.ToolCall("", "n", "{}");
    var three = new Part.ToolCall(tooLong, "n", "{}");
    var four = new Part.ToolCall("same", "n", "{}");
    String body =
        body(
            CLAUDE,
            said(one, two, three, four)
                .message(Message.toolResult(one, "1"))
                .message(Message.toolResult(two, "2"))
                .message(Message.toolResult(three, "3"))
                .message(Message.toolResult(four, "4"))
                .message(new Message.Assistant(List.of(four)))
                .message(Message.toolResult(four, "5"))
                .build());
    assertThat(ids(body, "toolUse"))
        .containsExactly("call_1", "call_2", "call_3", "same", "call_5");
    assertThat(ids(body, "toolResult")).isEqualTo(ids(body, "toolUse"));
  }

  private static List<String> ids(String body, String block) {
    return Pattern.compile("\"" + block + "\":\\{\"toolUseId\":\"([^\"]*)\"")
        .matcher(body)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void argumentsThatAreNoObjectAreMadeOne() {
    for (Part call :
        List.of(
            new Part.ToolCall("t", "n", "{\"a\":").unfinished(),
            new Part.ToolCall("t", "n", "{\"a\":").asFreeText())) {
      assertThat(body(CLAUDE, said(call).build()))
          .contains("\"name\":\"n\",\"input\":{\"input\":\"{\\\"a\\\":\"}}");
    }
  }

  /** In what another provider signed, ran or has of its own, Bedrock sees nothing. */
  @Test
  void whatIsAnothersStaysBehind() {
    var others =
        new Message.Assistant(
            List.of(
                new Part.Reasoning("hm", "sig"),
                Part.text("a").cited(List.of(Citation.builder().raw("{}").build())),
                new Part.ToolCall("s", "search", "{}").runByProvider(),
                new Part.ToolResult("s", "", List.of()).runByProvider(),
                new Part.Native("openai", "item", "{}"),
                new Part.Refusal("no")),
            "openai/gpt");
    messages(
        ChatRequest.builder().user("hi").message(others),
        HI + ",{'role':'assistant','content':[{'text':'a'},{'text':'no'}]}");
    refuses(
        ChatRequest.builder()
            .user("hi")
            .message(new Message.Assistant(List.of(Part.image("image/png", BYTES)), "openai/gpt")),
        "Converse takes no image in an assistant message");
  }

  @Test
  void whatIsBedrocksOwnGoesBackAsItCame() {
    messages(
        said(
            new Part.ToolCall("s", "nova_x", "{\"code\":\"1\"}").runByProvider(),
            new Part.ToolResult("s", "", List.of(Part.text("r")))
                .runByProvider()
                .withData(ProviderData.of("bedrock", "type", "\"nova_result\"")),
            Part.text("b")
                .cited(List.of(Citation.builder().title("T").raw("{\"title\":\"T\"}").build())),
            Part.image("image/png", BYTES),
            new Part.Native("bedrock", "hologram", "{\"hologram\":{\"depth\":3}}"),
            new Part.Native("bedrock", "hologram", "[{\"hologram\":{\"ray\":1}}]")),
        HI
            + ",{'role':'assistant','content':[{'toolUse':{'toolUseId':'s','name':'nova_x',"
            + "'input':{'code':'1'},'type':'server_tool_use'}},{'toolResult':{'toolUseId':'s',"
            + "'content':[{'text':'r'}],'type':'nova_result'}},{'citationsContent':{'content':"
            + "[{'text':'b'}],'citations':[{'title':'T'}]}},"
            + "{'image':{'format':'png','source':{'bytes':'YWJj'}}},{'hologram':{'depth':3}}]}");
  }

  @Test
  void thePiecesOfABlockOfItsOwnThatStayBehindAreNamed() {
    Part.Native pieces = new Part.Native("bedrock", "hologram", "[{\"hologram\":{\"ray\":1}}]");
    assertThat(RequestBody.leftOut("bedrock", said(Part.text("a"), pieces).build()))
        .singleElement()
        .asString()
        .endsWith("what bedrock calls hologram");
  }

  @Test
  void thoughtsWithoutASignatureGoBackUnlessTheModelRefusesThem() {
    ChatRequest request = said(new Part.Reasoning("hm"), Part.text("a")).user("b").build();
    assertThat(body("openai.gpt-oss-120b-1:0", request))
        .contains("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\"}}}");
    assertThat(body("us.deepseek.r1-v1:0", request)).doesNotContain("reasoning");
  }

  @Test
  void cachePointsStandWhereTheyAreAskedFor() {
    golden(
        ChatRequest.builder()
            .system("long")
            .user(
                Part.text("a")
                    .withData(ProviderData.of("bedrock", "cachePoint", "{\"type\":\"default\"}")),
                Part.text("b"),
                new Part.Native(
                    "bedrock", "guardContent", "{\"guardContent\":{\"text\":{\"text\":\"g\"}}}"))
            .tool(new Tool("n", "", "{}"))
            .providerOption(
                "bedrock",
                "cachePoint",
                "{\"system\":{\"type\":\"default\",\"ttl\":\"1h\"},"
                    + "\"tools\":{\"type\":\"default\"},\"messages\":{\"type\":\"default\"}}")
            .build(),
        "{'system':[{'text':'long'},{'cachePoint':{'type':'default','ttl':'1h'}}],"
            + "'messages':[{'role':'user','content':[{'text':'a'},"
            + "{'cachePoint':{'type':'default'}},{'text':'b'},"
            + "{'guardContent':{'text':{'text':'g'}}},{'cachePoint':{'type':'default'}}]}],"
            + "'toolConfig':{'tools':[{'toolSpec':{'name':'n',"
            + "'inputSchema':{'json':{'type':'object','properties':{}}}}},"
            + "{'cachePoint':{'type':'default'}}]}}");
  }

  @Test
  void optionsGoIntoTheBodyAndIntoOurObjects() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .maxTokens(10)
            .temperature(0.5)
            .responseFormat(new ResponseFormat.JsonSchema("", "{}", true))
            .providerOption("bedrock", "inferenceConfig", "{\"temperature\":0.25}")
            .providerOption("bedrock", "outputConfig", "{\"effort\":\"low\"}")
            .providerOption("bedrock", "additionalModelRequestFields", "{\"top_k\":5}")
            .providerOption("bedrock", "serviceTier", "{\"type\":\"flex\"}")
            .providerOption("openai", "user", "\"u\"")
            .build(),
        "{'messages':["
            + HI
            + "],'inferenceConfig':{'maxTokens':10,'temperature':0.25},"
            + "'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':"
            + "{'schema':'{}'}}},'effort':'low'},'additionalModelRequestFields':{'top_k':5},"
            + "'serviceTier':{'type':'flex'}}");
    refuses(
        ChatRequest.builder().user("hi").providerOption("bedrock", "outputConfig", "1"),
        "the option outputConfig is no JSON object");
  }

  @Test
  void toolsMayBeLeftToTheModelOrWantedOrLeftOut() {
    ChatRequest.Builder tools = ChatRequest.builder().user("hi").tool(new Tool("n", "", "{}"));
    String described =
        "{'messages':["
            + HI
            + "],'toolConfig':{'tools':[{'toolSpec':{'name':'n',"
            + "'inputSchema':{'json':{'type':'object','properties':{}}}}}]";
    golden(tools.build(), described + "}}");
    golden(
        tools.toolChoice(new ToolChoice.Required()).build(),
        described + ",'toolChoice':{'any':{}}}}");
    golden(tools.toolChoice(new ToolChoice.None()).build(), "{'messages':[" + HI + "]}");
    refuses(
        said(new Part.ToolCall("t", "n", "{}")).toolChoice(new ToolChoice.None()),
        "Converse cannot be told to call no tool in a conversation in which tools were called");
    refuses(
        ChatRequest.builder().user("hi").toolChoice(new ToolChoice.Required()),
        "a tool is to be called, and there is none");
  }

  @Test
  void aSeedIsLeftOut() {
    ChatRequest request = ChatRequest.builder().user("hi").seed(1).build();
    assertThat(RequestBody.of("bedrock", "m", request)).doesNotContain("seed");
    assertThat(RequestBody.leftOut("bedrock", request))
        .singleElement()
        .asString()
        .startsWith("the seed was left out");
  }

  @Test
  void whatConverseCannotSayIsRefused() {
    refuses(
        ChatRequest.builder().user("hi").responseFormat(new ResponseFormat.JsonObject()),
        "Converse cannot be asked for some JSON object");
    refuses(ChatRequest.builder().user(new Part.Reasoning("hm")), "reasoning belongs in");
    refuses(
        ChatRequest.builder().user(new Part.ApprovalAnswer("a", true, "")),
        "Converse knows no answers to requests of approval");
    var call = new Part.ToolCall("t", "n", "{}");
    refuses(
        said(call)
            .message(
                new Message.ToolResult(
                    new Part.ToolResult("t", "n", List.of(Part.audio("audio/wav", BYTES))))),
        "a tool's result holds texts, images, documents and video in Converse, not a Media");
  }
}
