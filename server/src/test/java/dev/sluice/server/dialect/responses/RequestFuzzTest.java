package dev.sluice.server.dialect.responses;

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
class RequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"model":"m","instructions":"s","input":[{"role":"user","content":[
             {"type":"input_text","text":"é\ud83d\ude00"},
             {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"},
             {"type":"input_file","file_data":"data:application/pdf;base64,AAAA","filename":"f"}]},
             {"type":"message","role":"assistant","phase":"commentary","content":[
             {"type":"output_text","text":"t","annotations":[]},
             {"type":"refusal","refusal":"no"}]}],
             "stream":true,"temperature":0.5,"top_p":1e-1,"max_output_tokens":5,"store":false,
             "include":["reasoning.encrypted_content"],"metadata":{"a":"b"},"own":[1,"2",null],
             "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},
             "strict":true},"verbosity":"low"},"reasoning":{"effort":"low"}}
            """,
            """
            {"input":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text",
             "text":"s"}],"content":null,"encrypted_content":"gAAA"},
             {"type":"function_call","call_id":"c","name":"f","namespace":"n","arguments":"{}"},
             {"type":"custom_tool_call","call_id":"d","name":"p","input":"x"},
             {"type":"local_shell_call","call_id":"e","action":{"type":"exec","command":["ls"]}},
             {"type":"web_search_call","id":"ws","status":"completed","action":{"query":"q"}},
             {"type":"function_call_output","call_id":"c","output":"o"},
             {"type":"custom_tool_call_output","call_id":"d","output":[{"type":"input_text",
             "text":"t"}]},{"type":"local_shell_call_output","call_id":"e","output":"{}"},"hi"],
             "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},
             {"type":"custom","name":"p","format":{"type":"grammar","syntax":"lark",
             "definition":"start: /x/"}},{"type":"local_shell"},{"type":"web_search"},
             {"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]}],
             "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function",
             "name":"f"}]},"background":true,"previous_response_id":"resp_1"}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    try {
      Asked asked = new ResponsesDialect().decode(bytes, Limits.USUAL);
      assertThat(asked.request().messages()).isNotEmpty();
      asked.extra().values().forEach(RequestFuzzTest::assertIsJson);
      asked.request().tools().forEach(tool -> assertIsJson(tool.parametersSchema()));
      assertThat(asked.requestTo(List.of("openai")).messages()).isNotEmpty();
      assertThat(asked.requestTo(List.of()).messages()).isNotEmpty();
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isIn(400, 404);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      assertThat(new ResponsesDialect().problem(refused.problem())).isNotEmpty();
    }
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
