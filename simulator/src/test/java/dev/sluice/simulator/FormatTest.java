package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds in every format, and how a format is chosen. */
class FormatTest {

  /** Where each format streams, and where it gives a document. */
  enum Format {
    OPENAI_CHAT("/v1/chat/completions", RawClient.STREAMED, "/v1/chat/completions", "{}"),
    OPENAI_RESPONSES("/v1/responses", RawClient.STREAMED, "/v1/responses", "{}"),
    ANTHROPIC("/v1/messages", RawClient.STREAMED, "/v1/messages", "{}"),
    GEMINI(
        "/v1beta/models/m:streamGenerateContent?alt=sse",
        "{}",
        "/v1beta/models/m:generateContent",
        "{}"),
    GEMINI_ARRAY(
        "/v1beta/models/m:streamGenerateContent", "{}", "/v1beta/models/m:generateContent", "{}"),
    OLLAMA("/api/chat", "{}", "/api/chat", "{\"stream\":false}"),
    BEDROCK("/model/m/converse-stream", "{}", "/model/m/converse", "{}");

    private final String path;
    private final String body;
    private final String documentPath;
    private final String documentBody;

    Format(String path, String body, String documentPath, String documentBody) {
      this.path = path;
      this.body = body;
      this.documentPath = documentPath;
      this.documentBody = documentBody;
    }

    byte[] stream(String script) throws IOException {
      return Played.bytes(script, path, body);
    }

    String document(String script) throws IOException {
      return Played.document(script, documentPath, documentBody);
    }

    String wire() {
      return name().replace("_ARRAY", "").replace('_', '-').toLowerCase(Locale.ROOT);
    }
  }

  /** Every step that says something. */
  private static final List<String> STEPS =
      List.of(
          "role",
          "text \"a\"",
          "words \"a b\"",
          "reasoning \"a\"",
          "signature \"a\"",
          "refusal \"a\"",
          "empty",
          "tool 0 id name \"{}\"",
          "tool 0 - name",
          "tool 0 id name \"{}\" signed \"a\"",
          "args 0 \"{}\"",
          "usage 1 2 cached 1",
          "finish stop",
          "done",
          "error \"a\"",
          "error \"a\" type 503",
          "chunk {\"type\":\"a\"}",
          "comment a",
          "ping",
          "malformed",
          "half",
          "corrupt",
          "huge 20KB",
          "answer \"a b\"",
          "eol crlf\ntext \"a\"",
          "repeat 3 text \"a\"");

  private static Stream<Arguments> everyStepInEveryFormat() {
    return Arrays.stream(Format.values())
        .flatMap(format -> STEPS.stream().map(step -> Arguments.of(format, step)));
  }

  private static boolean hasNoForm(Format format, String step) {
    List<String> missing =
        switch (format) {
          case OPENAI_CHAT -> List.of("signature", "signed", "corrupt");
          case OPENAI_RESPONSES, ANTHROPIC -> List.of("signed", "corrupt");
          case GEMINI, GEMINI_ARRAY -> List.of("corrupt");
          case OLLAMA -> List.of("refusal", "signature", "signed", "corrupt");
          case BEDROCK -> List.of("refusal", "signed");
        };
    return missing.stream().anyMatch(word -> step.contains(word + " ") || step.equals(word));
  }

  @ParameterizedTest
  @MethodSource("everyStepInEveryFormat")
  void everyStepIsSentOrRefusedByName(Format format, String step) throws Exception {
    if (hasNoForm(format, step)) {
      String reason = "the format " + format.wire() + " has no form for `";
      assertThat(Played.whole(step, format.path, format.body))
          .startsWith("HTTP/1.1 500 ")
          .contains("\r\ncontent-type: application/json")
          .contains(reason);
      assertThat(format.document(step)).contains(reason);
      assertThatThrownBy(() -> Script.parse("wire " + format.wire() + "\n" + step))
          .isInstanceOf(ScriptException.class)
          .hasMessageStartingWith("line 2: `" + step + "`: " + reason);
      return;
    }
    byte[] once = format.stream(step);
    String announced = Played.whole("framing length\n" + step, format.path, format.body);
    assertThat(announced)
        .as("a length that is announced is true")
        .contains("content-length: " + once.length + "\r\n");
    assertThat(Json.read(format.document(step)))
        .as("a document is JSON whatever is said")
        .isPresent();
  }

  private static final String EVERYTHING =
      """
      role
      reasoning "Hm é"
      words "Let me look 😀"
      ping
      tool 0 call_1 weather "{\\"city\\":"
      args 0 "\\"Oslo\\"}"
      tool 1 - time "{}"
      finish tool_calls
      usage 12 5 cached 8 reasoning 2
      done
      """;

  @ParameterizedTest
  @EnumSource(Format.class)
  void whatIsCutAnywhereIsExactlyTheBeginning(Format format) throws Exception {
    byte[] whole = format.stream(EVERYTHING);
    var random = new SplittableRandom(7);
    for (int i = 0; i < 15; i++) {
      int at = i == 0 ? whole.length - 1 : random.nextInt(whole.length);
      byte[] beginning = Arrays.copyOf(whole, at);
      for (String shape : List.of("", "split 7\n", "split random 1-99 seed 3\n", "join 200\n")) {
        assertThat(format.stream(shape + "cut " + at + "\n" + EVERYTHING))
            .as("cut at %d of %d", at, whole.length)
            .isEqualTo(beginning);
      }
      assertThat(framedByClose(format, "cut " + at + "\n" + EVERYTHING + "fin"))
          .isEqualTo(beginning);
    }
    assertThat(format.stream("cut " + whole.length + "\n" + EVERYTHING)).isEqualTo(whole);
    assertThat(format.stream("cut 1000MB\n" + EVERYTHING)).isEqualTo(whole);
  }

