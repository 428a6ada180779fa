package dev.sluice.server.dialect.agui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
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
class AgUiRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"threadId":"t","runId":"r","state":{"a":1},"messages":[{"id":"u","role":"user",
             "content":[{"type":"text","text":"é\ud83d\ude00"},{"type":"image","source":
             {"type":"data","value":"AAAA","mimeType":"image/png"}},{"type":"document","source":
             {"type":"url","value":"https://a.test/b"}},{"type":"binary","mimeType":"image/png",
             "url":"data:image/png;base64,AAAA"}]}],"tools":[{"name":"look","description":"d",
             "parameters":{"type":"object"}}],"context":[{"description":"d","value":"v"}],
             "forwardedProps":{"model":"m","temperature":1,"x":[1,"2",null]},"resume":[]}
            """,
            """
            {"messages":[{"role":"user","content":"a"},{"role":"reasoning","content":"r",
             "encryptedValue":"{\\"k\\":\\"assistant\\",\\"parts\\":[{\\"k\\":\\"reasoning\\"}]}"},
             {"role":"assistant","content":"b","toolCalls":[{"id":"c","type":"function",
             "function":{"name":"look","arguments":"{}"},"encryptedValue":"x"}]},
             {"role":"tool","toolCallId":"c","content":"t","error":"e"},
             {"role":"activity","content":{"a":1}}]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    Asked asked;
    try {
      asked = new AgUiDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      assertThat(new AgUiDialect().problem(refused.problem())).isNotEmpty();
      return;
    }
    assertThat(asked.request().messages()).isNotEmpty();
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
