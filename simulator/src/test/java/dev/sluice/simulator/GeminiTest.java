package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gemini's generateContent, response for response as its documentation shows them. */
class GeminiTest {
  private static final String PATH = "/v1beta/models/m:streamGenerateContent";
  private static final String SSE = PATH + "?alt=sse";
  private static final String DOCUMENT = "/v1beta/models/m:generateContent";
  private static final String TAIL =
      ",\"modelVersion\":\"m\",\"responseId\":\"Simulated00000001\"}";

  private static String play(String script) throws IOException {
    return Played.stream(script, SSE, "{}");
  }

  private static String part(String part) {
    return part(part, "");
  }

  private static String part(String part, String usage) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + part
        + "],\"role\":\"model\"},\"index\":0}]"
        + usage
        + TAIL;
  }

  private static String last(String reason, String usage) {
    return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
        + "\"finishReason\":\""
        + reason
        + "\",\"index\":0}]"
        + usage
        + TAIL;
  }

  private static String event(String json) {
    return "data: " + json + "\r\n\r\n";
  }

  @Test
  void anAnswerIsEventsWithoutNames() throws Exception {
    String prompt = ",\"usageMetadata\":{\"promptTokenCount\":10,\"totalTokenCount\":10}";
    String all =
        ",\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":2,"
            + "\"totalTokenCount\":12,\"cachedContentTokenCount\":0,\"thoughtsTokenCount\":0}";
    assertThat(play("answer \"Hello, world\""))
        .isEqualTo(
            event(part("{\"text\":\"Hello,\"}", prompt))
                + event(part("{\"text\":\" world\"}", prompt))
                + event(last("STOP", all)));
  }

  @Test
  void withoutSseItIsAnArrayThatGrows() throws Exception {
    String text = part("{\"text\":\"a\"}");
    for (String path : new String[] {PATH, PATH + "?alt=json", PATH + "?key=1&alt=ssexy"}) {
      assertThat(Played.stream("text \"a\"\nping\ntext \"a\"\nfinish stop\ndone", path, "{}"))
          .isEqualTo(
              "[" + text + "\r\n,\r\n" + text + "\r\n,\r\n" + last("STOP", "") + "\r\n]\r\n");
    }
    assertThat(Played.stream("text \"a\"\nerror \"x\"", PATH, "{}"))
        .isEqualTo(
            "["
                + text
                + "\r\n,\r\n{\"error\":{\"code\":500,\"message\":\"x\",\"status\":\"INTERNAL\"}}");
    assertThat(Played.stream("done", PATH, "{}")).isEqualTo("[\r\n]\r\n");
    assertThat(Json.read(Played.stream("answer \"a b\"", PATH, "{}"))).isPresent();
    assertThat(Played.stream("text \"a\"", PATH + "?key=1&alt=sse", "{}")).isEqualTo(event(text));
  }

  @Test
  void thoughtsAndSignaturesAreParts() throws Exception {
    assertThat(play("reasoning \"Hm\"\nsignature \"c2ln\"\nempty"))
        .isEqualTo(
            event(part("{\"text\":\"Hm\",\"thought\":true}"))
                + event(part("{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}"))
                + event(part("{\"text\":\"\"}")));
  }

  @Test
  void aCallComesWholeAsSoonAsItIs() throws Exception {
    String weather =
        event(
            part(
                "{\"functionCall\":{\"id\":\"call_1\",\"name\":\"weather\","
                    + "\"args\":{\"city\":\"Oslo\"}},\"thoughtSignature\":\"c2ln\"}"));
    String time = event(part("{\"functionCall\":{\"name\":\"time\",\"args\":{}}}"));
    assertThat(play("tool 0 call_1 weather \"{\\\"city\\\":\" signed \"c2ln\"")).isEmpty();
    assertThat(
            play(
                """
                tool 0 call_1 weather "{\\"city\\":" signed "c2ln"
                args 0 "\\"Oslo\\"}"
                comment between
                tool 1 - time
                """))
        .isEqualTo(weather + ": between\r\n\r\n");
    assertThat(
            play(
                """
                tool 0 call_1 weather "{\\"city\\":" signed "c2ln"
                tool 1 - time
                args 0 "\\"Oslo\\"}"
                finish tool_calls
                """))
        .isEqualTo(weather + time + event(last("STOP", "")));
    assertThat(play("tool 0 - cut \"{\\\"a\\\":\"\ntext \"a\""))
        .as("what never becomes whole is sent as it is")
        .isEqualTo(
            event(part("{\"functionCall\":{\"name\":\"cut\",\"args\":{\"a\":}}"))
                + event(part("{\"text\":\"a\"}")));
  }

  @Test
  void aRefusedPromptHasNoCandidates() throws Exception {
    String blocked =
        "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\","
            + "\"blockReasonMessage\":\"No\"}";
    assertThat(play("refusal \"No\"")).isEqualTo(event(blocked + TAIL));
    assertThat(Played.document("refusal \"No\"", DOCUMENT, "{}")).isEqualTo(blocked + TAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, STOP",
    "tool_calls, STOP",
    "length, MAX_TOKENS",
    "content_filter, SAFETY",
    "RECITATION, RECITATION"
  })
  void aFinishReasonIsTheProvidersOwn(String reason, String own) throws Exception {
    assertThat(play("finish " + reason)).isEqualTo(event(last(own, "")));
  }

  @Test
  void usageWithoutAnEndIsAResponseOfItsOwn() throws Exception {
    assertThat(play("usage 100 9 cached 60 reasoning 4"))
        .isEqualTo(
            event(
                "{\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":5,"
                    + "\"totalTokenCount\":109,\"cachedContentTokenCount\":60,"
                    + "\"thoughtsTokenCount\":4}"
                    + TAIL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "role | ``",
        "done | ``",
        "ping | : ping\\r\\n\\r\\n",
        "comment hi | : hi\\r\\n\\r\\n",
        "chunk {\"a\": 1} | data: {\"a\": 1}\\r\\n\\r\\n",
        "error \"Too \\\"busy\\\"\" UNAVAILABLE 503 | data:"
            + " {\"error\":{\"code\":503,\"message\":\"Too"
            + " \\\"busy\\\"\",\"status\":\"UNAVAILABLE\"}}\\r\\n\\r\\n",
      })
  void whatIsNoPartGoesOutByItself(String step, String expected) throws Exception {
    assertThat(play(step)).isEqualTo(expected.replace("\\n", "\n").replace("\\r", "\r"));
  }

  @Test
  void whatIsBrokenBreaksInAText() throws Exception {
    String broken = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"bro";
    assertThat(play("malformed")).isEqualTo(broken + "\r\n\r\n");
    assertThat(play("half")).isEqualTo(broken);
    assertThat(play("huge 3")).isEqualTo(event(part("{\"text\":\"aaa\"}")));
    assertThat(play("eol lf\nping")).isEqualTo(": ping\n\n");
  }

  @Test
  void aCallWithoutStreamingGetsOneResponse() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        words "Hello there"
        tool 0 - weather "{\\"a\\":" signed "c2ln"
        args 0 "1}"
        tool 1 - time
        finish tool_calls
        usage 12 5 cached 2
        done
        """;
    assertThat(Played.document(script, DOCUMENT, "{}"))
        .isEqualTo(
            "{\"candidates\":[{\"content\":{\"parts\":["
                + "{\"text\":\"Hm\",\"thought\":true},{\"text\":\"\",\"thoughtSignature\":\"c2ln\"},"
                + "{\"text\":\"Hello there\"},"
                + "{\"functionCall\":{\"name\":\"weather\",\"args\":{\"a\":1}},"
                + "\"thoughtSignature\":\"c2ln\"},"
                + "{\"functionCall\":{\"name\":\"time\",\"args\":{}}}],\"role\":\"model\"},"
                + "\"finishReason\":\"STOP\",\"index\":0}],"
                + "\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":5,"
                + "\"totalTokenCount\":17,\"cachedContentTokenCount\":2,\"thoughtsTokenCount\":0}"
                + TAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT",
    "403, PERMISSION_DENIED",
    "404, NOT_FOUND",
    "429, RESOURCE_EXHAUSTED",
    "500, INTERNAL",
    "503, UNAVAILABLE"
  })
  void anErrorStatusHasTheProvidersBody(int status, String name) throws Exception {
    String script = "status " + status + "\nerror \"No\"";
    String error =
        "{\"error\":{\"code\":%d,\"message\":\"No\",\"status\":\"%s\"}}".formatted(status, name);
    assertThat(Played.document(script, SSE, "{}")).isEqualTo(error);
    assertThat(Played.document(script, DOCUMENT, "{}")).isEqualTo(error);
    assertThat(Played.document(script, PATH, "{}"))
        .as("where an array was wanted, it is in one")
        .isEqualTo("[" + error + "]");
  }

  @Test
  void aPrefillIsTheModelsLastContent() throws Exception {
    String script = "raw question\n---\nwhen prefill\nwhen stream\nraw prefill";
    String body = "{\"contents\":[{\"role\":\"user\"},{\"role\":\"model\"}]}";
    assertThat(Played.stream(script, SSE, body)).isEqualTo("prefill");
    assertThat(Played.stream(script, SSE, body.replace("model", "user"))).isEqualTo("question");
    assertThat(Played.stream(script, DOCUMENT, body)).isEqualTo("question");
  }

  @Test
  void theModelStandsInThePath() throws Exception {
    assertThat(Played.stream("text \"a\"", "/v1/models/a%2Fb+c:streamGenerateContent", "{}"))
        .contains("\"modelVersion\":\"a/b+c\"");
    assertThat(Played.stream("text \"a\"", "/x:streamGenerateContent", "{}"))
        .contains("\"modelVersion\":\"simulated-model\"");
  }
}