  private static byte[] framedByClose(Format format, String script) throws IOException {
    try (var simulator = Simulator.start("framing close\n" + script);
        var client = new RawClient(simulator)) {
      client.post(format.path, format.body).readHead();
      return client.readExactly(1 << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPayloadIsJson(Format format) throws Exception {
    byte[] bytes = format.stream(EVERYTHING + "error \"Too late\"");
    List<String> payloads =
        switch (format) {
          case BEDROCK ->
              BedrockTest.frames(bytes).stream().map(BedrockTest.Frame::payload).toList();
          // The error comes after the end of the array.
          case GEMINI_ARRAY ->
              List.of(new String(format.stream(EVERYTHING), StandardCharsets.UTF_8));
          default ->
              new String(bytes, StandardCharsets.UTF_8)
                  .lines()
                  .filter(line -> line.startsWith("data: {") || line.startsWith("{"))
                  .map(line -> line.startsWith("data: ") ? line.substring(6) : line)
                  .toList();
        };
    assertThat(payloads).isNotEmpty().allMatch(payload -> Json.read(payload).isPresent());
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aDocumentIsCutToo(Format format) throws Exception {
    String whole = format.document("text \"Hello\"");
    for (String ending : List.of("", "\nfin")) {
      assertThat(format.document("cut 20\ntext \"Hello\"" + ending))
          .isEqualTo(whole.substring(0, 20));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anyFormatIsSlowStallsOrIsBrokenInTheSameWay(Format format) throws Exception {
    byte[] whole = format.stream(EVERYTHING);
    assertThat(format.stream("trickle 20KB/s\n" + EVERYTHING)).isEqualTo(whole);
    assertThat(format.stream("pace 500/s\n" + EVERYTHING)).isEqualTo(whole);
    byte[] garbage = format.stream("role\nraw \\xff\\x00garbage\nrole");
    assertThat(new String(garbage, StandardCharsets.ISO_8859_1)).contains("\u00ff\u0000garbage");
    try (var simulator = Simulator.start(EVERYTHING + "stall");
        var client = new RawClient(simulator)) {
      client.post(format.path, format.body).readHead();
      simulator.awaitEnding(1, Duration.ofSeconds(10));
      assertThat(simulator.requests().getFirst().bytesWritten()).isGreaterThan(whole.length);
    }
  }

  @Test
  void oneSimulatorSpeaksEveryFormatAtOnce() throws Exception {
    try (var simulator = Simulator.start("answer \"Hello\"")) {
      for (Format format : Format.values()) {
        try (var client = new RawClient(simulator)) {
          client.post(format.path, format.body).readHead();
          assertThat(client.readChunks()).isNotEmpty();
        }
      }
      assertThat(simulator.requests())
          .extracting(Seen::target)
          .containsExactlyElementsOf(Arrays.stream(Format.values()).map(f -> f.path).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aFormatCanBeChosenForAResponseOrForAllRequests(Format format) throws Exception {
    if (format == Format.GEMINI || format == Format.GEMINI_ARRAY) {
      return; // The path says there what kind of stream it is.
    }
    byte[] expected =
        format.stream("text \"Hello\"".replace("Hello", format == Format.BEDROCK ? "Hi" : "Hello"));
    String script = format == Format.BEDROCK ? "text \"Hi\"" : "text \"Hello\"";
    String body = "{\"model\":\"m\",\"stream\":true}";
    assertThat(
            new String(
                Played.bytes("wire " + format.wire() + "\n" + script, "/v1/messages", body),
                StandardCharsets.ISO_8859_1))
        .isEqualTo(
            new String(expected, StandardCharsets.ISO_8859_1).replace("simulated-model", "m"));
    try (var simulator =
            Simulator.start(Script.parse(script), Options.defaults().wire(format.wire()));
        var client = new RawClient(simulator)) {
      client.post("/anything", format.body).readHead();
      assertThat(client.readChunks()).isEqualTo(expected);
    }
  }

  @Test
  void aFormatThatThereIsNotIsRefusedWithThoseThatThereAre() {
    String all = "openai-chat, openai-responses, anthropic, gemini, ollama, bedrock";
    assertThatThrownBy(() -> Script.parse("wire cohere\ntext \"a\""))
        .hasMessage(
            "line 1: `wire cohere`: there is no format `cohere`; formats are "
                + all
                + "; allowed: wire FORMAT");
    assertThatThrownBy(() -> Options.defaults().wire("cohere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no format \"cohere\"; formats are " + all);
  }

  @Test
  void whatCannotBeAnsweredIsToldInTheFormatOfItsPath() throws Exception {
    assertThat(Played.document("times 1\nwhen prefill\nraw x", "/v1/messages", "{}"))
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":"
                + "\"The script has no response left for this request.\"},"
                + "\"request_id\":\"req_simulated00000001\"}");
    assertThat(Played.document("raw x", "/api/generate", "{}"))
        .startsWith("{\"error\":{\"message\":\"This simulator answers POST .../chat/completions, ")
        .contains("; this was POST /api/generate.");
  }
}
