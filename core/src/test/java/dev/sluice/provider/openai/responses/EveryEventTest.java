package dev.sluice.provider.openai.responses;

import static dev.sluice.provider.openai.responses.Streams.field;
import static dev.sluice.provider.openai.responses.Streams.finish;
import static dev.sluice.provider.openai.responses.Streams.lines;
import static dev.sluice.provider.openai.responses.Streams.parts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.chat.Citation;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media.Inline;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every kind of event and item that the API reference describes. */
class EveryEventTest {
  private static final String CREATED =
      "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1','object':'response',"
          + "'status':'in_progress','model':'gpt-5','output':[],'usage':null,'error':null}}\n";
  private static final String COMPLETED =
      "\n{'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[]}}";

  private static Answered answer(String events) {
    return lines(CREATED + events + COMPLETED);
  }

  @Test
  void aTextIsToldAsItComesAndItsRepetitionsAreNot() {
    Answered answered =
        answer(
            """
            {'type':'response.queued','response':{'id':'resp_1','status':'queued'}}
            {'type':'response.in_progress','response':{'id':'resp_1','status':'in_progress'}}
            {'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1','type':'message','status':'in_progress','content':[],'role':'assistant'}}
            {'type':'response.content_part.added','item_id':'msg_1','output_index':0,'content_index':0,'part':{'type':'output_text','text':'','annotations':[]}}
            {'type':'response.output_text.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'Hel','logprobs':[],'obfuscation':'aX9'}
            {'type':'response.output_text.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'lo','obfuscation':'b'}
            {'type':'response.output_text.done','item_id':'msg_1','output_index':0,'content_index':0,'text':'Hello'}
            {'type':'response.content_part.done','item_id':'msg_1','output_index':0,'content_index':0,'part':{'type':'output_text','text':'Hello','annotations':[]}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'msg_1','type':'message','status':'completed','content':[{'type':'output_text','text':'Hello','annotations':[]}],'role':'assistant'}}
            """);
    Part id = Part.text("").withData(ProviderData.of("openai", "id", "\"msg_1\""));
    Part whole = Part.text("Hello").withData(ProviderData.of("openai", "id", "\"msg_1\""));
    assertThat(answered.events())
        .containsExactly(
            new StreamEvent.Started("resp_1", "gpt-5", "req-1"),
            new StreamEvent.PartStarted(0, id),
            new StreamEvent.TextDelta(0, "Hel"),
            new StreamEvent.TextDelta(0, "lo"),
            new StreamEvent.PartEnded(0, whole));
    assertThat(finish(answered)).isEqualTo(new FinishReason(FinishReason.Kind.STOP, "completed"));
  }

