package dev.sluice.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.TokenProbabilities;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Pieces;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines and bodies were written by hand from Ollama's documentation. */
class OllamaChatTest {
  private static final OllamaChat FORMAT =
      new OllamaChat(Account.of("ollama", URI.create("http://127.0.0.1:11434")), "qwen3:8b");

  private static final String HEAD = "{'model':'qwen3:8b','created_at':'2026-11-29T00:00:00Z',";
  private static final String DONE =
      HEAD
          + "'message':{'role':'assistant','content':''},'done':true,'done_reason':'stop',"
          + "'total_duration':5,'load_duration':1,'prompt_eval_count':26,"
          + "'prompt_eval_duration':2,'eval_count':298,'eval_duration':3}";

  private static String message(String members) {
    return HEAD + "'message':{'role':'assistant'," + members + "},'done':false}";
  }

  private static Answered lines(String... lines) {
    return answered(ChatRequest.of("hi"), "application/x-ndjson", String.join("\n", lines) + "\n");
  }

  private static Answered answered(ChatRequest request, String type, String body) {
    return Answered.of(
        FORMAT,
        request,
        new ResponseHead(200, Map.of("content-type", type)),
        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static FinishReason reason(Answered answer) {
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
    return ((Ending.Completed) answer.ending()).finishReason();
  }

  private static Failure failure(Answered answer) {
    assertThat(answer.ending()).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) answer.ending()).cause().failure().orElseThrow();
  }

  // The answer.

  @Test
  void thoughtsTextAndCallsAreParts() {
    Answered answer =
        lines(
            message("'content':'','thinking':'Hm, '"),
            message("'content':'','thinking':'hm.'"),
            message("'content':'One '"),
            message("'content':'two.'"),
            message(
                "'content':'','tool_calls':[{'function':{'index':0,'name':'f',"
                    + "'arguments':{'x':1.50,'y':[null]}}},{'id':'call_1',"
                    + "'function':{'index':1,'name':'g','arguments':{}}}]"),
            message("'content':'','tool_calls':[{'function':{'name':'h'}}]"),
            DONE);
    assertThat(answer.reply().parts())
        .containsExactly(
            new Part.Reasoning("Hm, hm."),
            new Part.Text("One two."),
            new Part.ToolCall("", "f", "{\"x\":1.50,\"y\":[null]}"),
            new Part.ToolCall("call_1", "g", "{}"),
            new Part.ToolCall("", "h", "{}"));
    assertThat(reason(answer)).isEqualTo(new FinishReason(FinishReason.Kind.TOOL_CALLS, "stop"));
    assertThat(answer.all(StreamEvent.Started.class))
        .containsExactly(new StreamEvent.Started("", "qwen3:8b", ""));
    assertThat(answer.reply().usage().inputTokens()).hasValue(26);
    assertThat(answer.reply().usage().outputTokens()).hasValue(298);
    assertThat(answer.reply().usage().raw())
        .isEqualTo(
            "{\"total_duration\":5,\"load_duration\":1,\"prompt_eval_count\":26,"
                + "\"prompt_eval_duration\":2,\"eval_count\":298,\"eval_duration\":3}");
  }

