package dev.sluice.server.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mutations;
import dev.sluice.server.dialect.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all: what can be asked, or the one exception, with what is wrong. */
@Timeout(240)
class GeminiRequestFuzzTest {
  private static final Head HEAD =
      new Head("/v1/*:generateContent", "models/m", Map.of(), Map.of());

  static List<byte[]> requests() {
    return Stream.of(
            """
            {"contents":[{"role":"user","parts":[{"text":"é\ud83d\ude00"},
             {"inlineData":{"mimeType":"image/png","data":"AAAA"}},
             {"fileData":{"fileUri":"https://a.test/b","mimeType":"video/mp4"}}]}],
             "systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"temperature":0.5,
             "topP":1e-1,"topK":4,"maxOutputTokens":5,"stopSequences":["x"],"seed":1,
             "responseMimeType":"application/json","responseSchema":{"type":"OBJECT","nullable":
             true,"properties":{"a":{"type":"ARRAY","items":{"type":"STRING"},"maxItems":"3"}}},
             "thinkingConfig":{"includeThoughts":true},"x":[1]},"safetySettings":[]}
            """,
            """
            {"contents":[{"parts":[{"text":"hi"}]},{"role":"model","parts":[
             {"text":"t","thought":true},{"functionCall":{"name":"f","args":{"a":[1]}},
             "thoughtSignature":"s"},{"executableCode":{"code":"1"}}]},
             {"role":"function","parts":[{"functionResponse":{"name":"f","response":
             {"output":{"b":2}},"parts":[{"inline_data":{"mime_type":"a/b","data":"AA"}}]}}]}],
             "tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":
             {"type":"OBJECT"}}],"googleSearch":{}}],"tool_config":{"function_calling_config":
             {"mode":"ANY","allowed_function_names":["f"]}},"own":[1,"2",null]}
            """)
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  @MethodSource("requests")
  @FuzzTest
  void anyBytesAreARequestOrRefused(byte[] bytes) {
    Asked asked;
    try {
      asked = new GenerateContentDialect().decode(HEAD, bytes, Limits.USUAL);
    } catch (RefusedException refused) {
      assertThat(refused.problem().status()).isEqualTo(400);
      assertThat(refused.problem().code()).isNotEmpty();
      assertThat(refused.problem().message()).isNotEmpty().hasSizeLessThan(2_000);
      assertIsJson(new String(new GenerateContentDialect().problem(refused.problem()), UTF_8));
      return;
    }
    assertThat(asked.request().messages()).isNotEmpty();
    assertThat(asked.requestTo(List.of("gemini")).providerOptions("gemini"))
        .isEqualTo(asked.extra());
    asked.extra().values().forEach(GeminiRequestFuzzTest::assertIsJson);
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
