package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was asked of a response: page by page, as clients turn them, and about how much it is. */
@Timeout(120)
final class InputItemsTest {
  private static final Pattern RESPONSE = Pattern.compile("\"id\":\"(resp_[^\"]*)\"");
  private static final Pattern ID = Pattern.compile("\\{\"id\":\"([^\"]*)\"");

  private static final String ASKED =
      """
      {"model":"openai","input":[
        {"role":"user","content":"Where?"},
        {"id":"ws_1","type":"web_search_call","status":"completed"},
        {"type":"web_search_call","status":"completed"},
        {"id":"ws_1","type":"web_search_call","status":"completed"},
        {"id":null,"type":"web_search_call","status":"completed"},
        {"role":"user","content":"And?"}]}
      """;

  private static String ask(ResponsesWorld world) throws Exception {
    HttpResponse<String> answer = world.post("/v1/responses", ASKED);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return "/v1/responses/" + first(RESPONSE, answer.body()) + "/input_items";
  }

  private static String first(Pattern pattern, String text) {
    return all(pattern, text).getFirst();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @Test
  void clientsAskForWhatIsBehindTheLastOne() throws Exception {
    try (ResponsesWorld world = ResponsesWorld.saying("answer \"There.\"")) {
      String path = ask(world);
      List<String> whole = all(ID, world.get(path + "?order=asc").body());
      List<String> turned = new ArrayList<>();
      String after = "";
      for (int page = 0; page < 6; page++) {
        String body = world.get(path + "?order=asc&limit=1" + after).body();
        turned.addAll(all(ID, body));
        assertThat(body).contains("\"has_more\":" + (page < 5));
        after = "&after=" + turned.getLast();
      }
      assertThat(turned).isEqualTo(whole).doesNotHaveDuplicates().contains("ws_1").hasSize(6);
    }
  }

  @Test
  void whatIsNotThereHasNothingBehindIt() throws Exception {
    try (ResponsesWorld world = ResponsesWorld.saying("answer \"There.\"")) {
      HttpResponse<String> answer = world.get(ask(world) + "?after=msg_none");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"param\":\"after\"");
    }
  }

  @Test
  void whatItGoesOnWithIsCounted() throws Exception {
    try (ResponsesWorld world = ResponsesWorld.saying("answer \"" + "x".repeat(400) + "\"")) {
      HttpResponse<String> first =
          world.post(
              "/v1/responses",
              "{\"model\":\"chat\",\"instructions\":\"Be kind.\",\"input\":\"Where?\"}");
      String alone = "{\"model\":\"chat\",\"input\":\"And?\"";
      String going = alone + ",\"previous_response_id\":\"" + first(RESPONSE, first.body()) + "\"}";
      assertThat(count(world, alone + "}")).contains("\"input_tokens\":5}");
      assertThat(count(world, going)).contains("\"input_tokens\":115}");
      assertThat(count(world, alone + ",\"previous_response_id\":\"resp_none\"}"))
          .contains("previous_response_not_found");
    }
  }

  private static String count(ResponsesWorld world, String body) throws Exception {
    return world.post("/v1/responses/input_tokens", body).body();
  }
}
