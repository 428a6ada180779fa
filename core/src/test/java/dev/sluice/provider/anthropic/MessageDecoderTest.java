package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.testing.Answered;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams written from the documentation of the API. */
class MessageDecoderTest {
  static final String START =
      "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
          + "'model':'claude-sonnet-4-5','content':[],'stop_reason':null,'stop_sequence':null,"
          + "'usage':{'input_tokens':10,'output_tokens':1}}}";
  static final String STOP = "{'type':'message_stop'}";

  @Test
  void hiddenThoughtsAreKeptInTheirCipher() {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,"
                + "'content_block':{'type':'redacted_thinking','data':'EmwKAhgB'}}",
            stopped(0));
    Part.Reasoning hidden = (Part.Reasoning) reply.parts().getFirst();
    assertThat(hidden.cipher()).isEqualTo("EmwKAhgB");
    assertThat(hidden.text()).isEmpty();
    assertThat(hidden.data()).isEmpty();
  }

  @Test
  void aSignatureMayComeInPieces() {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'thinking','thinking':'','signature':''}}",
            delta(0, "'type':'thinking_delta','thinking':'Hm'"),
            delta(0, "'type':'signature_delta','signature':'ab'"),
            delta(0, "'type':'signature_delta','signature':'cd'"),
            stopped(0));
    assertThat(reply.parts()).containsExactly(new Part.Reasoning("Hm", "abcd"));
  }

  @Test
  void parallelCallsAreToldApart() {
    Answered answered =
        Claude.stream(
            START,
            call(0, "toolu_1", "a"),
            json(0, "{\\\"x\\\":"),
            json(0, "1}"),
            stopped(0),
            call(1, "toolu_2", "b"),
            stopped(1),
            ended("tool_use"),
            STOP);
    assertThat(answered.reply().toolCalls())
        .containsExactly(
            new Part.ToolCall("toolu_1", "a", "{\"x\":1}"),
            new Part.ToolCall("toolu_2", "b", "{}"));
    assertThat(answered.events().indexOf(ended(answered, 0)))
        .as("the first call is whole before the second one begins")
        .isLessThan(answered.events().indexOf(begun(answered, 1)));
  }

  @Test
  void blocksMayGrowInTurns() {
    Reply reply =
        answer(
            text(0, ""),
            call(1, "toolu_1", "a"),
            delta(0, "'type':'text_delta','text':'He'"),
            json(1, "{}"),
            delta(0, "'type':'text_delta','text':'llo'"),
            stopped(1),
            stopped(0));
    assertThat(reply.parts())
        .containsExactly(Part.text("Hello"), new Part.ToolCall("toolu_1", "a", "{}"));
  }

  /** The API stops the block of a call that its token limit cuts off. */
  @ParameterizedTest
  @CsvSource({"max_tokens", "model_context_window_exceeded", "refusal"})
  void aCallThatWasCutOffIsNotWhole(String reason) {
    Answered answered =
        Claude.stream(
            START,
            call(0, "toolu_1", "a"),
            json(0, "{\\\"x\\\":"),
            stopped(0),
            ended(reason),
            STOP);
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.reply().toolCalls().getFirst().isWhole()).isFalse();
    assertThat(answered.reply().toMessage().parts()).isEmpty();
  }

  @Test
  void aCallOfNothingThatATokenLimitFollowsIsNotWhole() {
    Answered answered =
        Claude.stream(START, call(0, "toolu_1", "a"), stopped(0), ended("max_tokens"), STOP);
    assertThat(answered.reply().toolCalls().getFirst().isWhole()).isFalse();
  }

  @Test
  void aCallWhoseArgumentsAreWholeIsSoBeforeTheTokenLimit() {
    Answered answered =
        Claude.stream(
            START,
            call(0, "toolu_1", "a"),
            json(0, "{\\\"x\\\":\\\"}\\\"}"),
            stopped(0),
            ended("max_tokens"),
            STOP);
    Part.ToolCall call = answered.reply().toolCalls().getFirst();
    assertThat(call.isWhole()).isTrue();
    assertThat(call.arguments()).isEqualTo("{\"x\":\"}\"}");
  }

  @Test
  void whoCalledAToolGoesAlong() {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use',"
                + "'id':'toolu_1','name':'a','input':{'rows':[1,2.50]},"
                + "'caller':{'type':'code_execution_20250825','tool_id':'srvtoolu_9'}}}",
            stopped(0));
    Part.ToolCall call = reply.toolCalls().getFirst();
    assertThat(call.arguments()).isEqualTo("{\"rows\":[1,2.50]}");
    assertThat(call.data("anthropic").orElseThrow().fields())
        .containsExactly(
            Map.entry(
                "caller", "{\"type\":\"code_execution_20250825\",\"tool_id\":\"srvtoolu_9\"}"));
  }

  @Test
  void aProgramThatTheProviderRanHasWhatItPrinted() {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use',"
                + "'id':'srvtoolu_1','name':'bash_code_execution','input':{}}}",
            json(0, "{\\\"command\\\":\\\"ls\\\"}"),
            stopped(0),
            "{'type':'content_block_start','index':1,'content_block':"
                + "{'type':'bash_code_execution_tool_result','tool_use_id':'srvtoolu_1','content':"
                + "{'type':'bash_code_execution_result','stdout':'a.txt','stderr':'','return_code':0,"
                + "'content':[{'type':'bash_code_execution_output','file_id':'file_7'}]}}}",
            stopped(1));
    Part.ToolResult result = (Part.ToolResult) reply.parts().get(1);
    assertThat(result.name()).isEqualTo("bash_code_execution");
    assertThat(result.failed()).isFalse();
    assertThat(result.content())
        .containsExactlyInAnyOrder(
            Part.text("a.txt"),
            new Part.Media(
                Part.Media.Kind.DOCUMENT, "", new Part.Media.File("anthropic", "file_7")));
  }

  @Test
  void aPageThatTheProviderFetchedHasItsAddressAndItsTitle() {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'web_fetch_tool_result','tool_use_id':'srvtoolu_1','content':"
                + "{'type':'web_fetch_result','url':'https://example.com/a','content':"
                + "{'type':'document','source':{'type':'text','media_type':'text/plain',"
                + "'data':'Body'},'title':'A page'},'retrieved_at':'2026-01-01T00:00:00Z'}}}",
            stopped(0));
    assertThat(((Part.ToolResult) reply.parts().getFirst()).content())
        .containsExactly(
            new Part.Media(
                    Part.Media.Kind.DOCUMENT,
                    "",
                    new Part.Media.Url(URI.create("https://example.com/a")))
                .named("A page"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web_search | {'type':'web_search_tool_result_error','error_code':'max_uses_exceeded'}"
            + " | max_uses_exceeded",
        "web_fetch | {'type':'web_fetch_tool_result_error','error_code':'url_not_accessible'}"
            + " | url_not_accessible",
        "code_execution | {'error_code':'unavailable','type':'code_execution_tool_result_error'}"
            + " | unavailable"
      })
  void aToolOfTheProvidersThatFailedSaysSo(String tool, String content, String code) {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,'content_block':{'type':'"
                + tool
                + "_tool_result','tool_use_id':'srvtoolu_1','content':"
                + content
                + "}}",
            stopped(0));
    Part.ToolResult result = (Part.ToolResult) reply.parts().getFirst();
    assertThat(result.failed()).isTrue();
    assertThat(result.content()).containsExactly(Part.text(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'char_location','cited_text':'Q','document_index':0,'document_title':'T',"
            + "'start_char_index':0,'end_char_index':9,'file_id':null} | T | ''",
        "{'type':'page_location','cited_text':'Q','document_index':0,'document_title':'T',"
            + "'start_page_number':1,'end_page_number':2} | T | ''",
        "{'type':'content_block_location','cited_text':'Q','document_index':0,"
            + "'document_title':null,'start_block_index':0,'end_block_index':1} | '' | ''",
        "{'type':'search_result_location','cited_text':'Q','source':'https://a.b/c','title':'T',"
            + "'search_result_index':0,'start_block_index':0,'end_block_index':1}"
            + " | T | https://a.b/c",
        "{'type':'web_search_result_location','cited_text':'Q','url':'https://a.b/c','title':'T',"
            + "'encrypted_index':'E'} | T | https://a.b/c"
      })
  void everyKindOfCitationSaysWhatItKnows(String raw, String title, String url) {
    Reply reply =
        answer(
            "{'type':'content_block_start','index':0,"
                + "'content_block':{'type':'text','text':'','citations':[]}}",
            delta(0, "'type':'text_delta','text':'said'"),
            delta(0, "'type':'citations_delta','citation':" + raw),
            stopped(0));
    assertThat(reply.parts()).hasSize(1);
    assertThat(((Part.Text) reply.parts().getFirst()).citations())
        .containsExactly(
            Citation.builder().title(title).url(url).quote("Q").raw(Claude.quoted(raw)).build());
  }

  @Test
  void blocksThatAreNotKnownAreKeptWithWhatTheirPiecesBring() {
    Answered answered =
        Claude.stream(
            START,
            "{'type':'content_block_start','index':0,'content_block':{'type':'hologram',"
                + "'label':'a','parts':[1],'size':1,'content':null,'empty':''}}",
            delta(0, "'type':'hologram_delta','content':'x\\\"','parts':[2,3],'size':2"),
            delta(0, "'type':'hologram_delta','content':'y','label':'b','size':null"),
            stopped(0),
            text(1, "Done"),
            stopped(1),
            ended("end_turn"),
            STOP);
    assertThat(answered.reply().parts())
        .containsExactly(
            new Part.Native(
                "anthropic",
                "hologram",
                Claude.quoted("{'type':'hologram','label':'ab','parts':[1,2,3],'size':2,")
                    + "\"content\":\"x\\\"y\",\"empty\":\"\"}"),
            Part.text("Done"));
    assertThat(answered.all(StreamEvent.NativeDelta.class)).hasSize(2);
    assertThat(answered.reply().text()).isEqualTo("Done");
  }

  @Test
  void aBlockWithoutPiecesIsKeptAsItCame() {
    String block =
        "{'type':'fallback','from':{'model':'a'},'to':{'model':'b'},'trigger':{'type':'refusal'}}";
    Answered answered =
        Claude.stream(
            START,
            "{'type':'content_block_start','index':0,'content_block':" + block + "}",
            stopped(0),
            ended("end_turn"),
            STOP);
    Part.Native kept = (Part.Native) answered.reply().parts().getFirst();
    assertThat(kept.json()).isEqualTo(Claude.quoted(block));
    assertThat(kept.isWhole()).isTrue();
  }

  @Test
  void theEventsOfLaterVersionsAreToldToWhoeverAsks() {
    String event = "{'type':'weather_report','sunny':true}";
    List<String> events =
        List.of(START, "{'type':'ping'}", event, text(0, "a"), ended("end_turn"), STOP).stream()
            .map(Claude::quoted)
            .toList();
    assertThat(Claude.answered(events).all(StreamEvent.Native.class)).isEmpty();
    ChatRequest asking = Claude.REQUEST.toBuilder().nativeEvents(true).build();
    Answered told = Answered.of(Claude.FORMAT, asking, Claude.STREAM, Claude.framed(events));
    assertThat(told.all(StreamEvent.Native.class))
        .containsExactly(
            new StreamEvent.Native("anthropic", "weather_report", Claude.quoted(event)));
  }

  // Events.

  static String text(int index, String text) {
    return "{'type':'content_block_start','index':"
        + index
        + ",'content_block':{'type':'text','text':'"
        + text
        + "'}}";
  }

  static String call(int index, String id, String name) {
    return "{'type':'content_block_start','index':"
        + index
        + ",'content_block':{'type':'tool_use','id':'"
        + id
        + "','name':'"
        + name
        + "','input':{}}}";
  }

  static String json(int index, String piece) {
    return delta(index, "'type':'input_json_delta','partial_json':'" + piece + "'");
  }

  static String delta(int index, String members) {
    return "{'type':'content_block_delta','index':" + index + ",'delta':{" + members + "}}";
  }

  static String stopped(int index) {
    return "{'type':'content_block_stop','index':" + index + "}";
  }

  static String ended(String reason) {
    return "{'type':'message_delta','delta':{'stop_reason':'"
        + reason
        + "','stop_sequence':null},'usage':{'output_tokens':7}}";
  }

  /** These blocks, in an answer that comes to its good end. */
  private static Reply answer(String... blocks) {
    String[] all = new String[blocks.length + 3];
    all[0] = START;
    System.arraycopy(blocks, 0, all, 1, blocks.length);
    all[blocks.length + 1] = ended("end_turn");
    all[blocks.length + 2] = STOP;
    Answered answered = Claude.stream(all);
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.all(StreamEvent.PartEnded.class))
        .as("every part is ended")
        .hasSize(answered.reply().parts().size());
    return answered.reply();
  }

  private static StreamEvent begun(Answered answered, int part) {
    return answered.all(StreamEvent.PartStarted.class).stream()
        .filter(start -> start.part() == part)
        .findFirst()
        .orElseThrow();
  }

  private static StreamEvent ended(Answered answered, int part) {
    return answered.all(StreamEvent.PartEnded.class).stream()
        .filter(end -> end.part() == part)
        .findFirst()
        .orElseThrow();
  }
}
