package dev.sluice.provider.bedrock;

import static dev.sluice.testing.Parts.callStarts;
import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Converse's events tell, in streams written by hand from its reference. */
class ConverseDecoderTest {
  private static final String START = "{'messageStart':{'role':'assistant','p':'abcdefgh'}}";
  private static final String STOP = "{'messageStop':{'stopReason':'end_turn','p':'abc'}}";
  private static final String METADATA =
      "{'metadata':{'usage':{'inputTokens':3,'outputTokens':5,'totalTokens':8},"
          + "'metrics':{'latencyMs':7},'p':'ab'}}";

  /** With single quotation marks, so that they can be read. */
  private static List<String> lines(String... events) {
    List<String> lines = new ArrayList<>();
    lines.add(START);
    lines.addAll(List.of(events));
    lines.add(STOP);
    lines.add(METADATA);
    return lines.stream().map(line -> line.replace('\'', '"')).toList();
  }

  private static Reply reply(String... events) {
    return Events.read(lines(events)).reply();
  }

  private static String delta(int index, String delta) {
    return "{'contentBlockDelta':{'contentBlockIndex':" + index + ",'delta':" + delta + "}}";
  }

  private static String stop(int index) {
    return "{'contentBlockStop':{'contentBlockIndex':" + index + "}}";
  }

  private static String start(int index, String start) {
    return "{'contentBlockStart':{'contentBlockIndex':" + index + ",'start':" + start + "}}";
  }

  @Test
  void aTextHasNoStartAndItsPartBeginsWithItsFirstPiece() {
    Answered answered =
        Events.read(lines(delta(0, "{'text':'Hello'}"), delta(0, "{'text':' 😀'}"), stop(0)));
    assertThat(answered.events())
        .containsExactly(
            new StreamEvent.Started("", "", "req-1"),
            textStarts(0),
            new StreamEvent.TextDelta(0, "Hello"),
            new StreamEvent.TextDelta(0, " 😀"),
            textEnds(0, "Hello 😀"),
            new StreamEvent.UsageReported(
                Usage.of(3, 5).toBuilder()
                    .raw("{\"inputTokens\":3,\"outputTokens\":5,\"totalTokens\":8}")
                    .build()),
            new StreamEvent.Noted(ProviderData.of("bedrock", "metrics", "{\"latencyMs\":7}")));
  }

  @Test
  void anIndexMayStandBehindItsDelta() {
    assertThat(
            reply(
                    "{'contentBlockDelta':{'p':'abc','delta':{'text':'a'},'contentBlockIndex':4}}",
                    "{'contentBlockDelta':{'delta':{'text':'b'},'contentBlockIndex':4}}")
                .parts())
        .containsExactly(Part.text("ab"));
  }

  @Test
  void callsThatComeInTurnsStayApart() {
    Answered answered =
        Events.read(
            lines(
                start(1, "{'toolUse':{'toolUseId':'t-1','name':'a'}}"),
                start(2, "{'toolUse':{'toolUseId':'t-2','name':'b'}}"),
                delta(1, "{'toolUse':{'input':'{\\'x\\''}}"),
                delta(2, "{'toolUse':{'input':'{}'}}"),
                delta(1, "{'toolUse':{'input':':1}'}}"),
                stop(2),
                stop(1)));
    assertThat(answered.events()).contains(callStarts(0, "t-1", "a"), callStarts(1, "t-2", "b"));
    assertThat(answered.reply().toolCalls())
        .containsExactly(
            new Part.ToolCall("t-1", "a", "{\"x\":1}"), new Part.ToolCall("t-2", "b", "{}"));
  }

  @Test
  void aCallWithoutArgumentsHasAnEmptyObjectOfThem() {
    assertThat(
            reply(
                    start(0, "{'toolUse':{'toolUseId':'t-1','name':'a'}}"),
                    delta(0, "{'toolUse':{'input':''}}"),
                    stop(0))
                .toolCalls())
        .containsExactly(new Part.ToolCall("t-1", "a", "{}"));
  }

