package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's messages, event for event as its documentation shows them. */
class AnthropicTest {
  private static final String PATH = "/v1/messages";

  private static final String START =
      """
      event: message_start
      data: {"type":"message_start","message":{"model":"m","id":"msg_Simulated0000000000000001","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

      """;

  private static final String TEXT_BLOCK =
      """
      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      """;

  private static String play(String script) throws IOException {
    return Played.stream(script, PATH, RawClient.STREAMED);
  }

  @Test
  void anAnswerIsAMessageWithOneBlock() throws Exception {
    assertThat(play("answer \"Hello, world\""))
        .isEqualTo(
            """
            event: message_start
            data: {"type":"message_start","message":{"model":"m","id":"msg_Simulated0000000000000001","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello,"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" world"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """);
  }

  @Test
  void thoughtsTextAndCallsAreBlocksOfTheirOwn() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        text "Sunny"
        tool 0 toolu_1 weather "{\\"city\\":"
        args 0 "\\"Oslo\\"}"
        tool 1 - time
        finish tool_calls
        done
        """;
    assertThat(play(script))
        .isEqualTo(
            START
                + """
                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Sunny"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":1}

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\\"Oslo\\"}"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":2}

                event: content_block_start
                data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","name":"time","input":{}}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":3}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
  }

  @Test
  void cachedTokensAreNoInputTokens() throws Exception {
    assertThat(play("role\nusage 100 7 cached 60 written 30"))
        .contains(
            "\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":30,"
                + "\"cache_read_input_tokens\":60,\"output_tokens\":1}}}")
        .endsWith(
            """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":null,"stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,"output_tokens":7}}

            """);
  }

  @Test
  void aRefusalIsExplainedWhereTheMessageStops() throws Exception {
    assertThat(play("refusal \"Against \"\nrefusal \"policy\"\nfinish content_filter"))
        .isEqualTo(
            START
                + """
                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null,"stop_details":{"type":"refusal","category":null,"explanation":"Against policy"}},"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}

                """);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, end_turn",
    "length, max_tokens",
    "tool_calls, tool_use",
    "content_filter, refusal",
    "pause_turn, pause_turn"
  })
  void aFinishReasonIsTheProvidersOwn(String reason, String own) throws Exception {
    assertThat(play("finish " + reason)).contains("\"stop_reason\":\"" + own + "\"");
  }

  @Test
  void aMessageStartsAsOftenAsTheScriptSays() throws Exception {
    assertThat(play("role\nrole\nempty"))
        .isEqualTo(
            START
                + START
                + TEXT_BLOCK
                + """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}

                """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ping | event: ping\\ndata: {\"type\":\"ping\"}\\n\\n",
        "comment hi | : hi\\n\\n",
        "done | event: message_stop\\ndata: {\"type\":\"message_stop\"}\\n\\n",
        "chunk {\"type\":\"x\",\"a\": 1} | event: x\\ndata: {\"type\":\"x\",\"a\": 1}\\n\\n",
        "chunk {\"a\": 1} | data: {\"a\": 1}\\n\\n",
        "error \"Too \\\"busy\\\"\" overloaded_error | event: error\\ndata:"
            + " {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Too"
            + " \\\"busy\\\"\"},\"request_id\":\"req_simulated00000001\"}\\n\\n",
        "error \"Bad\" | event: error\\ndata:"
            + " {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Bad\"},"
            + "\"request_id\":\"req_simulated00000001\"}\\n\\n",
      })
  void whatIsNoDeltaGoesOutByItself(String step, String expected) throws Exception {
    assertThat(play(step)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void whatIsBrokenBreaksInATextDelta() throws Exception {
    String broken =
        START
            + TEXT_BLOCK
            + "event: content_block_delta\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
            + "{\"type\":\"text_delta\",\"text\":\"bro";
    assertThat(play("malformed")).isEqualTo(broken + "\n\n");
    assertThat(play("half")).isEqualTo(broken);
    assertThat(play("huge 3")).isEqualTo(broken.replace("\"bro", "\"aaa\"}}\n\n"));
    assertThat(play("eol crlf\nping"))
        .isEqualTo("event: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n");
  }

  @Test
  void aCallWithoutStreamingGetsOneMessage() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        words "Hello there"
        tool 0 toolu_1 weather "{\\"a\\":"
        args 0 "1}"
        tool 1 toolu_2 time
        finish tool_calls
        usage 12 5 cached 2
        done
        """;
    String whole = Played.whole(script, PATH, RawClient.UNSTREAMED);
    assertThat(whole).contains("content-type: application/json\r\n", "\r\nrequest-id: req_");
    assertThat(whole)
        .endsWith(
            "\r\n\r\n{\"model\":\"m\",\"id\":\"msg_Simulated0000000000000001\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"c2ln\"},"
                + "{\"type\":\"text\",\"text\":\"Hello there\"},"
                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"a\":1}},"
                + "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"time\",\"input\":{}}],"
                + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":2,"
                + "\"output_tokens\":5}}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error",
    "401, authentication_error",
    "403, permission_error",
    "404, not_found_error",
    "429, rate_limit_error",
    "500, api_error",
    "529, overloaded_error"
  })
  void anErrorStatusHasTheProvidersBodyWhetherStreamedOrNot(int status, String type)
      throws Exception {
    for (String body : new String[] {RawClient.STREAMED, RawClient.UNSTREAMED}) {
      assertThat(Played.whole("status " + status + "\nerror \"No\"", PATH, body))
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("content-type: application/json\r\n")
          .endsWith(
              "\r\n\r\n{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"No\"},\"request_id\":\"req_simulated00000001\"}"
                  .formatted(type));
    }
  }

  @Test
  void aPrefillIsTheAssistantsLastMessage() throws Exception {
    String script = "raw question\n---\nwhen prefill\nraw prefill";
    String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\"},{\"role\":\"assistant\"}]}";
    assertThat(Played.stream(script, PATH, body)).isEqualTo("prefill");
    assertThat(Played.stream(script, PATH, body.replace("assistant", "user")))
        .isEqualTo("question");
  }
}
