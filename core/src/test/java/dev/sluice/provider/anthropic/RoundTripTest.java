package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reply that is sent back is exactly what came: its blocks, in their order, with their proofs.
 */
class RoundTripTest {

  /** The blocks are put together here from the events alone, by the rules of the documentation. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "clear-thinking",
        "compaction",
        "json-tool",
        "mcp",
        "tool-no-args",
        "web-search",
        "message-delta-input-tokens"
      })
  void aRecordedReplyGoesBackAsItCame(String name) {
    List<String> events = Fixtures.payloads("anthropic/" + name);
    assertThat(sentBack(Claude.answered(events).reply())).isEqualTo(blocks(events));
  }

  @Test
  void blocksOfEveryKindGoBackAsTheyCame() {
    List<String> blocks =
        List.of(
            "{'type':'thinking','thinking':'Hm','signature':'sig'}",
            "{'type':'redacted_thinking','data':'EmwK'}",
            "{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search',"
                + "'input':{'query':'x'},'caller':{'type':'direct'}}",
            "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':["
                + "{'type':'web_search_result','url':'https://a.b','title':'T',"
                + "'encrypted_content':'E','page_age':null}],'caller':{'type':'direct'}}",
            "{'type':'server_tool_use','id':'srvtoolu_2','name':'code_execution','input':{}}",
            "{'type':'code_execution_tool_result','tool_use_id':'srvtoolu_2','content':"
                + "{'type':'encrypted_code_execution_result','encrypted_stdout':'E',"
                + "'return_code':1,'stderr':'','content':[]}}",
            "{'type':'text','text':'Found.','citations':[{'type':'web_search_result_location',"
                + "'cited_text':'Q','url':'https://a.b','title':null,'encrypted_index':'I'}]}",
            "{'type':'fallback','from':{'model':'a'},'to':{'model':'b'}}",
            "{'type':'container_upload','file_id':'file_1'}",
            "{'type':'mcp_tool_use','id':'mcptoolu_1','name':'echo','server_name':'s',"
                + "'input':{'n':1.50}}",
            "{'type':'mcp_tool_result','tool_use_id':'mcptoolu_1','is_error':true,"
                + "'content':[{'type':'text','text':'no'}]}",
            "{'type':'tool_use','id':'toolu_1','name':'a','input':{'z':[1,{}],'a':null},"
                + "'caller':{'type':'code_execution_20250825','tool_id':'srvtoolu_2'}}");
    Answered answered =
        Claude.document(
            "{'type':'message','id':'m','content':["
                + String.join(",", blocks)
                + "],'stop_reason':'tool_use'}");
    assertThat(answered.reply().parts()).hasSize(blocks.size());
    assertThat(sentBack(answered.reply()))
        .isEqualTo(blocks.stream().map(Claude::quoted).map(RoundTripTest::sorted).toList());
  }

  @Test
  void anotherProviderIsSentWhatCanGoAlong() {
    Answered answered =
        Claude.document(
            "{'type':'message','id':'m','content':["
                + "{'type':'thinking','thinking':'Hm','signature':'sig'},"
                + "{'type':'compaction','content':'S'},"
                + "{'type':'text','text':'Hi'}],'stop_reason':'end_turn'}");
    Message.Assistant said = answered.reply().toMessage();
    assertThat(said.provider()).isEqualTo("anthropic");
    ChatRequest next = ChatRequest.builder().message(said).user("more").build();
    assertThat(new RequestBody("elsewhere", "m", next, Dialect.ANTHROPIC).write())
        .contains(Claude.quoted("{'role':'assistant','content':'Hi'}"));
  }

  /** What broke off goes back as far as the API takes it: no thoughts without their signature. */
  @Test
  void anAnswerThatBrokeOffGoesBackAsFarAsItIsTaken() {
    List<String> events =
        List.of(
                MessageDecoderTest.START,
                "{'type':'content_block_start','index':0,"
                    + "'content_block':{'type':'thinking','thinking':'','signature':''}}",
                MessageDecoderTest.delta(0, "'type':'thinking_delta','thinking':'Hm'"),
                MessageDecoderTest.delta(0, "'type':'signature_delta','signature':'sig'"),
                MessageDecoderTest.stopped(0),
                MessageDecoderTest.text(1, "Hal"),
                MessageDecoderTest.stopped(1),
                MessageDecoderTest.call(2, "toolu_1", "a"),
                MessageDecoderTest.json(2, "{\\\"x\\\":"))
            .stream()
            .map(Claude::quoted)
            .toList();
    assertThat(sentBack(Claude.cut(events, 9).reply()))
        .containsExactly(
            sorted(Claude.quoted("{'type':'thinking','thinking':'Hm','signature':'sig'}")),
            sorted(Claude.quoted("{'type':'text','text':'Hal'}")));
    assertThat(Claude.cut(events, 3).reply().toMessage().parts()).isEmpty();
    assertThat(Claude.cut(events, 4).reply().toMessage().parts()).isEmpty();
    List<Part> unsigned = Claude.cut(events, 3).reply().parts();
    ChatRequest next =
        ChatRequest.builder()
            .message(new Message.Assistant(unsigned, "anthropic/m"))
            .user("more")
            .build();
    assertThat(new RequestBody("anthropic", "m", next, Dialect.ANTHROPIC).write())
        .doesNotContain("thinking");
  }

