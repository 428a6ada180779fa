package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.sink.EventJson;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that echoes the key, wherever it does: the key leaves in nothing but the answer itself.
 */
class EchoedKeyTest {
  private static final String KEY = "sk-Abc/0123456789+xyz";

  private static final String STREAM = "text/event-stream";

  private final OneExchange transport = new OneExchange();
  private final Recorder sink = new Recorder();
  private boolean opened;

  /** Ways of writing the key. */
  static Stream<String> echoes() {
    return Stream.of(
        KEY,
        KEY.replace("/", "%2F").replace("+", "%2b"),
        KEY.replace("/", "\\/"),
        KEY.replace("A", "\\u0041").replace("+", "\\u002B"),
        KEY.replace("/", "&#47;").replace("+", "&#x2b;"));
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inARefusal(String echo) {
    answer(
        400,
        Map.of("content-type", "application/json", "x-request-id", "r " + echo),
        """
        {"error": {"message": "m %s", "type": "t %s", "code": "c %s"}}"""
            .formatted(echo, echo, echo));
    assertClean();
  }

  /** As in the address of a server that has its key there, told back by a 404. */
  @ParameterizedTest
  @MethodSource("echoes")
  void ofTheBaseUrl(String echo) {
    String base = "http://here/v1?v=1&key=" + KEY.replace("/", "%2F");
    ProviderContext context =
        new ProviderContext(Map.of(), () -> transport, Clock.system(), progress -> {});
    OpenAiProvider provider = OpenAiProvider.builder().name("here").baseUrl(base).build();
    provider.source("m", context).open(ChatRequest.of("hi"), sink);
    opened = true;
    answer(404, Map.of("x-request-id", "r"), "Invalid URL (POST /v1?v=1&key=" + echo + ")");
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void inARedirect(int status) {
    String to = "https://" + KEY.replace("/", "%2F") + ".example/" + KEY + "?k=" + KEY;
    answer(status, Map.of("location", to, "x-request-id", KEY), "see " + to);
    assertClean();
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inABodyThatIsNoStream(String echo) {
    answer(200, Map.of("content-type", "text/html; echo=" + echo), "<p>" + echo + "</p>");
    assertClean();
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inAnErrorInTheStream(String echo) {
    stream("{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":\"%s\"}}".replace("%s", echo));
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "oops %s", "\"%s", "{\"a\":%s}", "[\"%s\"]", "{\"%s\":1,}", "x%s"})
  void inAMalformedChunk(String chunk) {
    stream(chunk.formatted(KEY));
    assertClean();
    stream(chunk.formatted("KeyWithoutAnyMark0123456789"));
    assertThat(failed().failure().orElseThrow().message()).isNotEmpty();
  }

  @Test
  void inTheParsersOwnMessage() {
    open("KeyOfLettersAlone123");
    answer(
        200,
        Map.of("content-type", STREAM),
        "data: " + "x".repeat(245) + "KeyOfLettersAlone123\n\n");
    assertThat(failed().toString()).doesNotContain("KeyOf");
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inAReportOfWhatWasUsed(String echo) {
    stream(
        """
        {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"completion_tokens":1,"by":"%s"}}"""
            .replace("%s", echo),
        "[DONE]");
    assertThat(sink.events())
        .filteredOn(StreamEvent.UsageReported.class::isInstance)
        .map(event -> ((StreamEvent.UsageReported) event).usage().raw())
        .containsExactly("{\"completion_tokens\":1,\"by\":\"***\"}");
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inWhoAnswersAndInWhatNamesACall(String echo) {
    stream(
        """
        {"id":"i %s","model":"m %s","choices":[{"delta":{"tool_calls":[{"id":"c %s","function":{"name":"n %s","arguments":"{}"}}]},"finish_reason":"f %s"}]}"""
            .replace("%s", echo),
        "[DONE]");
    assertClean();
    assertThat(sink.events()).isNotEmpty();
    assertThat(sink.outcome()).isInstanceOf(Outcome.Finished.class);
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void inWhereATextComesFrom(String echo) {
    stream(
        """
        {"choices":[{"delta":{"content":"hi","annotations":[{"type":"url_citation","url_citation":{"start_index":0,"end_index":2,"url":"http://a/?k=%s","title":"%s","content":"%s"}}]},"finish_reason":"stop"}]}"""
            .replace("%s", echo));
    assertClean();
    assertThat(sink.events(StreamEvent.Cited.class))
        .singleElement()
        .satisfies(cited -> assertThat(cited.citation().to()).isEqualTo(2));
  }

  @Test
  void inTheAnswerItselfItStays() {
    stream("{\"choices\":[{\"delta\":{\"content\":\"" + KEY + "\"},\"finish_reason\":\"stop\"}]}");
    assertThat(sink.text()).isEqualTo(KEY);
  }

  /** The border is one for all places: what is shown of each is cut somewhere. */
  @ParameterizedTest
  @ValueSource(ints = {195, 199, 200, 201, 1990, 1999, 2000, 2001, 2010, 8180, 8190})
  void acrossACut(int before) {
    String filler = "y".repeat(before) + KEY + "z".repeat(5000);
    answer(400, Map.of("x-request-id", filler), filler);
    assertClean();
    answer(
        400, Map.of(), "{\"error\":{\"message\":\"" + filler + "\",\"type\":\"" + filler + "\"}}");
    assertClean();
    answer(200, Map.of("content-type", "text/html " + filler), filler);
    assertClean();
    stream("{\"error\":{\"message\":\"" + filler + "\",\"code\":\"" + filler + "\"}}");
    assertClean();
    stream(filler);
    assertClean();
    stream("{\"choices\":[{\"delta\":{},\"finish_reason\":\"" + filler + "\"}]}", "[DONE]");
    assertClean();
  }

  @Test
  void acrossTheEndOfABodyThatIsReadNoFurther() {
    String filler = "y".repeat(WholeBody.EXPLANATION_BYTES - 10);
    answer(400, Map.of(), filler + KEY);
    assertClean();
    String echoes = KEY.repeat(WholeBody.EXPLANATION_BYTES / KEY.length() + 1);
    answer(400, Map.of(), echoes);
    assertClean();
  }

  @ParameterizedTest
  @EnumSource(
      value = TransportFailure.Kind.class,
      names = {"CONNECT", "LOST", "PROTOCOL"})
  void inWhatTheTransportSaysOfIt(TransportFailure.Kind kind) {
    Exception cause = new IOException("outer", new IOException("said " + KEY));
    open(KEY);
    transport.listener().onFailure(new TransportFailure(kind, "the peer said " + KEY, cause));
    assertClean();
    Throwable told = failed().failure().orElseThrow().cause().orElse(new IOException("none"));
    for (Throwable each = told; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain(KEY);
    }
  }

  /** Neither the key nor eight characters of it in a row, in any of its spellings. */
  private void assertClean() {
    StringBuilder said = new StringBuilder();
    EventJson json = new EventJson();
    for (StreamEvent event : sink.events()) {
      said.append(event).append(json.of(event));
    }
    said.append(sink.end());
    if (sink.end() instanceof Cause cause) {
      said.append(cause.message());
    }
    String text = said.toString().toLowerCase(Locale.ROOT);
    for (int i = 0; i + 8 <= KEY.length(); i++) {
      assertThat(text).doesNotContain(KEY.substring(i, i + 8).toLowerCase(Locale.ROOT));
    }
    assertThat(text).containsPattern("[*]|y…");
  }

  private Cause.Failed failed() {
    if (sink.end() instanceof Cause.Failed failed) {
      return failed;
    }
    throw new AssertionError("ended with " + sink.outcome());
  }

  private void stream(String... payloads) {
    StringBuilder body = new StringBuilder();
    for (String payload : payloads) {
      body.append("data: ").append(payload).append("\n\n");
    }
    answer(200, Map.of("content-type", STREAM), body.toString());
  }

  private void answer(int status, Map<String, String> headers, String body) {
    if (!opened) {
      open(KEY);
    }
    opened = false;
    transport.listener().onHead(new ResponseHead(status, headers));
    transport.listener().onBytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    transport.listener().onEnd();
  }

  private void open(String key) {
    opened = true;
    sink.clear();
    ProviderContext context =
        new ProviderContext(
            Map.of("OPENAI_API_KEY", key), () -> transport, Clock.system(), progress -> {});
    OpenAiProvider.chatCompletions().source("m", context).open(ChatRequest.of("hi"), sink);
    assertThat(sink.control()).isNotNull();
  }
}
