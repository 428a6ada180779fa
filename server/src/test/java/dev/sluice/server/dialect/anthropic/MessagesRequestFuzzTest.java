package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mutations;
import dev.sluice.server.dialect.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all: what can be asked, or the one exception, with what is wrong. */
@Timeout(240)
class MessagesRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"model":"m","max_tokens":5,"system":[{"type":"text","text":"s","cache_control":{}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"é\ud83d\ude00"},
             {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
             {"type":"document","title":"t","source":{"type":"content","content":[
             {"type":"text","text":"x"}]}},{"type":"search_result","source":"s","title":"t",
             "content":[{"type":"text","text":"y"}]}]}],"stream":true,"temperature":0.5,
             "top_p":1e-1,"stop_sequences":["x"],"metadata":{"user_id":"u"},"top_k":3}
            """,
            """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[
             {"type":"thinking","thinking":"t","signature":"s"},
             {"type":"tool_use","id":"c","name":"f","input":{"a":[1]}},
             {"type":"server_tool_use","id":"s","name":"w","input":{}},
             {"type":"web_search_tool_result","tool_use_id":"s","content":[]},
             {"type":"new","x":{"y":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[
             {"type":"text","text":"t"}],"is_error":false}]}],
             "tools":[{"name":"f","description":"d","input_schema":{"type":"object"},
             "strict":true},{"type":"bash_20250124","name":"bash"}],
             "tool_choice":{"type":"any","disable_parallel_tool_use":true},
             "output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},
             "betas":["a"],"own":[1,"2",null]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    Asked asked;
    try {
      asked = new MessagesDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      byte[] told = new MessagesDialect().problem(refused.problem());
      assertThat(new String(told, UTF_8)).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"");
      return;
    }
    assertThat(asked.request().messages()).isNotEmpty();
    assertThat(asked.requestTo(List.of("claude")).providerOptions("claude"))
        .isEqualTo(asked.extra());
    asked.extra().values().forEach(MessagesRequestFuzzTest::assertIsJson);
    asked.request().tools().forEach(tool -> assertIsJson(tool.parametersSchema()));
  }

  private static void assertIsJson(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.skip();
      json.finish();
    }
  }

  @Test
  void whatIsNearlyARequestIsOneOrRefused() {
    Mutations.of(requests(), 30_000, this::anyBytesAreARequestOrRefused);
  }

  @Test
  void eachBeginningOfARequestIsRefused() {
    for (byte[] request : requests()) {
      for (int length = 0; length < request.length; length++) {
        anyBytesAreARequestOrRefused(Arrays.copyOf(request, length));
      }
    }
  }
}