  /** The blocks of the message that a reply becomes, each with its members sorted. */
  private static List<String> sentBack(Reply reply) {
    ChatRequest next = ChatRequest.builder().message(reply.toMessage()).user("And now?").build();
    String body = new RequestBody("anthropic", "m", next, Dialect.ANTHROPIC).write();
    String messages = Json.members("body", body).getOrDefault("messages", "[]");
    String message = Json.elements("messages", messages).getFirst();
    String content = Json.members("message", message).getOrDefault("content", "[]");
    if (content.startsWith("\"")) {
      return List.of(sorted("{\"type\":\"text\",\"text\":" + content + "}"));
    }
    return Json.elements("content", content).stream().map(RoundTripTest::sorted).toList();
  }

  private static List<String> blocks(List<String> events) {
    Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
    Map<String, StringBuilder> grown = new LinkedHashMap<>();
    for (String event : events) {
      Map<String, String> members = Json.members("event", event);
      String index = members.get("index");
      if (members.containsKey("content_block")) {
        blocks.put(index, Json.members("block", members.get("content_block")));
        continue;
      }
      if (index == null || !members.containsKey("delta")) {
        continue;
      }
      Map<String, String> delta = Json.members("delta", members.getOrDefault("delta", "{}"));
      Map<String, String> block = blocks.getOrDefault(index, Map.of());
      delta.remove("type");
      delta.forEach(
          (name, value) -> {
            StringBuilder all = grown.computeIfAbsent(index + name, none -> new StringBuilder());
            if (name.equals("citation")) {
              all.append(all.isEmpty() ? "" : ",").append(value);
              block.put("citations", "[" + all + "]");
            } else {
              all.append(Json.text(value));
              boolean json = name.equals("partial_json");
              String whole =
                  json ? (all.isEmpty() ? "{}" : all.toString()) : quoted(all.toString());
              block.put(json ? "input" : name, whole);
            }
          });
    }
    List<String> all = new ArrayList<>();
    for (Map<String, String> block : blocks.values()) {
      block.remove("citations", "[]");
      all.add(sorted(object(block)));
    }
    return all;
  }

  private static String quoted(String text) {
    String object = new JsonWriter().object().put("", text).end().text();
    return object.substring(object.indexOf(':') + 1, object.length() - 1);
  }

  private static String object(Map<String, String> members) {
    var json = new JsonWriter().object();
    members.forEach(json::putJson);
    return json.end().text();
  }

  /** The same object with its own members in the order of their names. */
  private static String sorted(String object) {
    return object(new TreeMap<>(Json.members("object", object)));
  }
}
