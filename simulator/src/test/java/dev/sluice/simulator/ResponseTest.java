package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Status, headers, framing, and which response answers which request. */
class ResponseTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static RawClient.Rest exchange(String script, String request) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      return client.send(request).readRest();
    }
  }

  private static String closing(String body) {
    return "POST /x/chat/completions HTTP/1.1\r\nConnection: close\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  @Test
  void aStreamHasTheHeadersOfAProvider() throws Exception {
    assertThat(exchange("raw x", closing(RawClient.STREAMED)).bytes())
        .isEqualTo(
            """
            HTTP/1.1 200 OK\r
            content-type: text/event-stream\r
            cache-control: no-cache\r
            x-request-id: req_simulated00000001\r
            transfer-encoding: chunked\r
            connection: close\r
            \r
            1\r
            x\r
            0\r
            \r
            """);
  }

  @Test
  void aPlainBodyHasItsLength() throws Exception {
    String script =
        """
        status 429
        header Retry-After: 1
        no-header cache-control
        no-header x-request-id
        body {"error":{"message":"Später"}}
        """;
    assertThat(exchange(script, closing("")))
        .isEqualTo(
            new RawClient.Rest(
                """
                HTTP/1.1 429 Too Many Requests\r
                Retry-After: 1\r
                content-type: application/json\r
                content-length: 31\r
                connection: close\r
                \r
                {"error":{"message":"Später"}}""",
                RawClient.Close.FIN));
  }

  @Test
  void aScriptedHeaderReplacesTheDefault() throws Exception {
    String bytes =
        exchange("content-type text/html\nheader X-Request-Id: mine\nbody <p>", closing(""))
            .bytes();
    assertThat(bytes).contains("content-type: text/html\r\n", "X-Request-Id: mine\r\n");
    assertThat(bytes).doesNotContain("application/json", "req_simulated");
  }

  @Test
  void aBodyCanEndWithTheConnection() throws Exception {
    RawClient.Rest rest =
        exchange("framing close\nraw x", "POST /chat/completions HTTP/1.1\r\n\r\n");
    assertThat(rest.bytes()).contains("connection: close\r\n").endsWith("\r\n\r\nx");
    assertThat(rest.bytes()).doesNotContain("transfer-encoding");
  }

  @Test
  void anOldClientGetsNoChunks() throws Exception {
    assertThat(exchange("raw x", "POST /chat/completions HTTP/1.0\r\n\r\n").bytes())
        .doesNotContain("transfer-encoding")
        .endsWith("\r\n\r\nx");
  }

  @Test
  void aStreamCanHaveALengthAndItIsTheTruth() throws Exception {
    String script = "framing length\nrole\nrepeat 2 words \"a b\"\neol crlf\nhuge 100\nraw x\ndone";
    String bytes = exchange(script, closing(RawClient.STREAMED)).bytes();
    int end = bytes.indexOf("\r\n\r\n") + 4;
    assertThat(bytes).contains("content-length: " + (bytes.length() - end) + "\r\n");
  }

  @Test
  void aStreamCanHaveALengthAndItIsALie() throws Exception {
    assertThat(exchange("framing length 100\nraw x\nfin", closing("")).bytes())
        .contains("content-length: 100\r\n")
        .endsWith("\r\n\r\nx");
  }

  @Test
  void aCallWithoutStreamingGetsOneDocument() throws Exception {
    String script =
        """
        reasoning "Hm"
        words "Hello there"
        tool 0 call_1 weather
        args 0 "{\\"a\\":"
        args 0 "1}"
        tool 1 call_2 time
        comment ignored
        finish stop
        usage 3 4
        done
        """;
    String bytes = exchange(script, closing(RawClient.UNSTREAMED)).bytes();
    String json =
        "{\"id\":\"chatcmpl-Simulated00000000000000000001\",\"object\":\"chat.completion\","
            + "\"created\":1767225600,\"model\":\"m\",\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_5117ce5117\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"Hello there\",\"refusal\":null,"
            + "\"reasoning_content\":\"Hm\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":"
            + "\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"a\\\":1}\"}},"
            + "{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"time\","
            + "\"arguments\":\"\"}}]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}}}";
    assertThat(bytes).contains("content-type: application/json\r\n").endsWith("\r\n\r\n" + json);
    assertThat(bytes).contains("content-length: " + json.length() + "\r\n");
    assertThat(Json.read(json)).isPresent();
  }

  @Test
  void aDocumentThatIsCutIsHalfThere() throws Exception {
    for (String ending : new String[] {"fin", "rst"}) {
      RawClient.Rest rest = exchange("text \"a\"\n" + ending, closing(RawClient.UNSTREAMED));
      assertThat(rest.bytes()).contains("\r\n\r\n{\"id\":").doesNotContain("finish_reason");
      assertThat(rest.close()).isEqualTo(RawClient.Close.valueOf(ending.toUpperCase(Locale.ROOT)));
    }
  }

  @Test
  void aPathThatNobodySpeaksGetsAnErrorAndTakesNoResponse() throws Exception {
    try (var simulator = Simulator.start("raw x");
        var client = new RawClient(simulator)) {
      String head = client.send("GET /v1/nothing?x=1 HTTP/1.1\r\n\r\n").readHead();
      assertThat(head).startsWith("HTTP/1.1 404 Not Found\r\n");
      assertThat(client.readUntil("}}"))
          .contains("POST .../chat/completions, ", "; this was GET /v1/nothing.");
    }
  }

  @Test
  void aPathCanHaveAScriptOfItsOwn() throws Exception {
    try (var simulator = Simulator.start("raw x");
        var client = new RawClient(simulator)) {
      simulator.script("/v1/models", Script.parse("body {\"data\":[]}"));
      client.send("GET /v1/models?x=1 HTTP/1.1\r\n\r\n").readHead();
      assertThat(client.readExactly(11)).asString().isEqualTo("{\"data\":[]}");
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("x");
    }
  }

  @Test
  void responsesAreTakenInTurnAndTheLastRepeats() throws Exception {
    assertThat(answers("times 2\nraw a\n---\nraw b\n---\nraw c", RawClient.STREAMED, 6))
        .isEqualTo("aabccc");
  }

  @Test
  void aLastResponseThatIsUsedUpLeavesNone() throws Exception {
    try (var simulator = Simulator.start("times 1\nraw a");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("a");
      assertThat(client.post(RawClient.STREAMED).readHead()).startsWith("HTTP/1.1 500 ");
      assertThat(client.readUntil("}}")).contains("no response left");
    }
  }

  @Test
  void aConditionGoesBeforeTheSequence() throws Exception {
    String script = "raw a\n---\nraw b\n---\ntimes 1\nwhen body contains \"\\\"x\\\"\"\nraw X";
    assertThat(answers(script, "{\"stream\":true,\"x\":\"x\"}", 3)).isEqualTo("Xab");
    assertThat(answers(script, RawClient.STREAMED, 3)).isEqualTo("abb");
  }

  @Test
  void aCutAnswerIsContinuedWhenThePrefillAsksForIt() throws Exception {
    String script = "raw cut\n---\nwhen prefill\nraw continued";
    String prefill =
        "{\"stream\":true,\"messages\":[{\"role\":\"user\"},{\"role\":\"assistant\"}]}";
    String question = "{\"stream\":true,\"messages\":[{\"role\":\"user\"}]}";
    assertThat(answers(script, prefill, 1)).isEqualTo("continued");
    assertThat(answers(script, question, 1)).isEqualTo("cut");
  }

  @Test
  void conditionsLookAtPathHeadersAndStreamingAndCanBeTurnedRound() throws Exception {
    assertThat(answers("raw a\n---\nwhen path contains \"chat\"\nraw b", RawClient.STREAMED, 1))
        .isEqualTo("b");
    assertThat(
            answers(
                "raw a\n---\nwhen header HOST contains \"local\"\nraw b", RawClient.STREAMED, 1))
        .isEqualTo("b");
    assertThat(answers("raw a\n---\nwhen not stream\nraw b", RawClient.STREAMED, 1)).isEqualTo("a");
    assertThat(answers("raw a\n---\nwhen stream\nwhen prefill\nraw b", RawClient.STREAMED, 1))
        .isEqualTo("a");
  }

  @Test
  void aScriptIsReplacedWhileItRuns() throws Exception {
    try (var simulator = Simulator.start("raw a");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("a");
      simulator.script("raw b");
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("b");
    }
  }

  @Test
  void slowHeadersKeepTheClientWaiting() throws Exception {
    try (var simulator =
            Simulator.start("slow-headers 80ms\nraw a\n---\nslow-headers forever\nraw b");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      Seen first = simulator.awaitRequest(1, SOON);
      assertThat(first.headersAt().orElseThrow() - first.receivedAt())
          .isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
      assertThat(client.readText()).isEqualTo("a");
      client.post(RawClient.STREAMED);
      assertThat(client.staysSilentFor(100)).isTrue();
      assertThat(simulator.awaitRequest(2, SOON).phase()).isEqualTo(Departure.Phase.BEFORE_HEADERS);
    }
  }

  @Test
  void aStatusWithoutABodyHasNone() throws Exception {
    try (var simulator = Simulator.start("status 204\n---\nraw a");
        var client = new RawClient(simulator)) {
      assertThat(client.post(RawClient.STREAMED).readHead())
          .startsWith("HTTP/1.1 204 \r\n")
          .doesNotContain("transfer-encoding", "content-length");
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("a");
    }
  }

  @Test
  void aResponseThatSaysNothingIsSentAsItIsToACallWithoutStreaming() throws Exception {
    assertThat(answers("raw a", RawClient.UNSTREAMED, 1)).isEqualTo("a");
  }

  private static String answers(String script, String body, int count) throws IOException {
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      var answers = new StringBuilder();
      for (int i = 0; i < count; i++) {
        client.post(body).readHead();
        answers.append(client.readText());
      }
      return answers.toString();
    }
  }
}