  /** The block of a call that the limit has cut off stops like any other. */
  @Test
  void aCallThatTheTokenLimitCutsOffIsNotWholeAlthoughItsBlockStops() {
    String[] events = {
      start(0, "{'toolUse':{'toolUseId':'t-1','name':'a'}}"),
      delta(0, "{'toolUse':{'input':'{\\'q\\':\\'}'}}"),
      stop(0),
      "{'messageStop':{'stopReason':'max_tokens'}}"
    };
    Answered cut = Events.read(lines(events));
    assertThat(cut.reply().toolCalls().getFirst().isWhole()).isFalse();
    assertThat(cut.all(StreamEvent.PartEnded.class)).isEmpty();
    events[1] = delta(0, "{'toolUse':{'input':'{\\'q\\':\\'}\\'}'}}");
    assertThat(Events.read(lines(events)).reply().toolCalls().getFirst().isWhole()).isTrue();
    events[1] = delta(0, "{'toolUse':{'input':'{\\'q\\':'}}");
    events[3] = "{'messageStop':{'stopReason':'tool_use'}}";
    assertThat(Events.read(lines(events)).all(StreamEvent.PartEnded.class)).hasSize(1);
  }

  @Test
  void blocksThatDoNotStopEndWithTheMessage() {
    Answered answered =
        Events.read(
            lines(
                delta(0, "{'text':'a'}"),
                start(1, "{'toolUse':{'toolUseId':'t-1','name':'a'}}"),
                delta(1, "{'toolUse':{'input':'{}'}}")));
    assertThat(answered.events())
        .contains(textEnds(0, "a"), new StreamEvent.PartEnded(1, call("t-1", "a", "{}")));
    assertThat(answered.reply().parts()).allMatch(Part::isWhole);
  }

  private static Part.ToolCall call(String id, String name, String arguments) {
    return new Part.ToolCall(id, name, arguments);
  }

  @Test
  void anotherKindOfPieceUnderTheSameIndexIsAnotherPart() {
    assertThat(
            reply(
                    delta(0, "{'reasoningContent':{'text':'hm'}}"),
                    delta(0, "{'text':'a'}"),
                    stop(0),
                    delta(0, "{'text':'b'}"))
                .parts())
        .containsExactly(new Part.Reasoning("hm"), Part.text("a"), Part.text("b"));
  }

  @Test
  void thoughtsInCipherAreKeptAndPiecesOfThemJoined() {
    String one = base64("first");
    String two = base64("second one");
    assertThat(
            reply(
                    delta(0, "{'reasoningContent':{'redactedContent':'" + one + "'}}"),
                    delta(0, "{'reasoningContent':{'redactedContent':'" + two + "'}}"),
                    stop(0),
                    delta(1, "{'text':'a'}"),
                    stop(1))
                .parts())
        .containsExactly(
            new Part.Reasoning("").enciphered(base64("firstsecond one")), Part.text("a"));
  }