  @Test
  void anAnswerInOnePieceGivesTheSame() {
    String body =
        HEAD
            + "'message':{'role':'assistant','content':'Yes.','thinking':'Hm.',"
            + "'tool_calls':[{'function':{'name':'f','arguments':{'a':'b'}}}]},"
            + "'done_reason':'stop','done':true,'prompt_eval_count':1,'eval_count':2}";
    ChatRequest whole = ChatRequest.of("hi").toBuilder().streamed(false).build();
    Answered answer = answered(whole, "application/json", body);
    assertThat(answer.reply().parts())
        .containsExactly(
            new Part.Reasoning("Hm."),
            new Part.Text("Yes."),
            new Part.ToolCall("", "f", "{\"a\":\"b\"}"));
    assertThat(reason(answer).kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
    assertThat(answered(ChatRequest.of("hi"), "application/json", body).reply().parts())
        .as("as the answer to a streaming request")
        .isEqualTo(answer.reply().parts());
  }

  @ParameterizedTest
  @CsvSource({"stop, STOP", "length, LENGTH", "load, OTHER", "unload, OTHER", "new, OTHER"})
  void reasonsAreWhatTheyMeanWithTheirWordsKept(String raw, FinishReason.Kind kind) {
    Answered answer = lines(message("'content':'x'"), DONE.replace("'stop'", "'" + raw + "'"));
    assertThat(reason(answer)).isEqualTo(new FinishReason(kind, raw));
  }

  @Test
  void withoutALineThatIsDoneItIsTruncatedWithWhatHadCome() {
    String[] all = {message("'content':'One '"), message("'content':'two.'"), DONE};
    for (int i = 0; i < all.length; i++) {
      Answered answer = lines(java.util.Arrays.copyOf(all, i));
      assertThat(((Ending.Incomplete) answer.ending()).cause()).isInstanceOf(Cause.Truncated.class);
      assertThat(answer.reply().text()).isEqualTo(List.of("", "One ", "One two.").get(i));
    }
  }

  @Test
  void anErrorInMidStreamIsOne() {
    Answered answer =
        lines(
            message("'content':'One '"),
            "{'error':'an error was encountered while running the model: unexpected EOF'}");
    Failure.ErrorInStream error = (Failure.ErrorInStream) failure(answer);
    assertThat(error.detail())
        .isEqualTo("an error was encountered while running the model: unexpected EOF");
    assertThat(error.reason()).isEqualTo(Failure.Reason.SERVER_ERROR);
    assertThat(answer.reply().text()).isEqualTo("One ");
  }

  @Test
  void logProbabilitiesAreOfTheTextThatCame() {
    Answered answer =
        lines(
            HEAD
                + "'message':{'role':'assistant','content':'Hi'},'done':false,"
                + "'logprobs':[{'token':'Hi','logprob':-0.5,'bytes':[72,105],"
                + "'top_logprobs':[{'token':'Yo','logprob':-3}]}]}",
            DONE);
    assertThat(answer.all(StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(
                0,
                List.of(
                    new StreamEvent.LogProb(
                        "Hi", -0.5, List.of(new StreamEvent.LogProb("Yo", -3, List.of()))))));
  }

  @Test
  void imagesThatAModelDrawsAreMedia() {
    Answered answer = lines(message("'content':'','images':['iVBORw0K','/9j/4AAQ']"), DONE);
    assertThat(answer.reply().parts())
        .extracting(part -> ((Part.Media) part).mediaType())
        .containsExactly("image/png", "image/jpeg");
  }

  @Test
  void whatIsNoneOfOllamasIsShown() {
    assertThat(failure(lines("{'detail':'no route'}")).message())
        .isEqualTo("the answer is none of Ollama's: {\"detail\":\"no route\"}");
    assertThat(failure(lines(message("'content':'x'"), "oops")).message())
        .contains("a line is not JSON")
        .contains("oops");
  }

  @Test
  void moreCallsThanAModelMakesAreRefused() {
    String calls = "{'function':{'name':'f'}},".repeat(1100) + "{}";
    Answered answer =
        Answered.once(
            FORMAT,
            ChatRequest.of("hi"),
            new ResponseHead(200, Map.of()),
            new Pieces(
                "whole",
                List.of(
                    (message("'tool_calls':[" + calls + "]") + "\n")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8))));
    assertThat(failure(answer))
        .isEqualTo(new Failure.LimitExceeded("the list of a line's calls", 1024, "calls"));
  }

  @Test
  void moreProbabilitiesThanAnAnswerHasAreRefusedByTheirName() {
    String tokens = "{},".repeat(TokenProbabilities.MAX) + "{},{}";
    Answered answer =
        Answered.once(
            FORMAT,
            ChatRequest.of("hi"),
            new ResponseHead(200, Map.of()),
            new Pieces(
                "whole",
                List.of(
                    ("{\"message\":{\"content\":\"x\"},\"logprobs\":[" + tokens + "]}\n")
                        .getBytes(StandardCharsets.UTF_8))));
    assertThat(failure(answer).message())
        .isEqualTo(
            "the list of a line's log probabilities is longer than the limit of 524288 tokens");
  }

  // Refusals.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{'error':'model ''qwen3:8b'' not found'}|NOT_FOUND|(to get it: ollama pull qwen3:8b)",
        "404|{'error':'model \\'qwen3:8b\\' not found, try ollama pull'}|NOT_FOUND|try ollama pull",
        "404|404 page not found|NOT_FOUND|404 page not found",
        "400|{'error':'x does not support tools'}|INVALID_REQUEST|does not support tools",
        "400|{'error':'the input length exceeds the context length'}|CONTEXT_TOO_LONG|input",
        "401|{'error':'unauthorized'}|AUTHENTICATION|unauthorized",
        "429|{'error':'you have reached your hourly usage limit'}|RATE_LIMITED|hourly",
        "500|{'error':'llama runner process has terminated'}|SERVER_ERROR|terminated",
        "503|{'error':'server busy, please try again.'}|OVERLOADED|busy"
      })
  void refusalsSayWhatToDo(int status, String body, Failure.Reason reason, String says) {
    Failure.Refused refused =
        (Failure.Refused)
            FORMAT.refusal(
                new ResponseHead(status, Map.of()),
                body.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "'"));
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.message()).contains(says);
  }

  // The request.

  private static void golden(ChatRequest request, String body) {
    assertThat(FORMAT.call(request).bodyText()).isEqualTo(body.replace('\'', '"'));
  }

  @Test
  void aPromptIsTheLeastThatCanBeAsked() {
    golden(
        ChatRequest.of("hi"),
        "{'model':'qwen3:8b','messages':[{'role':'user','content':'hi'}],'stream':true}");
    assertThat(FORMAT.call(ChatRequest.of("hi")).uri())
        .hasToString("http://127.0.0.1:11434/api/chat");
  }

  @Test
  void aWholeConversationGoesAsItCame() {
    var call = new Part.ToolCall("", "weather", "{\"city\":\"Oslo\"}");
    var named = new Part.ToolCall("call_1", "time", "{}");
    golden(
        ChatRequest.builder()
            .system("Be terse.")
            .user(Part.text("What?"), Part.image("image/png", new byte[] {1, 2, 3}))
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("Hm."),
                        new Part.Text("Let me "),
                        new Part.Text("look."),
                        call,
                        named),
                    "ollama/qwen3:8b"))
            .message(Message.toolResult(call, "rain"))
            .message(Message.toolFailure(named, "no clock"))
            .tool(new Tool("weather", "Tells it", "{\"type\":\"object\"}"))
            .responseFormat(new ResponseFormat.JsonSchema("s", "{\"type\":\"array\"}", true))
            .temperature(0.5)
            .topP(0.9)
            .maxTokens(100)
            .seed(7)
            .stop("END")
            .providerOption("ollama", "think", "\"low\"")
            .providerOption("ollama", "keep_alive", "\"10m\"")
            .providerOption("ollama", "num_ctx", "8192")
            .providerOption("ollama", "options", "{\"seed\":9,\"min_p\":0.1}")
            .streamed(false)
            .build(),
        "{'model':'qwen3:8b','messages':["
            + "{'role':'system','content':'Be terse.'},"
            + "{'role':'user','content':'What?','images':['AQID']},"
            + "{'role':'assistant','content':'Let me look.','thinking':'Hm.','tool_calls':["
            + "{'function':{'name':'weather','arguments':{'city':'Oslo'}}},"
            + "{'id':'call_1','function':{'name':'time','arguments':{}}}]},"
            + "{'role':'tool','tool_name':'weather','content':'rain'},"
            + "{'role':'tool','tool_name':'time','tool_call_id':'call_1','content':'no clock'}],"
            + "'stream':false,"
            + "'tools':[{'type':'function','function':{'name':'weather',"
            + "'description':'Tells it','parameters':{'type':'object'}}}],"
            + "'format':{'type':'array'},"
            + "'options':{'temperature':0.5,'top_p':0.9,'num_predict':100,'seed':9,"
            + "'stop':['END'],'num_ctx':8192,'min_p':0.1},"
            + "'think':'low','keep_alive':'10m'}");
  }

  @Test
  void thoughtsOfNobodyInParticularGoBack() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(new Message.Assistant(List.of(new Part.Reasoning("Hm."), Part.text("Yes."))))
            .user("so?")
            .build(),
        "{'model':'qwen3:8b','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'Yes.','thinking':'Hm.'},"
            + "{'role':'user','content':'so?'}],'stream':true}");
  }

  @Test
  void whatOthersThoughtAndRanStaysBehindAndTheirIdsToo() {
    var call = new Part.ToolCall("toolu_1", "f", "odd");
    golden(
        ChatRequest.builder()
            .user("hi")
            .message(
                new Message.Assistant(
                    List.of(
                        new Part.Reasoning("theirs", "sig"),
                        new Part.ToolCall("s", "web", "{}").runByProvider(),
                        call),
                    "anthropic/x"))
            .message(
                new Message.ToolResult(new Part.ToolResult("toolu_1", "", List.of(Part.text("1")))))
            .responseFormat(new ResponseFormat.JsonObject())
            .build(),
        "{'model':'qwen3:8b','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'','tool_calls':["
            + "{'function':{'name':'f','arguments':{'input':'odd'}}}]},"
            + "{'role':'tool','tool_name':'f','content':'1'}],'stream':true,'format':'json'}");
  }

  @Test
  void aReplySentBackIsWhatCame() {
    Answered answer =
        lines(
            message("'content':'','thinking':'Hm.'"),
            message("'content':'Look.'"),
            message(
                "'content':'','tool_calls':[{'function':{'name':'f','arguments':{'b':1,'a':2}}}]"),
            DONE);
    golden(
        ChatRequest.of(List.of(Message.user("hi"), answer.reply().toMessage())),
        "{'model':'qwen3:8b','messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'Look.','thinking':'Hm.','tool_calls':["
            + "{'function':{'name':'f','arguments':{'b':1,'a':2}}}]}],'stream':true}");
  }

  @Test
  void toolsThatMustNotBeCalledAreNotShown() {
    golden(
        ChatRequest.builder()
            .user("hi")
            .tool(new Tool("f", "", "{}"))
            .toolChoice(new ToolChoice.None())
            .build(),
        "{'model':'qwen3:8b','messages':[{'role':'user','content':'hi'}],'stream':true}");
  }

  private static void refused(ChatRequest.Builder request, String message) {
    ChatRequest built = request.build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> FORMAT.call(built))
        .withMessageContaining(message);
  }

  @Test
  void whatCannotBeSaidIsRefused() {
    var hi = ChatRequest.builder().user("hi");
    refused(
        ChatRequest.builder().user(Part.image(URI.create("https://a.example/b.png"))),
        "send the image's bytes");
    refused(ChatRequest.builder().user(Part.audio("audio/wav", new byte[] {1})), "images alone");
    refused(
        ChatRequest.builder()
            .user(
                new Part.Media(
                    Part.Media.Kind.IMAGE, "image/png", new Part.Media.File("openai", "f"))),
        "keeps no files");
    refused(hi.toolChoice(new ToolChoice.Required()), "cannot make a model call");
    refused(ChatRequest.builder().user(new Part.Reasoning("x")), "belongs elsewhere");
    refused(ChatRequest.builder().user("x").providerOption("ollama", "options", "[1]"), "object");
  }

  // Where it is.

  @ParameterizedTest
  @CsvSource({
    "'', http://127.0.0.1:11434",
    "box, http://box:11434",
    "box:8080, http://box:8080",
    ":8080, http://127.0.0.1:8080",
    "0.0.0.0, http://127.0.0.1:11434",
    "0.0.0.0:9, http://127.0.0.1:9",
    "http://0.0.0.0:9, http://127.0.0.1:9",
    "[::]:9, http://[::1]:9",
    "::1, http://[::1]:11434",
    "[::1], http://[::1]:11434",
    "http://box, http://box",
    "https://box/, https://box",
    "https://ollama.com/api, https://ollama.com",
    "ollama.com, https://ollama.com",
    "http://box:11434/v1, http://box:11434",
    "http://box:11434/v1/chat/completions, http://box:11434",
    "http://box:11434/api/chat, http://box:11434",
    "http://box/v1/mine, http://box/v1/mine",
    "box/path, http://box:11434/path",
    "'\"box:1\"', http://box:1",
    "' box ', http://box:11434"
  })
  void itsHostIsReadAsItsOwnClientReadsIt(String setting, String base) {
    assertThat(HostSetting.base(setting)).isEqualTo(base);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://box", "http://user:hunter2@box", "box:99999"})
  void aHostThatCannotBeUsedIsRefusedWithoutRepeatingIt(String setting) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> OllamaProvider.builder().baseUrl(setting).build())
        .withMessageContaining("must be an http or https URL")
        .withMessageNotContaining("hunter2");
  }

  /** It is read by a thread that reads for others too. */
  @Test
  @Timeout(30)
  void aRefusalThatNamesModelsOverAndOverIsReadInTime() {
    String body = "model ".repeat(500_000);
    assertThat(FORMAT.refusal(new ResponseHead(404, Map.of()), body).message()).contains("model");
  }

  /** As servers end that leave out {@code done}, or say that it is false. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",'done':false", ",'done':null"})
  void aReasonIsAnEndEvenIfNothingSaysThatItIsDone(String done) {
    Answered answer =
        lines(
            message("'content':'One.'"),
            HEAD + "'message':{'content':''},'done_reason':'length','eval_count':3" + done + "}");
    assertThat(reason(answer)).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.reply().text()).isEqualTo("One.");
    assertThat(answer.reply().usage().outputTokens()).hasValue(3);
  }

  @Test
  void whatFollowsAReasonStillCounts() {
    Answered answer =
        lines(
            HEAD + "'message':{'content':'One'},'done_reason':'stop'}",
            message("'content':' two.'"),
            DONE);
    assertThat(reason(answer).kind()).isEqualTo(FinishReason.Kind.STOP);
    assertThat(answer.reply().text()).isEqualTo("One two.");
  }
}
