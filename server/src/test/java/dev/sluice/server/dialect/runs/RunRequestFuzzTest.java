package dev.sluice.server.dialect.runs;

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
class RunRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"model":"m","prompt":"p","system":"s","temperature":0,"max_tokens":5,"stream":false}
            """,
            """
            {"messages":[{"k":"user","c":[{"k":"text","s":"hi"},{"k":"media","t":"image",
             "u":"https://a.test/b"}]},{"k":"assistant","m":"a/b","c":[{"k":"tool_call","i":"c",
             "n":"f","a":"{}"}]},{"k":"tool","c":{"k":"tool_result","i":"c","c":[{"k":"text",
             "s":"t"}]}}],"top_p":0.5,"stop":["a"],"seed":2}
            """,
            """
            {"messages":[{"role":"user","content":"hi"},{"k":"system","s":"x"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    Asked asked;
    try {
      asked = new RunsDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      byte[] told = new RunsDialect().problem(refused.problem());
      assertThat(told).isNotEmpty();
      return;
    }
    assertThat(asked.request().messages()).isNotEmpty();
    assertThat(asked.requestTo(List.of("openai")).providerOptions("openai"))
        .isEqualTo(asked.extra());
    asked.extra().values().forEach(RunRequestFuzzTest::assertIsJson);
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
