package dev.sluice.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.json.JsonWriter;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A reply that is sent back is exactly what came. */
class RoundTripTest {
  private static final Pattern ITEM_ID = Pattern.compile("\"id\":\"(rs|msg|fc|ct)_\\w+\",");
  private static final Pattern STATUS = Pattern.compile("\"status\":\"completed\",?");

  /** The items of a reply in the next request. */
  private static String sentBack(Answered answered, boolean stored) {
    ChatRequest request =
        ChatRequest.builder()
            .message(answered.reply().toMessage())
            .user("And?")
            .providerOption("openai", "store", String.valueOf(stored))
            .build();
    String body = RequestBody.of("openai", "m", request, Additions.ALL);
    String end = ",{\"role\":\"user\",\"content\":\"And?\"}]";
    return body.substring(body.indexOf('[') + 1, body.indexOf(end));
  }

  private static Answered decode(String events) {
    return Streams.lines(
        events + "\n{'type':'response.completed','response':{'status':'completed'}}");
  }

  private static String done(int index, String item) {
    return "{'type':'response.output_item.done','output_index':"
        + index
        + ",'item':"
        + item
        + "}\n";
  }

  @Test
  void serverToolsItemsGoBackAsTheyCame() {
    List<String> items =
        List.of(
            "{'id':'ws_1','type':'web_search_call','status':'completed','action':{'type':'search',"
                + "'query':'q','sources':[{'type':'url','url':'https://a.test'}]}}",
            "{'id':'fs_1','type':'file_search_call','status':'completed','queries':['q'],"
                + "'results':null}",
            "{'id':'ci_1','type':'code_interpreter_call','status':'completed','code':'1',"
                + "'container_id':'cntr_1','outputs':[{'type':'logs','logs':'1'}]}",
            "{'id':'mcpl_1','type':'mcp_list_tools','server_label':'s','tools':[]}",
            "{'id':'mcp_1','type':'mcp_call','arguments':'{}','name':'roll','server_label':'s',"
                + "'output':'4','error':null}",
            "{'id':'mcpr_1','type':'mcp_approval_request','arguments':'{}','name':'pay',"
                + "'server_label':'s'}",
            "{'id':'cu_1','type':'computer_call','call_id':'c1','action':{'type':'wait'},"
                + "'pending_safety_checks':[{'id':'sc_1'}]}",
            "{'id':'cmp_1','type':'compaction','encrypted_content':'gAAA'}",
            "{'id':'x_1','type':'news_of_tomorrow','n':1.50,'o':null,'t':[true,{'a':'\\u00e4'}]}");
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      events.append(done(i, items.get(i)));
    }
    assertThat(sentBack(decode(events.toString()), false))
        .isEqualTo(String.join(",", items).replace('\'', '"').replace("\\u00e4", "ä"));
  }

  @Test
  void aPictureGoesBackWithItsBytes() {
    String item =
        "{'id':'ig_1','type':'image_generation_call','status':'completed','size':'1024x1024',"
            + "'revised_prompt':null,'result':'AAAA'}";
    assertThat(sentBack(decode(done(0, item)), false)).isEqualTo(item.replace('\'', '"'));
  }

  @Test
  void aMessageOfSeveralPiecesIsOneMessageAgain() {
    String item =
        "{'id':'msg_1','type':'message','role':'assistant','phase':'final_answer','content':["
            + "{'type':'output_text','text':'One','annotations':[{'type':'url_citation',"
            + "'start_index':0,'end_index':3,'url':'https://a.test','title':'A'}]},"
            + "{'type':'output_dance','steps':[1,2]},"
            + "{'type':'refusal','refusal':'No.'}]}";
    String other =
        "{'id':'msg_2','type':'message','role':'assistant','content':["
            + "{'type':'output_text','text':'Two','annotations':[]}]}";
    String expected =
        "{'type':'message','role':'assistant','phase':'final_answer','content':["
            + "{'type':'output_text','text':'One','annotations':[{'type':'url_citation',"
            + "'start_index':0,'end_index':3,'url':'https://a.test','title':'A'}]},"
            + "{'type':'output_dance','steps':[1,2]},"
            + "{'type':'refusal','refusal':'No.'}]},"
            + "{'type':'message','role':'assistant','content':["
            + "{'type':'output_text','text':'Two','annotations':[]}]}";
    assertThat(sentBack(decode(done(0, item) + done(1, other)), false))
        .isEqualTo(expected.replace('\'', '"'));
  }

  @Test
  void twoItemsOfThoughtsStayTwo() {
    String one =
        "{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'a'},"
            + "{'type':'summary_text','text':'b'}],'encrypted_content':'c1'}";
    String other = "{'id':'rs_2','type':'reasoning','summary':[],'encrypted_content':'c2'}";
    String expected = (one + "," + other).replaceAll("'id':'rs_.',", "");
    assertThat(sentBack(decode(done(0, one) + done(1, other)), false))
        .isEqualTo(expected.replaceAll("\\{('type':'reasoning')", "{$1").replace('\'', '"'));
    String without = (done(0, one) + done(1, other)).replaceAll("'id':'rs_.',", "");
    assertThat(sentBack(decode(without), false))
        .as("also where their server gives no ids")
        .isEqualTo(expected.replace('\'', '"'));
  }

  @Test
  void everyRecordedAnswerGoesBackAsItsItemsCame() {
    for (String recording :
        List.of("reasoning-encrypted-content", "custom-tool", "phase", "web-search-tool")) {
      for (List<String> answer : answers(recording)) {
        List<String> items = new ArrayList<>();
        for (String payload : answer) {
          if (payload.startsWith("{\"type\":\"response.output_item.done\"")) {
            items.add(item(payload));
          }
        }
        assertThat(normal(sentBack(Streams.of(answer), true)))
            .as(recording)
            .isEqualTo(normal(String.join(",", items)));
        String unkept = sentBack(Streams.of(answer), false);
        assertThat(ITEM_ID.matcher(unkept).find()).as("no id but in items of tools").isFalse();
      }
    }
  }

  /** In one order of members, without those that say nothing. */
  private static String normal(String items) {
    String plain = items.replace("\"logprobs\":[],", "").replace(",\"role\":\"assistant\"", "");
    plain = plain.replace("\"role\":\"assistant\",", "");
    plain = STATUS.matcher(plain).replaceAll("").replace(",}", "}");
    Matcher strings = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|[-\\w.]++").matcher(plain);
    List<String> all = new ArrayList<>();
    while (strings.find()) {
      all.add(strings.group());
    }
    all.sort(null);
    return all.toString();
  }

  /** The item of an event, written as this library writes JSON. */
  private static String item(String payload) {
    int from = payload.indexOf("\"item\":{") + "\"item\":".length();
    int to = payload.length() - 1;
    for (String behind : List.of(",\"output_index\"", ",\"sequence_number\"")) {
      int at = payload.lastIndexOf(behind);
      to = at > from ? Math.min(to, at) : to;
    }
    String object =
        new JsonWriter().object().putJson("i", payload.substring(from, to)).end().text();
    return object.substring("{\"i\":".length(), object.length() - 1);
  }

  private static List<List<String>> answers(String recording) {
    List<List<String>> answers = new ArrayList<>();
    for (String payload : Fixtures.payloads("openai-responses/" + recording)) {
      if (payload.contains("\"type\":\"response.created\"")) {
        answers.add(new ArrayList<>());
      }
      answers.getLast().add(payload);
    }
    return answers;
  }
}
