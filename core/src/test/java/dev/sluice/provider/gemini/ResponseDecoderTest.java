package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

// Long because each kind of thing that an answer may hold is written out as it comes.
class ResponseDecoderTest {
  private static final String STOP = "{'candidates':[{'finishReason':'STOP'}]}";

  private static String parts(String... parts) {
    return "{'candidates':[{'content':{'role':'model','parts':["
        + String.join(",", parts)
        + "]},'index':0}]}";
  }

  private static FinishReason reason(Answered answer) {
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
    return ((Ending.Completed) answer.ending()).finishReason();
  }

  private static Failure failure(Answered answer) {
    assertThat(answer.ending()).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) answer.ending()).cause().failure().orElseThrow();
  }

  @Test
  void thoughtsAreTheirOwnPartAndASignatureEndsThem() {
    Answered answer =
        Gemini.chunks(
            parts("{'text':'Let me ','thought':true}"),
            parts("{'text':'see.','thought':true,'thoughtSignature':'c2ln'}"),
            parts("{'text':'More.','thought':true}", "{'text':'Two'}"),
            parts("{'text':'.'}"),
            STOP);
    assertThat(answer.reply().parts())
        .containsExactly(
            new Part.Reasoning("Let me see.", "c2ln"),
            new Part.Reasoning("More."),
            new Part.Text("Two."));
  }

  @Test
  void aSignatureClosesTheTextThatItComesWith() {
    Answered answer =
        Gemini.chunks(
            parts("{'text':'One '}"),
            parts("{'text':'two.','thoughtSignature':'c2ln'}"),
            parts("{'text':' Three.'}"),
            STOP);
    assertThat(answer.reply().parts())
        .containsExactly(
            new Part.Text("One two.")
                .withData(ProviderData.of("gemini", "thoughtSignature", "\"c2ln\"")),
            new Part.Text(" Three."));
    assertThat(answer.reply().text()).isEqualTo("One two. Three.");
  }

  @Test
  void anEmptyThoughtWithASignatureIsAPart() {
    Answered answer =
        Gemini.chunks(
            parts("{'text':'','thought':true,'thoughtSignature':'c2ln'}"),
            parts("{'text':'Yes.'}"),
            STOP);
    assertThat(answer.reply().parts())
        .containsExactly(new Part.Reasoning("", "c2ln"), new Part.Text("Yes."));
  }

  @Test
  void callsHaveTheIdsThatCameAndEndAtOnce() {
    Answered answer =
        Gemini.chunks(
            parts(
                "{'functionCall':{'id':'f-1','name':'a','args':{'x':[1,2.50,null],'y':'ü'}}}",
                "{'functionCall':{'name':'b'}}"),
            STOP);
    assertThat(answer.reply().toolCalls())
        .containsExactly(
            new Part.ToolCall("f-1", "a", "{\"x\":[1,2.50,null],\"y\":\"ü\"}"),
            new Part.ToolCall("", "b", "{}"));
    assertThat(reason(answer)).isEqualTo(new FinishReason(FinishReason.Kind.TOOL_CALLS, "STOP"));
  }

  @Test
  void aCallIsWholeEvenIfTheStreamBreaksOffBehindIt() {
    Answered answer = Gemini.chunks(parts("{'functionCall':{'name':'a','args':{}}}"));
    assertThat(answer.reply().toolCalls().getFirst().isWhole()).isTrue();
    assertThat(failure(answer)).isInstanceOf(Failure.EndedEarly.class);
    assertThat(failure(answer).message()).contains("a finishReason");
  }

  @ParameterizedTest
  @CsvSource({"STOP,true", "MAX_TOKENS,false"})
  void aCallWhosePiecesStopIsWholeUnlessTheAnswerWasCutOff(String reason, boolean whole) {
    Answered answer =
        Gemini.chunks(
            parts("{'functionCall':{'name':'a','willContinue':true}}"),
            parts(
                "{'functionCall':{'partialArgs':[{'jsonPath':'$.x','stringValue':'12',"
                    + "'willContinue':true}],'willContinue':true}}"),
            "{'candidates':[{'finishReason':'" + reason + "'}]}");
    Part.ToolCall call = (Part.ToolCall) answer.reply().parts().getFirst();
    assertThat(call.isWhole()).isEqualTo(whole);
    assertThat(call.arguments()).isEqualTo(whole ? "{\"x\":\"12\"}" : "{\"x\":\"12");
  }

  @Test
  void piecesOfArgumentsThatDoNotFollowEachOtherAreNamed() {
    Answered answer =
        Gemini.chunks(
            parts(
                "{'functionCall':{'name':'a','partialArgs':[{'jsonPath':'$.x.y','numberValue':1},"
                    + "{'jsonPath':'$.z','numberValue':1},{'jsonPath':'$.x.w','numberValue':1}]}}"),
            STOP);
    assertThat(failure(answer))
        .isEqualTo(
            new Failure.Malformed(
                "the pieces of a call's arguments do not follow each other", "$.x.w"));
  }

  @Test
  void imagesAndSoundAreMedia() {
    Answered answer =
        Gemini.chunks(
            parts(
                "{'text':'Here: '}",
                "{'inlineData':{'mimeType':'image/png','data':'AAAA'},'thoughtSignature':'c2ln'}",
                "{'inlineData':{'mimeType':'audio/L16;rate=24000','data':'BBBB'}}",
                "{'fileData':{'mimeType':'video/mp4','fileUri':'https://g.example/f/1'}}"),
            STOP);
    List<Part> parts = answer.reply().parts();
    assertThat(parts).hasSize(4);
    assertThat(parts.get(1))
        .isEqualTo(
            new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline("AAAA"))
                .withData(ProviderData.of("gemini", "thoughtSignature", "\"c2ln\"")));
    assertThat(((Part.Media) parts.get(2)).kind()).isEqualTo(Part.Media.Kind.AUDIO);
    assertThat(((Part.Media) parts.get(3)).kind()).isEqualTo(Part.Media.Kind.VIDEO);
    assertBack(
        answer,
        "{'text':'Here: '},"
            + "{'inlineData':{'mimeType':'image/png','data':'AAAA'},'thoughtSignature':'c2ln'},"
            + "{'inlineData':{'mimeType':'audio/L16;rate=24000','data':'BBBB'}},"
            + "{'fileData':{'mimeType':'video/mp4','fileUri':'https://g.example/f/1'}}");
  }

  @Test
  void codeThatGoogleRunsGoesBackAsItCame() {
    String code =
        "{'executableCode':{'language':'PYTHON','code':'print(1)','id':'k1'},"
            + "'thoughtSignature':'c2ln'}";
    String result = "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1\\n','id':'k1'}}";
    String wrong = "{'codeExecutionResult':{'outcome':'OUTCOME_FAILED','output':'no'}}";
    Answered answer = Gemini.chunks(parts(code), parts(result), parts(wrong), STOP);
    assertThat(reason(answer))
        .as("nobody waits for a result")
        .isEqualTo(new FinishReason(FinishReason.Kind.STOP, "STOP"));
    Part.ToolCall call = (Part.ToolCall) answer.reply().parts().get(0);
    assertThat(call.isRunByProvider()).isTrue();
    assertThat(call.id()).isEqualTo("k1");
    assertThat(call.name()).isEqualTo("code_execution");
    assertThat(call.arguments())
        .isEqualTo("{\"language\":\"PYTHON\",\"code\":\"print(1)\",\"id\":\"k1\"}");
    Part.ToolResult good = (Part.ToolResult) answer.reply().parts().get(1);
    assertThat(good.callId()).isEqualTo("k1");
    assertThat(good.content()).containsExactly(new Part.Text("1\n"));
    assertThat(good.failed()).isFalse();
    assertThat(((Part.ToolResult) answer.reply().parts().get(2)).failed()).isTrue();
    assertBack(answer, String.join(",", code, result, wrong));
  }

  @Test
  void toolsThatGoogleRunsAndPartsThatNobodyKnowsGoBackAsTheyCame() {
    String call =
        "{'toolCall':{'toolType':'GOOGLE_SEARCH_WEB','args':{'queries':['x']},'id':'s1'},"
            + "'thoughtSignature':'c2ln'}";
    String result =
        "{'toolResponse':{'toolType':'GOOGLE_SEARCH_WEB','response':{'n':1},'id':'s1'}}";
    String news = "{'hologram':{'depth':3},'thoughtSignature':'bmV3'}";
    String sketch = "{'inlineData':{'mimeType':'image/png','data':'AAAA'},'thought':true}";
    Answered answer = Gemini.chunks(parts(call, result, news, sketch), STOP);
    Part.ToolCall run = (Part.ToolCall) answer.reply().parts().get(0);
    assertThat(run.isRunByProvider()).isTrue();
    assertThat(run.name()).isEqualTo("GOOGLE_SEARCH_WEB");
    assertThat(run.arguments()).isEqualTo("{\"queries\":[\"x\"]}");
    assertThat(answer.reply().parts().get(2))
        .isEqualTo(
            new Part.Native(
                "gemini",
                "hologram",
                "{\"hologram\":{\"depth\":3},\"thoughtSignature\":\"bmV3\"}"));
    assertThat(answer.reply().parts().get(3)).isInstanceOf(Part.Native.class);
    assertBack(answer, String.join(",", call, result, news, sketch));
  }

  private static void assertBack(Answered answer, String parts) {
    Gemini.assertJson(
        Gemini.body(
            "gemini-3-pro-preview",
            ChatRequest.of(List.of(Message.user("hi"), answer.reply().toMessage()))),
        "{'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':["
            + parts
            + "]}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, STOP",
    "MAX_TOKENS, LENGTH",
    "SAFETY, CONTENT_FILTER",
    "RECITATION, CONTENT_FILTER",
    "BLOCKLIST, CONTENT_FILTER",
    "PROHIBITED_CONTENT, CONTENT_FILTER",
    "SPII, CONTENT_FILTER",
    "IMAGE_SAFETY, CONTENT_FILTER",
    "LANGUAGE, OTHER",
    "NO_IMAGE, OTHER",
    "OTHER, OTHER",
    "SOMETHING_NEW, OTHER"
  })
  void finishReasonsAreWhatTheyMeanWithTheirWordsKept(String raw, FinishReason.Kind kind) {
    Answered answer =
        Gemini.chunks(
            parts("{'text':'x'}"),
            "{'candidates':[{'finishReason':'" + raw + "','finishMessage':'why'}]}");
    assertThat(reason(answer)).isEqualTo(new FinishReason(kind, raw).explained("why"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})
  void aModelThatWentWrongIsAFailureThatAnotherAttemptMayMend(String raw) {
    Answered answer =
        Gemini.chunks("{'candidates':[{'finishReason':'" + raw + "','finishMessage':'bad call'}]}");
    Failure.ErrorInStream error = (Failure.ErrorInStream) failure(answer);
    assertThat(error.type()).isEqualTo(raw);
    assertThat(error.detail()).isEqualTo("bad call");
    assertThat(error.reason().mayPass()).isTrue();
  }

  @Test
  void aReasonWithEveryChunkEndsNothing() {
    Answered answer =
        Gemini.chunks(
            STOP,
            "{'candidates':[{'content':{'parts':[{'text':'One '}]},'finishReason':'STOP'}]}",
            "{'candidates':[{'content':{'parts':[{'text':'two.'}]},'finishReason':'STOP'}]}",
            "{'candidates':[{'finishReason':'FINISH_REASON_UNSPECIFIED'}]}");
    assertThat(answer.reply().parts()).containsExactly(new Part.Text("One two."));
    assertThat(reason(answer)).isEqualTo(new FinishReason(FinishReason.Kind.STOP, "STOP"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[DONE]", "{'candidates':", "null", "", "<html>"})
  void whatFollowsTheEndDoesNotUndoIt(String after) {
    Answered answer = Gemini.chunks(parts("{'text':'Yes.'}"), STOP, after);
    assertThat(answer.reply().text()).isEqualTo("Yes.");
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
  }

  @Test
  void onceThereIsAReasonTheAnswerIsSettled() {
    ResponseDecoder decoder =
        (ResponseDecoder) Gemini.format().decoder(Gemini.STREAMED, new ResponseHead(200, Map.of()));
    assertThat(decoder.isSettled()).isFalse();
    byte[] stop = STOP.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(decoder.onFrame("message", stop, 0, stop.length, new dev.sluice.testing.Recorder()))
        .isNull();
    assertThat(decoder.isSettled()).isTrue();
  }

  @Test
  void aBlockedPromptIsAnAnswerThatWasWithheld() {
    Answered answer =
        Gemini.chunks(
            "{'promptFeedback':{'blockReason':'PROHIBITED_CONTENT','blockReasonMessage':'no',"
                + "'safetyRatings':[]},'usageMetadata':{'promptTokenCount':7},"
                + "'modelVersion':'gemini-2.5-flash'}");
    assertThat(reason(answer))
        .isEqualTo(
            new FinishReason(FinishReason.Kind.CONTENT_FILTER, "PROHIBITED_CONTENT")
                .explained("no"));
    assertThat(((Ending.Completed) answer.ending()).isWithheld()).isTrue();
    assertThat(answer.reply().usage().inputTokens()).hasValue(7);
    assertThat(answer.reply().data()).hasSize(1);
  }

  @Test
  void ofSeveralCandidatesTheFirstIsTheAnswerAndALoneOneAlways() {
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0},"
                + "{'content':{'parts':[{'text':'b'}]},'index':1,'finishReason':'SAFETY'}]}",
            STOP);
    assertThat(answer.reply().text()).isEqualTo("a");
    Answered lone =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':3,"
                + "'finishReason':'STOP'}]}");
    assertThat(lone.reply().text()).isEqualTo("a");
  }

  @Test
  void usageIsCountedAsOthersCountIt() {
    Answered answer =
        Gemini.chunks(
            "{'usageMetadata':{'promptTokenCount':100,'candidatesTokenCount':3,"
                + "'totalTokenCount':103,'cachedContentTokenCount':80}}",
            "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':100,"
                + "'candidatesTokenCount':10,'thoughtsTokenCount':40,'toolUsePromptTokenCount':30,"
                + "'totalTokenCount':180,'cachedContentTokenCount':0,"
                + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':50},"
                + "{'modality':'AUDIO','tokenCount':30},{'modality':'IMAGE','tokenCount':20}],"
                + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':6},"
                + "{'modality':'AUDIO','tokenCount':4}]}}",
            "{'usageMetadata':{'promptTokenCount':0,'candidatesTokenCount':9999999999999999}}");
    Usage usage = answer.reply().usage();
    assertThat(usage.inputTokens()).hasValue(130);
    assertThat(usage.outputTokens()).hasValue(50);
    assertThat(usage.cachedInputTokens()).hasValue(80);
    assertThat(usage.reasoningTokens()).hasValue(40);
    assertThat(usage.count(Usage.Count.TOOL_PROMPT)).hasValue(30);
    assertThat(usage.count(Usage.Count.AUDIO_INPUT)).hasValue(30);
    assertThat(usage.count(Usage.Count.IMAGE_INPUT)).hasValue(20);
    assertThat(usage.count(Usage.Count.AUDIO_OUTPUT)).hasValue(4);
    assertThat(usage.count(Usage.Count.IMAGE_OUTPUT)).hasValue(6);
    assertThat(usage.raw()).contains("\"totalTokenCount\":180");
    assertThat(answer.all(StreamEvent.UsageReported.class)).hasSize(2);
  }

  @Test
  void logProbabilitiesAreOfTheTextThatCame() {
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'Hi'}]},'logprobsResult':{"
                + "'topCandidates':[{'candidates':[{'token':'Hi','logProbability':-0.25},"
                + "{'token':'Yo','logProbability':-2}]}],"
                + "'chosenCandidates':[{'token':'Hi','tokenId':7,'logProbability':-0.25}]},"
                + "'finishReason':'STOP'}]}");
    assertThat(answer.all(StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(
                0,
                List.of(
                    new StreamEvent.LogProb(
                        "Hi",
                        -0.25,
                        List.of(
                            new StreamEvent.LogProb("Hi", -0.25, List.of()),
                            new StreamEvent.LogProb("Yo", -2, List.of()))))));
  }

  @Test
  void aDocumentGivesTheSameAsAStreamWhateverWasAskedFor() {
    String body =
        "{'candidates':[{'content':{'parts':[{'text':'Hm.','thought':true},{'text':'One two.'},"
            + "{'functionCall':{'name':'f','args':{'a':1}},'thoughtSignature':'c2ln'}],"
            + "'role':'model'},'finishReason':'STOP','index':0}],"
            + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2},"
            + "'modelVersion':'m','responseId':'r'}";
    Answered whole = Gemini.document(Gemini.WHOLE, body);
    Answered proxied = Gemini.document(Gemini.STREAMED, body);
    Answered streamed =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'Hm.','thought':true}]}}],"
                + "'modelVersion':'m','responseId':'r'}",
            parts("{'text':'One '}"),
            parts("{'text':'two.'}"),
            parts("{'functionCall':{'name':'f','args':{'a':1}},'thoughtSignature':'c2ln'}"),
            "{'candidates':[{'finishReason':'STOP'}],"
                + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2}}");
    assertThat(whole.reply().parts()).isEqualTo(streamed.reply().parts());
    assertThat(whole.reply().usage()).isEqualTo(streamed.reply().usage());
    assertThat(reason(whole)).isEqualTo(reason(streamed));
    assertThat(proxied.reply().parts()).isEqualTo(streamed.reply().parts());
    assertThat(reason(proxied)).isEqualTo(reason(streamed));
  }

  @Test
  void anArrayOfChunksIsAStreamToo() {
    String body =
        "["
            + parts("{'text':'One '}")
            + "\r\n,\r\n"
            + parts("{'text':'two.'}")
            + ",\n"
            + STOP
            + "]\n";
    Answered answer = Gemini.document(Gemini.STREAMED, body);
    assertThat(answer.reply().text()).isEqualTo("One two.");
    assertThat(answer.all(StreamEvent.TextDelta.class)).hasSize(2);
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
    Answered cut = Gemini.document(Gemini.STREAMED, body.substring(0, body.indexOf("two.")));
    assertThat(cut.reply().text()).isEqualTo("One ");
    assertThat(((Ending.Incomplete) cut.ending()).cause()).isInstanceOf(Cause.Truncated.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'detail':'no such route'}", "{'choices':[]}"})
  void aDocumentThatIsNoneOfGeminisIsShown(String body) {
    assertThat(failure(Gemini.document(Gemini.STREAMED, body)).message())
        .isEqualTo("the answer is none of Gemini's: " + body.replace('\'', '"'));
  }

  @Test
  void aChunkThatIsNoJsonIsShown() {
    Answered answer = Gemini.chunks(parts("{'text':'One'}"), "upstream failed");
    assertThat(failure(answer)).isInstanceOf(Failure.Malformed.class);
    assertThat(failure(answer).message()).contains("upstream failed").doesNotContain("jackson");
    assertThat(answer.reply().text()).isEqualTo("One");
  }

  @Test
  void chunksThatSayNothingKnownAreToldToWhomeverAsksForThem() {
    ChatRequest request = Gemini.STREAMED.toBuilder().nativeEvents(true).build();
    byte[] body =
        Answered.sse(
            List.of(
                "{\"weather\":1}",
                parts("{'text':'x'}").replace('\'', '"'),
                STOP.replace('\'', '"')));
    Answered answer =
        Answered.of(
            Gemini.format(),
            request,
            new ResponseHead(200, Map.of("content-type", "text/event-stream")),
            body);
    assertThat(answer.all(StreamEvent.Native.class))
        .containsExactly(new StreamEvent.Native("gemini", "", "{\"weather\":1}"));
    assertThat(answer.reply().text()).isEqualTo("x");
  }

  @Test
  void aChunkOfMorePartsThanAnAnswerHasIsRefused() {
    String many = parts(String.join(",", Collections.nCopies(9000, "{'text':'x'}")));
    Answered answer =
        Answered.once(
            Gemini.format(),
            Gemini.STREAMED,
            new ResponseHead(200, Map.of("content-type", "text/event-stream")),
            new Pieces("whole", List.of(Answered.sse(List.of(many.replace('\'', '"'))))));
    assertThat(failure(answer))
        .isEqualTo(new Failure.LimitExceeded("the list of a chunk's parts", 8192, "parts"));
  }

  @Test
  void anErrorInTheStreamKeepsWhatHadCome() {
    List<String> chunks = new ArrayList<>();
    chunks.add(parts("{'text':'One'}"));
    chunks.add(
        "{'error':{'code':503,'message':'The model is overloaded.','status':'UNAVAILABLE'}}");
    Answered answer = Gemini.chunks(chunks.toArray(String[]::new));
    Failure.ErrorInStream error = (Failure.ErrorInStream) failure(answer);
    assertThat(error.reason()).isEqualTo(Failure.Reason.OVERLOADED);
    assertThat(error.detail()).isEqualTo("The model is overloaded.");
    assertThat(error.type()).isEqualTo("UNAVAILABLE");
    assertThat(answer.reply().text()).isEqualTo("One");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "''", "false"})
  void anEmptyErrorIsNone(String error) {
    Answered answer =
        Gemini.chunks(
            "{'candidates':[{'content':{'parts':[{'text':'x'}]},'finishReason':'STOP'}],'error':"
                + error
                + "}");
    assertThat(answer.ending()).isInstanceOf(Ending.Completed.class);
  }
}
