package dev.sluice.server.dialect.aisdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
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
class UiRequestFuzzTest {
  static List<byte[]> requests() {
    return Stream.of(
            """
            {"id":"c","trigger":"submit-message","messageId":"a","model":"m","topP":0.5,
             "messages":[{"id":"u","role":"user","parts":[{"type":"text","text":"é\ud83d\ude00"},
             {"type":"file","mediaType":"image/png","url":"data:image/png;base64,AAAA"},
             {"type":"file","mediaType":"text/plain","filename":"a","url":"data:,a%20b"},
             {"type":"file","mediaType":"image/*","url":"https://a.test/b"}]}],
             "tools":{"look":{"description":"d","inputSchema":{"jsonSchema":{"type":"object"}}}},
             "toolChoice":{"type":"tool","toolName":"look"},"own":[1,"2",null]}
            """,
            """
            {"messages":[{"role":"user","parts":[{"type":"text","text":"a"}]},
             {"id":"a","role":"assistant","metadata":{"answeredBy":"openai/m"},"parts":[
             {"type":"step-start"},{"type":"reasoning","text":"r","providerMetadata":{"sluice":
             {"signature":"s","provider":"openai","data":{"id":"x"}}}},
             {"type":"tool-look","toolCallId":"c","state":"output-available","input":{"a":1},
             "output":{"content":[{"type":"image","data":"AAAA","mimeType":"image/png"}]},
             "callProviderMetadata":{"sluice":{"provider":"g","data":{"s":"t"}}}},
             {"type":"dynamic-tool","toolName":"n","toolCallId":"d","state":"approval-responded",
             "input":"x","providerExecuted":true,"approval":{"id":"p","approved":true}},
             {"type":"data-sluice-native","data":{"provider":"p","type":"t","part":{}}}]}]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    boolean _ = new UiMessagesDialect().claims(Head.SILENT, bytes);
    Asked asked;
    try {
      asked = new UiMessagesDialect().decode(bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      assertThat(new UiMessagesDialect().problem(refused.problem())).isNotEmpty();
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