  @Test
  void aSignatureInPiecesIsJoined() {
    assertThat(
            reply(
                    delta(0, "{'reasoningContent':{'text':'hm'}}"),
                    delta(0, "{'reasoningContent':{'signature':'ab'}}"),
                    delta(0, "{'reasoningContent':{'signature':'cd'}}"),
                    stop(0))
                .parts())
        .containsExactly(new Part.Reasoning("hm", "abcd"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void citationsBelongToTheTextOfTheirBlock() {
    String web =
        "{'title':'T','sourceContent':[{'text':'quo'},{'text':'te'}],"
            + "'location':{'web':{'url':'https://example.org/a','domain':'example.org'}}}";
    String page =
        "{'title':'Report','source':'my-file','location':"
            + "{'documentPage':{'documentIndex':0,'start':2,'end':3}}}";
    Part.Text text =
        (Part.Text)
            reply(
                    delta(0, "{'text':'It is so.'}"),
                    delta(0, "{'citation':" + web + "}"),
                    delta(0, "{'citation':" + page + "}"),
                    stop(0))
                .parts()
                .getFirst();
    assertThat(text.citations())
        .containsExactly(
            Citation.builder()
                .title("T")
                .quote("quote")
                .url("https://example.org/a")
                .raw(web.replace('\'', '"'))
                .build(),
            Citation.builder().title("Report").raw(page.replace('\'', '"')).build());
  }

  @Test
  void aToolOfTheProvidersHasItsResultInTheAnswer() {
    Reply reply =
        reply(
            start(0, "{'toolUse':{'toolUseId':'s-1','name':'nova_x','type':'server_tool_use'}}"),
            delta(0, "{'toolUse':{'input':'{\\'code\\':\\'1\\'}'}}"),
            stop(0),
            start(1, "{'toolResult':{'toolUseId':'s-1','type':'nova_result','status':'error'}}"),
            delta(1, "{'toolResult':[{'text':'out'}]}"),
            delta(1, "{'toolResult':[{'text':'put'},{'json':{'exitCode':1}}]}"),
            stop(1),
            delta(2, "{'text':'done'}"));
    assertThat(reply.parts())
        .containsExactly(
            call("s-1", "nova_x", "{\"code\":\"1\"}").runByProvider(),
            new Part.ToolResult(
                    "s-1",
                    "",
                    List.of(
                        Part.text("output"),
                        new Part.Native("bedrock", "json", "{\"json\":{\"exitCode\":1}}")))
                .runByProvider()
                .asFailure()
                .withData(ProviderData.of("bedrock", "type", "\"nova_result\"")),
            Part.text("done"));
    assertThat(reply.toMessage().parts()).isEqualTo(reply.parts());
  }

  @Test
  void anImageComesInPiecesOfWhichEachIsWhole() {
    Answered answered =
        Events.read(
            lines(
                start(0, "{'image':{'format':'png'}}"),
                delta(0, "{'image':{'source':{'bytes':'" + base64("ab") + "'}}}"),
                delta(0, "{'image':{'source':{'bytes':'" + base64("cdefg") + "'}}}"),
                stop(0)));
    assertThat(answered.all(StreamEvent.MediaDelta.class))
        .extracting(StreamEvent.MediaDelta::base64)
        .containsExactly(base64("abcdef"), base64("g"));
    assertThat(answered.reply().parts())
        .containsExactly(Part.image("image/png", new byte[] {'a', 'b', 'c', 'd', 'e', 'f', 'g'}));
  }

  @Test
  void anImageThatCouldNotBeMadeIsAWarning() {
    assertThat(
            reply(
                    start(0, "{'image':{'format':'png'}}"),
                    delta(0, "{'image':{'error':{'message':'too bright'}}}"),
                    stop(0))
                .warnings())
        .containsExactly("an image of the answer could not be made: too bright");
  }

  @Test
  void anUnknownBlockIsKeptAndBreaksNothing() {
    Reply reply =
        reply(
            start(0, "{'hologram':{'depth':3}}"),
            delta(0, "{'hologram':{'ray':1}}"),
            stop(0),
            delta(1, "{'text':'a'}"));
    assertThat(reply.parts())
        .containsExactly(
            new Part.Native(
                "bedrock", "hologram", "[{\"hologram\":{\"depth\":3}},{\"hologram\":{\"ray\":1}}]"),
            Part.text("a"));
  }

  @Test
  void unknownEventsAreToldWhereTheyAreAskedFor() {
    List<String> lines = lines("{'keepAlive':{'n':1}}", delta(0, "{'text':'a'}"));
    assertThat(Events.read(lines).all(StreamEvent.Native.class)).isEmpty();
    Answered told =
        Events.read(
            ChatRequest.builder().user("hi").nativeEvents(true).build(), Events.body(lines));
    assertThat(told.all(StreamEvent.Native.class))
        .containsExactly(new StreamEvent.Native("bedrock", "keepAlive", "{\"n\":1}"));
  }

  @Test
  void whatTheAnswerEndsWithIsNoted() {
    Reply reply =
        Events.read(
                List.of(
                    "{\"messageStop\":{\"stopReason\":\"stop_sequence\","
                        + "\"additionalModelResponseFields\":{\"stop\":\"X\"}}}",
                    "{\"metadata\":{\"usage\":{\"inputTokens\":1,\"outputTokens\":1,"
                        + "\"totalTokens\":2},\"trace\":{\"promptRouter\":"
                        + "{\"invokedModelId\":\"m\"}},\"performanceConfig\":"
                        + "{\"latency\":\"optimized\"},\"serviceTier\":{\"type\":\"flex\"}}}"))
            .reply();
    assertThat(reply.data().getFirst().fields())
        .containsEntry("additionalModelResponseFields", "{\"stop\":\"X\"}")
        .containsEntry("trace", "{\"promptRouter\":{\"invokedModelId\":\"m\"}}")
        .containsEntry("performanceConfig", "{\"latency\":\"optimized\"}")
        .containsEntry("serviceTier", "{\"type\":\"flex\"}");
  }

  /** Its reference: the input is told without what came from the cache or went there. */
  @Test
  void cachedInputIsAPartOfTheInput() {
    Usage usage =
        usage(
            "{'inputTokens':10,'outputTokens':4,'totalTokens':144,'cacheReadInputTokens':100,"
                + "'cacheWriteInputTokens':30,'cacheDetails':[{'ttl':'1h','inputTokens':20},"
                + "{'ttl':'5m','inputTokens':10}],'serverToolUsage':{'webSearchRequests':2}}");
    assertThat(usage.inputTokens()).hasValue(140);
    assertThat(usage.outputTokens()).hasValue(4);
    assertThat(usage.cachedInputTokens()).hasValue(100);
    assertThat(usage.count(Usage.Count.CACHE_WRITE)).hasValue(30);
    assertThat(usage.count(Usage.Count.CACHE_WRITE_1_HOUR)).hasValue(20);
    assertThat(usage.count(Usage.Count.CACHE_WRITE_5_MINUTES)).hasValue(10);
    assertThat(usage.count(Usage.Count.SEARCHES)).hasValue(2);
  }

  @Test
  void inputThatContainsWhatWasCachedIsNotCountedTwice() {
    assertThat(
            usage(
                    "{'inputTokens':110,'outputTokens':4,'totalTokens':114,"
                        + "'cacheReadInputTokens':100}")
                .inputTokens())
        .hasValue(110);
  }

  @Test
  void numbersThatCannotBeTrueAreNone() {
    Usage usage = usage("{'inputTokens':99999999999999,'outputTokens':-4,'totalTokens':null}");
    assertThat(usage.inputTokens()).isEmpty();
  }

  private static Usage usage(String json) {
    return Events.read(
            List.of(
                "{\"messageStop\":{\"stopReason\":\"end_turn\"}}",
                ("{'metadata':{'usage':" + json + "}}").replace('\'', '"')))
        .reply()
        .usage();
  }

  /** An answer in one document is told as the same answer in a stream. */
  @Test
  void aDocumentIsTheSameAnswer() {
    Reply reply =
        Events.document(
                ("{'metrics':{'latencyMs':7},'output':{'message':{'role':'assistant','content':["
                        + "{'reasoningContent':{'reasoningText':{'text':'hm','signature':'sig'}}},"
                        + "{'reasoningContent':{'redactedContent':'"
                        + base64("secret")
                        + "'}},{'text':'a 😀'},"
                        + "{'citationsContent':{'content':[{'text':'b'}],'citations':"
                        + "[{'title':'T','location':{'web':{'url':'https://example.org'}}}]}},"
                        + "{'toolUse':{'toolUseId':'t-1','name':'n','input':{'x':[1,'y']}}},"
                        + "{'toolUse':{'toolUseId':'t-2','name':'n','input':{}}},"
                        + "{'toolResult':{'toolUseId':'s','content':[{'text':'r'}],'type':'k'}},"
                        + "{'image':{'format':'jpeg','source':{'bytes':'"
                        + base64("img")
                        + "'}}},{'hologram':{'depth':3}}]}},"
                        + "'stopReason':'tool_use','usage':{'inputTokens':1,'outputTokens':2,"
                        + "'totalTokens':3}}")
                    .replace('\'', '"'))
            .reply();
    assertThat(reply.parts())
        .containsExactly(
            new Part.Reasoning("hm", "sig"),
            new Part.Reasoning("").enciphered(base64("secret")),
            Part.text("a 😀"),
            Part.text("b")
                .cited(
                    List.of(
                        Citation.builder()
                            .title("T")
                            .url("https://example.org")
                            .raw(
                                "{\"title\":\"T\",\"location\":{\"web\":"
                                    + "{\"url\":\"https://example.org\"}}}")
                            .build())),
            call("t-1", "n", "{\"x\":[1,\"y\"]}"),
            call("t-2", "n", "{}"),
            new Part.ToolResult("s", "", List.of(Part.text("r")))
                .runByProvider()
                .withData(ProviderData.of("bedrock", "type", "\"k\"")),
            Part.image("image/jpeg", new byte[] {'i', 'm', 'g'}),
            new Part.Native("bedrock", "hologram", "{\"hologram\":{\"depth\":3}}"));
    assertThat(reply.usage().outputTokens()).hasValue(2);
    assertThat(reply.finishReason().orElseThrow().raw()).isEqualTo("tool_use");
  }

  @Test
  void aDocumentInPlaceOfAStreamIsTheAnswer() {
    assertThat(
            Events.read(
                    ("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":"
                            + "[{\"text\":\"all\"}]}},\"stopReason\":\"end_turn\"}")
                        .getBytes(StandardCharsets.UTF_8))
                .reply()
                .text())
        .isEqualTo("all");
  }
}