  @Test
  void aRefusalIsToldApart() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1','type':'message','content':[]}}
            {'type':'response.content_part.added','item_id':'msg_1','output_index':0,'content_index':0,'part':{'type':'refusal','refusal':''}}
            {'type':'response.refusal.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'I ca'}
            {'type':'response.refusal.delta','item_id':'msg_1','output_index':0,'content_index':0,'delta':'nnot.'}
            {'type':'response.refusal.done','item_id':'msg_1','output_index':0,'content_index':0,'refusal':'I cannot.'}
            {'type':'response.content_part.done','item_id':'msg_1','output_index':0,'content_index':0,'part':{'type':'refusal','refusal':'I cannot.'}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'msg_1','type':'message','content':[{'type':'refusal','refusal':'I cannot.'}]}}
            """);
    assertThat(answered.reply().refusal()).isEqualTo("I cannot.");
    assertThat(answered.reply().parts()).hasSize(1);
    assertThat(answered.all(StreamEvent.RefusalDelta.class)).hasSize(2);
  }

  @Test
  void citationsOfEveryKindAreToldOnceAndThoseOfTheEndToo() {
    String url =
        "{'type':'url_citation','start_index':0,'end_index':4,'url':'https://a.test','title':'A'}";
    String file = "{'type':'file_citation','index':3,'file_id':'file_1','filename':'a.pdf'}";
    String container =
        "{'type':'container_file_citation','start_index':5,'end_index':9,'file_id':'cf_1',"
            + "'filename':'plot.png','container_id':'cntr_1'}";
    Answered answered =
        answer(
            """
            {'type':'response.output_text.delta','item_id':'m','output_index':0,'content_index':0,'delta':'some text'}
            {'type':'response.output_text.annotation.added','item_id':'m','output_index':0,'content_index':0,'annotation_index':0,'annotation':%1$s}
            {'type':'response.output_text.done','item_id':'m','output_index':0,'content_index':0,'text':'some text'}
            {'type':'response.content_part.done','item_id':'m','output_index':0,'content_index':0,'part':{'type':'output_text','text':'some text','annotations':[%1$s,%2$s,%3$s]}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'m','type':'message','content':[{'type':'output_text','text':'some text','annotations':[%1$s,%2$s,%3$s]}]}}
            """
                .formatted(url, file, container));
    assertThat(answered.all(StreamEvent.Cited.class)).hasSize(3);
    List<Citation> citations = parts(answered, Part.Text.class).getFirst().citations();
    assertThat(citations.get(0))
        .isEqualTo(
            Citation.builder()
                .place(0, 4)
                .url("https://a.test")
                .title("A")
                .raw(url.replace('\'', '"'))
                .build());
    assertThat(citations.get(1).hasPlace()).as("a place in a list of files is none").isFalse();
    assertThat(citations.get(1).source()).contains("a.pdf");
    assertThat(citations.get(2).from()).isEqualTo(5);
    assertThat(citations.get(2).title()).isEqualTo("plot.png");
    assertThat(citations.get(2).raw()).contains("cntr_1");
  }

  @Test
  void logProbabilitiesAreToldWithTheirDeltas() {
    Answered answered =
        answer(
            """
            {'type':'response.output_text.delta','item_id':'m','output_index':0,'content_index':0,'delta':'Hi','logprobs':[{'token':'Hi','logprob':-0.25,'bytes':[72,105],'top_logprobs':[{'token':'Yo','logprob':-1.5}]}]}
            {'type':'response.output_text.done','item_id':'m','output_index':0,'content_index':0,'text':'Hi','logprobs':[{'token':'Hi','logprob':-0.25,'top_logprobs':[]}]}
            """);
    assertThat(answered.all(StreamEvent.LogProbs.class))
        .containsExactly(
            new StreamEvent.LogProbs(
                0, List.of(new LogProb("Hi", -0.25, List.of(new LogProb("Yo", -1.5, List.of()))))));
  }

  @Test
  void eachPieceOfASummaryIsAPartAndTheLastHasTheCipher() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[],'encrypted_content':'half'}}
            {'type':'response.reasoning_summary_part.added','item_id':'rs_1','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':''}}
            {'type':'response.reasoning_summary_text.delta','item_id':'rs_1','output_index':0,'summary_index':0,'delta':'One'}
            {'type':'response.reasoning_summary_text.done','item_id':'rs_1','output_index':0,'summary_index':0,'text':'One'}
            {'type':'response.reasoning_summary_part.done','item_id':'rs_1','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':'One'}}
            {'type':'response.reasoning_summary_part.added','item_id':'rs_1','output_index':0,'summary_index':1,'part':{'type':'summary_text','text':''}}
            {'type':'response.reasoning_summary_text.delta','item_id':'rs_1','output_index':0,'summary_index':1,'delta':'Two'}
            {'type':'response.reasoning_summary_part.done','item_id':'rs_1','output_index':0,'summary_index':1,'part':{'type':'summary_text','text':'Two'}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'One'},{'type':'summary_text','text':'Two'}],'encrypted_content':'whole'}}
            """);
    List<Part.Reasoning> thoughts = parts(answered, Part.Reasoning.class);
    assertThat(thoughts).hasSize(2).allSatisfy(part -> assertThat(part.isSummary()).isTrue());
    assertThat(thoughts.getFirst().text()).isEqualTo("One");
    assertThat(thoughts.getFirst().cipher()).isEmpty();
    assertThat(thoughts.getLast().text()).isEqualTo("Two");
    assertThat(thoughts.getLast().cipher()).isEqualTo("whole");
    assertThat(answered.all(StreamEvent.ReasoningDelta.class)).hasSize(2);
  }

  @Test
  void thoughtsThemselvesAreNoSummary() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[],'content':[]}}
            {'type':'response.content_part.added','item_id':'rs_1','output_index':0,'content_index':0,'part':{'type':'reasoning_text','text':''}}
            {'type':'response.reasoning_text.delta','item_id':'rs_1','output_index':0,'content_index':0,'delta':'Hm'}
            {'type':'response.reasoning_text.delta','item_id':'rs_1','output_index':0,'content_index':0,'delta':'m.'}
            {'type':'response.reasoning_text.done','item_id':'rs_1','output_index':0,'content_index':0,'text':'Hmm.'}
            {'type':'response.content_part.done','item_id':'rs_1','output_index':0,'content_index':0,'part':{'type':'reasoning_text','text':'Hmm.'}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Hmm.'}]}}
            """);
    Part.Reasoning thoughts = parts(answered, Part.Reasoning.class).getFirst();
    assertThat(thoughts.text()).isEqualTo("Hmm.");
    assertThat(thoughts.isSummary()).isFalse();
    assertThat(answered.reply().parts()).hasSize(1);
  }

  @Test
  void parallelCallsGrowInTurns() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'fc_1','type':'function_call','status':'in_progress','arguments':'','call_id':'call_1','name':'a'}}
            {'type':'response.output_item.added','output_index':1,'item':{'id':'fc_2','type':'function_call','status':'in_progress','arguments':'','call_id':'call_2','name':'b'}}
            {'type':'response.function_call_arguments.delta','item_id':'fc_1','output_index':0,'delta':'{\\u0022x\\u0022'}
            {'type':'response.function_call_arguments.delta','item_id':'fc_2','output_index':1,'delta':'{}'}
            {'type':'response.function_call_arguments.delta','item_id':'fc_1','output_index':0,'delta':':1}'}
            {'type':'response.function_call_arguments.done','item_id':'fc_1','output_index':0,'arguments':'{\\u0022x\\u0022:1}'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'fc_1','type':'function_call','status':'completed','arguments':'{\\u0022x\\u0022:1}','call_id':'call_1','name':'a'}}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'fc_2','type':'function_call','status':'completed','arguments':'{}','call_id':'call_2','name':'b','namespace':'crm','caller':{'type':'program','caller_id':'p'}}}
            """);
    List<Part.ToolCall> calls = answered.reply().toolCalls();
    assertThat(calls).hasSize(2);
    assertThat(calls.getFirst().arguments()).isEqualTo("{\"x\":1}");
    assertThat(calls.getLast().id()).isEqualTo("call_2");
    assertThat(field(calls.getLast(), "namespace")).isEqualTo("\"crm\"");
    assertThat(field(calls.getLast(), "caller"))
        .isEqualTo("{\"type\":\"program\",\"caller_id\":\"p\"}");
    assertThat(finish(answered).kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
  }

  @Test
  void aCustomToolsInputMayComeWholeAlone() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'ct_1','type':'custom_tool_call','call_id':'call_1','name':'sql','input':''}}
            {'type':'response.custom_tool_call_input.done','item_id':'ct_1','output_index':0,'input':'SELECT 1'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'ct_1','type':'custom_tool_call','call_id':'call_1','name':'sql','input':'SELECT 1'}}
            """);
    assertThat(answered.all(StreamEvent.ToolCallDelta.class))
        .containsExactly(new StreamEvent.ToolCallDelta(0, "SELECT 1"));
    assertThat(answered.reply().toolCalls().getFirst().isFreeText()).isTrue();
  }

  @Test
  void aToolOfAnMcpServerIsACallWithItsResult() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'mcpl_1','type':'mcp_list_tools','server_label':'dice','tools':[]}}
            {'type':'response.mcp_list_tools.in_progress','output_index':0,'item_id':'mcpl_1'}
            {'type':'response.mcp_list_tools.completed','output_index':0,'item_id':'mcpl_1'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'mcpl_1','type':'mcp_list_tools','server_label':'dice','tools':[{'name':'roll','input_schema':{}}]}}
            {'type':'response.output_item.added','output_index':1,'item':{'id':'mcp_1','type':'mcp_call','status':'in_progress','arguments':'','name':'roll','server_label':'dice'}}
            {'type':'response.mcp_call.in_progress','output_index':1,'item_id':'mcp_1'}
            {'type':'response.mcp_call_arguments.delta','output_index':1,'item_id':'mcp_1','delta':'{\\u0022n\\u0022'}
            {'type':'response.mcp_call_arguments.delta','output_index':1,'item_id':'mcp_1','delta':':2}'}
            {'type':'response.mcp_call_arguments.done','output_index':1,'item_id':'mcp_1','arguments':'{\\u0022n\\u0022:2}'}
            {'type':'response.mcp_call.completed','output_index':1,'item_id':'mcp_1'}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'mcp_1','type':'mcp_call','status':'completed','arguments':'{\\u0022n\\u0022:2}','name':'roll','server_label':'dice','output':'4 and 2','error':null,'approval_request_id':null}}
            {'type':'response.output_item.done','output_index':2,'item':{'id':'mcp_2','type':'mcp_call','status':'failed','arguments':'{}','name':'roll','server_label':'dice','output':null,'error':{'type':'mcp_protocol_error','code':32600,'message':'no dice'}}}
            """);
    List<Part> all = answered.reply().parts();
    assertThat(all).hasSize(5);
    assertThat(all.getFirst())
        .isEqualTo(
            new Part.Native(
                "openai",
                "mcp_list_tools",
                "{\"id\":\"mcpl_1\",\"type\":\"mcp_list_tools\",\"server_label\":\"dice\","
                    + "\"tools\":[{\"name\":\"roll\",\"input_schema\":{}}]}"));
    Part.ToolCall call = (Part.ToolCall) all.get(1);
    assertThat(call.isRunByProvider()).isTrue();
    assertThat(call.name()).isEqualTo("roll");
    assertThat(call.arguments()).isEqualTo("{\"n\":2}");
    Part.ToolResult result = (Part.ToolResult) all.get(2);
    assertThat(result.callId()).isEqualTo(call.id()).isEqualTo("mcp_1");
    assertThat(result.content()).containsExactly(Part.text("4 and 2"));
    assertThat(result.failed()).isFalse();
    Part.ToolResult failed = (Part.ToolResult) all.get(4);
    assertThat(failed.failed()).isTrue();
    assertThat(failed.content().toString()).contains("no dice");
    assertThat(finish(answered).kind())
        .as("nothing for the caller to do")
        .isEqualTo(FinishReason.Kind.STOP);
  }

  @Test
  void aRequestOfApprovalNamesWhatWouldBeRun() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'mcpr_1','type':'mcp_approval_request','arguments':'','name':'pay','server_label':'shop'}}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'mcpr_1','type':'mcp_approval_request','arguments':'{\\u0022eur\\u0022:5}','name':'pay','server_label':'shop'}}
            """);
    Part.ApprovalRequest request = parts(answered, Part.ApprovalRequest.class).getFirst();
    assertThat(request.id()).isEqualTo("mcpr_1");
    assertThat(request.call().name()).isEqualTo("pay");
    assertThat(request.call().arguments()).isEqualTo("{\"eur\":5}");
  }

  @Test
  void codeThatTheProviderRunsIsFreeText() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'ci_1','type':'code_interpreter_call','status':'in_progress','code':'','container_id':'cntr_1','outputs':[]}}
            {'type':'response.code_interpreter_call.in_progress','output_index':0,'item_id':'ci_1'}
            {'type':'response.code_interpreter_call_code.delta','output_index':0,'item_id':'ci_1','delta':'print('}
            {'type':'response.code_interpreter_call_code.delta','output_index':0,'item_id':'ci_1','delta':'1)'}
            {'type':'response.code_interpreter_call_code.done','output_index':0,'item_id':'ci_1','code':'print(1)'}
            {'type':'response.code_interpreter_call.interpreting','output_index':0,'item_id':'ci_1'}
            {'type':'response.code_interpreter_call.completed','output_index':0,'item_id':'ci_1'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'ci_1','type':'code_interpreter_call','status':'completed','code':'print(1)','container_id':'cntr_1','outputs':[{'type':'logs','logs':'1'}]}}
            """);
    Part.ToolCall call = parts(answered, Part.ToolCall.class).getFirst();
    assertThat(call.name()).isEqualTo("code_interpreter");
    assertThat(call.arguments()).isEqualTo("print(1)");
    assertThat(call.isFreeText()).isTrue();
    assertThat(parts(answered, Part.ToolResult.class).getFirst().content())
        .containsExactly(Part.text("[{\"type\":\"logs\",\"logs\":\"1\"}]"));
  }

  @Test
  void aSearchInFilesTellsItsQueriesAndItsResults() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'fs_1','type':'file_search_call','status':'in_progress','queries':[],'results':null}}
            {'type':'response.file_search_call.in_progress','output_index':0,'item_id':'fs_1'}
            {'type':'response.file_search_call.searching','output_index':0,'item_id':'fs_1'}
            {'type':'response.file_search_call.completed','output_index':0,'item_id':'fs_1'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'fs_1','type':'file_search_call','status':'completed','queries':['salt'],'results':[{'file_id':'f','text':'sea'}]}}
            """);
    assertThat(parts(answered, Part.ToolCall.class).getFirst().arguments())
        .isEqualTo("{\"queries\":[\"salt\"]}");
    assertThat(parts(answered, Part.ToolResult.class).getFirst().content())
        .containsExactly(Part.text("[{\"file_id\":\"f\",\"text\":\"sea\"}]"));
  }

  @Test
  void aPictureGrowsByBetterPreviews() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'ig_1','type':'image_generation_call','status':'in_progress','result':null}}
            {'type':'response.image_generation_call.in_progress','output_index':0,'item_id':'ig_1'}
            {'type':'response.image_generation_call.generating','output_index':0,'item_id':'ig_1'}
            {'type':'response.image_generation_call.partial_image','output_index':0,'item_id':'ig_1','partial_image_index':0,'partial_image_b64':'AAAA'}
            {'type':'response.image_generation_call.partial_image','output_index':0,'item_id':'ig_1','partial_image_index':1,'partial_image_b64':'BBBB'}
            {'type':'response.image_generation_call.completed','output_index':0,'item_id':'ig_1'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'ig_1','type':'image_generation_call','status':'completed','output_format':'webp','result':'CCCCDDDD','revised_prompt':'a cat'}}
            """);
    Part.Media picture = parts(answered, Part.Media.class).getFirst();
    assertThat(picture.mediaType()).isEqualTo("image/webp");
    assertThat(picture.source()).isEqualTo(new Inline("CCCCDDDD"));
    assertThat(field(picture, "item")).contains("a cat").doesNotContain("CCCC");
    assertThat(answered.all(StreamEvent.MediaDelta.class))
        .containsExactly(
            new StreamEvent.MediaDelta(0, "AAAA", true),
            new StreamEvent.MediaDelta(0, "BBBB", true));
    assertThat(answered.reply().parts()).hasSize(1);
  }

  @Test
  void toolsThatTheCallerRunsForTheApiAreCallsForTheCaller() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.done','output_index':0,'item':{'id':'cu_1','type':'computer_call','call_id':'call_1','status':'completed','action':{'type':'click','x':1,'y':2,'button':'left'},'pending_safety_checks':[]}}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'ls_1','type':'local_shell_call','call_id':'call_2','status':'completed','action':{'type':'exec','command':['ls'],'env':{}}}}
            {'type':'response.output_item.done','output_index':2,'item':{'id':'ap_1','type':'apply_patch_call','call_id':'call_3','status':'completed','operation':{'type':'delete_file','path':'a'}}}
            """);
    assertThat(answered.reply().toolCalls())
        .extracting(Part.ToolCall::id, Part.ToolCall::name, Part.ToolCall::arguments)
        .containsExactly(
            tuple("call_1", "computer", "{\"type\":\"click\",\"x\":1,\"y\":2,\"button\":\"left\"}"),
            tuple("call_2", "local_shell", "{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}"),
            tuple("call_3", "apply_patch", "{\"type\":\"delete_file\",\"path\":\"a\"}"));
    assertThat(finish(answered).kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
  }

  @Test
  void whatIsNotKnownIsKeptAsItCame() {
    Answered answered =
        answer(
            """
            {'type':'response.output_item.added','output_index':0,'item':{'id':'x_1','type':'crystal_ball_call','status':'in_progress'}}
            {'type':'response.crystal_ball_call.gazing','output_index':0,'item_id':'x_1','delta':'oh'}
            {'type':'response.output_item.done','output_index':0,'item':{'id':'x_1','type':'crystal_ball_call','seen':[1.50,true,null]}}
            {'type':'response.output_item.added','output_index':1,'item':{'id':'sh_1','type':'shell_call','call_id':'c'}}
            {'type':'response.shell_call_command.delta','output_index':1,'command_index':0,'delta':'l'}
            {'type':'response.shell_call_command.delta','output_index':1,'command_index':0,'delta':'s'}
            {'type':'response.output_item.done','output_index':1,'item':{'id':'sh_1','type':'shell_call','call_id':'c','action':{'commands':['ls']}}}
            {'type':'response.output_item.done','output_index':2,'item':{'id':'cmp_1','type':'compaction','encrypted_content':'gAAA'}}
            {'type':'response.output_item.done','output_index':3,'item':{'id':'m','type':'message','content':[{'type':'output_text','text':'So'},{'type':'output_dance','steps':3}]}}
            """);
    List<Part.Native> own = parts(answered, Part.Native.class);
    assertThat(own)
        .extracting(Part.Native::type)
        .containsExactly("crystal_ball_call", "shell_call", "compaction", "output_dance");
    assertThat(own.getFirst().json())
        .isEqualTo("{\"id\":\"x_1\",\"type\":\"crystal_ball_call\",\"seen\":[1.50,true,null]}");
    assertThat(own.get(1).json())
        .as("the whole item takes the place of what its deltas said")
        .isEqualTo(
            "{\"id\":\"sh_1\",\"type\":\"shell_call\",\"call_id\":\"c\",\"action\":{\"commands\":"
                + "[\"ls\"]}}");
    assertThat(answered.all(StreamEvent.NativeDelta.class)).hasSize(2);
    assertThat(answered.all(StreamEvent.Native.class)).isEmpty();
  }

  @Test
  void eventsWithoutAnotherFormAreToldToWhoAsksForThem() {
    Answered answered =
        Streams.withNativeEvents(
            CREATED
                + "{'type':'response.web_search_call.searching','output_index':0,'item_id':'w'}\n"
                + "{'type':'keepalive','sequence_number':7}"
                + COMPLETED);
    assertThat(answered.all(StreamEvent.Native.class))
        .containsExactly(
            new StreamEvent.Native(
                "openai",
                "response.web_search_call.searching",
                "{\"type\":\"response.web_search_call.searching\",\"output_index\":0,"
                    + "\"item_id\":\"w\"}"),
            new StreamEvent.Native(
                "openai", "keepalive", "{\"type\":\"keepalive\",\"sequence_number\":7}"));
  }

  @Test
  void soundIsJoinedToWholeGroupsAndItsWordsAreText() {
    Answered answered =
        answer(
            """
            {'type':'response.audio.delta','delta':'AAA='}
            {'type':'response.audio.transcript.delta','delta':'Hel'}
            {'type':'response.audio.delta','delta':'AAECAw=='}
            {'type':'response.audio.transcript.delta','delta':'lo'}
            {'type':'response.audio.done'}
            {'type':'response.audio.transcript.done'}
            """);
    Part.Media sound = parts(answered, Part.Media.class).getFirst();
    assertThat(sound.kind()).isEqualTo(Part.Media.Kind.AUDIO);
    assertThat(sound.source())
        .as("two zero bytes, then 0, 1, 2, 3")
        .isEqualTo(Inline.of(new byte[] {0, 0, 0, 1, 2, 3}));
    assertThat(answered.reply().text()).isEqualTo("Hello");
  }

  @Test
  void usageAndServiceTierAreToldWithTheResponse() {
    Answered answered =
        lines(
            CREATED
                + "{'type':'response.completed','response':{'status':'completed','output':[],"
                + "'service_tier':'flex','usage':{'input_tokens':10,'input_tokens_details':"
                + "{'cached_tokens':4,'cache_write_tokens':3},'output_tokens':5,"
                + "'output_tokens_details':{'reasoning_tokens':2},'total_tokens':15}}}");
    assertThat(answered.reply().usage().count(Usage.Count.CACHE_WRITE)).hasValue(3);
    assertThat(answered.reply().usage().cachedInputTokens()).hasValue(4);
    assertThat(answered.reply().usage().reasoningTokens()).hasValue(2);
    assertThat(answered.all(StreamEvent.Noted.class))
        .containsExactly(
            new StreamEvent.Noted(ProviderData.of("openai", "service_tier", "\"flex\"")));
  }
}
