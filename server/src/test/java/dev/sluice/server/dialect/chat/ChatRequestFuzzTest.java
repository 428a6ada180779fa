package dev.sluice.server.dialect.chat;

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
class ChatRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[
             {"type":"text","text":"é\ud83d\ude00"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
             {"type":"image_url","image_url":{"url":"https://a.test/b?c=d"}},
             {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}],
             "stream":true,"stream_options":{"include_usage":true,"x":1},"temperature":0.5,
             "top_p":1e-1,"max_tokens":5,"stop":"x","seed":1,"n":1}
            """,
            """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,
             "reasoning_content":"r","reasoning_details":[{"a":1}],"audio":{"id":"a"},
             "tool_calls":[{"id":"c","type":"function","function":{"name":"f",
             "arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]},
             {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"t"}]}],
             "tools":[{"type":"function","function":{"name":"f","description":"d",
             "parameters":{"type":"object"},"strict":true}}],"tool_choice":"required",
             "response_format":{"type":"json_schema","json_schema":{"name":"n",
             "schema":{"type":"object"},"strict":true}},"logit_bias":{"1":-1},"own":[1,"2",null]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    Asked asked;
    try {
      asked = new ChatDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      byte[] told = new ChatDialect().problem(refused.problem());
      assertThat(told).isNotEmpty();
      return;
    }
    assertThat(asked.request().messages()).isNotEmpty();
    assertThat(asked.requestTo(List.of("openai")).providerOptions("openai"))
        .isEqualTo(asked.extra());
    asked.extra().values().forEach(ChatRequestFuzzTest::assertIsJson);
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
