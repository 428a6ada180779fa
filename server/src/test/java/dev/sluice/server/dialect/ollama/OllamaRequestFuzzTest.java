package dev.sluice.server.dialect.ollama;

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
class OllamaRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"model":"m:latest","messages":[{"role":"system","content":"s"},
             {"role":"user","content":"é\ud83d\ude00","images":["iVBORw0K"]},
             {"role":"assistant","content":"","thinking":"t","tool_calls":[{"id":"c",
              "function":{"name":"f","arguments":{"a":[1,"2",null]}}}]},
             {"role":"tool","tool_name":"f","content":"x"}],
             "tools":[{"type":"function","function":{"name":"f","description":"d",
             "parameters":{"type":"object"}}}],"format":{"type":"object"},"stream":true,
             "options":{"temperature":0.5,"top_p":1e-1,"num_predict":5,"stop":"x","seed":1,
             "num_ctx":9},"think":"low","keep_alive":-1,"own":{"a":1}}
            """,
            """
            {"model":"m","prompt":"p","system":"s","template":"t","suffix":"","raw":false,
             "context":[],"images":["/9j/"],"format":"json","think":true,"stream":false}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    boolean loads = Loading.isOne(bytes);
    Asked asked;
    try {
      asked = new OllamaDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      assertThat(new OllamaDialect().problem(refused.problem())).isNotEmpty();
      return;
    }
    assertThat(loads).isFalse();
    assertThat(asked.request().messages()).isNotEmpty();
    assertThat(asked.requestTo(List.of("ollama")).providerOptions("ollama"))
        .isEqualTo(asked.extra());
    asked.extra().values().forEach(OllamaRequestFuzzTest::assertIsJson);
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
