package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's responses, event for event as its documentation shows them. */
class OpenAiResponsesTest {
  private static final String PATH = "/v1/responses";

  private static String play(String script) throws IOException {
    return Played.stream(script, PATH, RawClient.STREAMED);
  }

  private static String response(String status, String details, String output, String usage) {
    return ("{\"id\":\"resp_Simulated0000000000000001\",\"object\":\"response\","
            + "\"created_at\":1767225600,\"status\":\"%s\",\"background\":false,%s,"
            + "\"instructions\":null,\"max_output_tokens\":null,\"model\":\"m\",\"output\":[%s],"
            + "\"parallel_tool_calls\":true,\"previous_response_id\":null,"
            + "\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":1,"
            + "\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],"
            + "\"top_p\":1,\"truncation\":\"disabled\",\"usage\":%s,\"user\":null,\"metadata\":{}}")
        .formatted(status, details, output, usage);
  }

  private static final String WELL = "\"error\":null,\"incomplete_details\":null";

  private static String start() {
    String response = response("in_progress", WELL, "", "null");
    return """
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":RESPONSE}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":RESPONSE}

    """
        .replace("RESPONSE", response);
  }

  @Test
  void anAnswerIsAMessageWithOnePart() throws Exception {
    String item =
        "{\"id\":\"msg_Simulated0000000001000000\",\"type\":\"message\",\"status\":\"completed\","
            + "\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],"
            + "\"text\":\"Hello, world\"}],\"role\":\"assistant\"}";
    String usage =
        "{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":2,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":12}";
    assertThat(play("answer \"Hello, world\""))
        .isEqualTo(
            start()
                + """
                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_Simulated0000000001000000","type":"message","status":"in_progress","content":[],"role":"assistant"}}

                event: response.content_part.added
                data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_Simulated0000000001000000","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_Simulated0000000001000000","output_index":0,"content_index":0,"delta":"Hello,","logprobs":[]}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_Simulated0000000001000000","output_index":0,"content_index":0,"delta":" world","logprobs":[]}

                event: response.output_text.done
                data: {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_Simulated0000000001000000","output_index":0,"content_index":0,"text":"Hello, world","logprobs":[]}

                event: response.content_part.done
                data: {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_Simulated0000000001000000","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello, world"}}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":ITEM}

                event: response.completed
                data: {"type":"response.completed","sequence_number":9,"response":RESPONSE}

                """
                    .replace("RESPONSE", response("completed", WELL, item, usage))
                    .replace("ITEM", item));
  }

  private static final String THOUGHT =
      "{\"id\":\"rs_Simulated0000000001000000\",\"type\":\"reasoning\","
          + "\"encrypted_content\":\"c2ln\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm\"}]}";
  private static final String WEATHER =
      "{\"id\":\"fc_Simulated0000000001000001\",\"type\":\"function_call\",\"status\":\"completed\","
          + "\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\",\"call_id\":\"call_1\",\"name\":\"weather\"}";
  private static final String TIME =
      "{\"id\":\"fc_Simulated0000000001000002\",\"type\":\"function_call\",\"status\":\"completed\","
          + "\"arguments\":\"\",\"name\":\"time\"}";

  @Test
  void thoughtsAndCallsAreItemsOfTheirOwn() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        tool 0 call_1 weather "{\\"city\\":"
        args 0 "\\"Oslo\\"}"
        tool 1 - time
        finish tool_calls
        done
        """;
    String summary =
        "\"item_id\":\"rs_Simulated0000000001000000\",\"output_index\":0,\"summary_index\":0";
    String place = "\"item_id\":\"fc_Simulated0000000001000001\",\"output_index\":1";
    assertThat(play(script))
        .isEqualTo(
            start()
                + """
                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_Simulated0000000001000000","type":"reasoning","summary":[]}}

                event: response.reasoning_summary_part.added
                data: {"type":"response.reasoning_summary_part.added","sequence_number":3,SUMMARY,"part":{"type":"summary_text","text":""}}

                event: response.reasoning_summary_text.delta
                data: {"type":"response.reasoning_summary_text.delta","sequence_number":4,SUMMARY,"delta":"Hm"}

                event: response.reasoning_summary_text.done
                data: {"type":"response.reasoning_summary_text.done","sequence_number":5,SUMMARY,"text":"Hm"}

                event: response.reasoning_summary_part.done
                data: {"type":"response.reasoning_summary_part.done","sequence_number":6,SUMMARY,"part":{"type":"summary_text","text":"Hm"}}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":THOUGHT}

                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":8,"output_index":1,"item":{"id":"fc_Simulated0000000001000001","type":"function_call","status":"in_progress","arguments":"","call_id":"call_1","name":"weather"}}

                event: response.function_call_arguments.delta
                data: {"type":"response.function_call_arguments.delta","sequence_number":9,PLACE,"delta":"{\\"city\\":"}

                event: response.function_call_arguments.delta
                data: {"type":"response.function_call_arguments.delta","sequence_number":10,PLACE,"delta":"\\"Oslo\\"}"}

                event: response.function_call_arguments.done
                data: {"type":"response.function_call_arguments.done","sequence_number":11,PLACE,"arguments":"{\\"city\\":\\"Oslo\\"}"}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":12,"output_index":1,"item":WEATHER}

                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":13,"output_index":2,"item":{"id":"fc_Simulated0000000001000002","type":"function_call","status":"in_progress","arguments":"","name":"time"}}

                event: response.function_call_arguments.done
                data: {"type":"response.function_call_arguments.done","sequence_number":14,"item_id":"fc_Simulated0000000001000002","output_index":2,"arguments":""}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":15,"output_index":2,"item":TIME}

                event: response.completed
                data: {"type":"response.completed","sequence_number":16,"response":RESPONSE}

                """
                    .replace(
                        "RESPONSE",
                        response("completed", WELL, THOUGHT + "," + WEATHER + "," + TIME, "null"))
                    .replace("SUMMARY", summary)
                    .replace("PLACE", place)
                    .replace("THOUGHT", THOUGHT)
                    .replace("WEATHER", WEATHER)
                    .replace("TIME", TIME));
  }

  @Test
  void aRefusalIsAPartOfAMessage() throws Exception {
    String place =
        "\"item_id\":\"msg_Simulated0000000001000000\",\"output_index\":0,\"content_index\":0";
    assertThat(play("refusal \"No\"\nfinish stop"))
        .startsWith(
            start()
                + """
                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_Simulated0000000001000000","type":"message","status":"in_progress","content":[],"role":"assistant"}}

                event: response.content_part.added
                data: {"type":"response.content_part.added","sequence_number":3,PLACE,"part":{"type":"refusal","refusal":""}}

                event: response.refusal.delta
                data: {"type":"response.refusal.delta","sequence_number":4,PLACE,"delta":"No"}

                event: response.refusal.done
                data: {"type":"response.refusal.done","sequence_number":5,PLACE,"refusal":"No"}

                event: response.content_part.done
                data: {"type":"response.content_part.done","sequence_number":6,PLACE,"part":{"type":"refusal","refusal":"No"}}

                event: response.output_item.done
                data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"msg_Simulated0000000001000000","type":"message","status":"completed","content":[{"type":"refusal","refusal":"No"}],"role":"assistant"}}

                """
                    .replace("PLACE", place));
  }

  @ParameterizedTest
  @CsvSource({
    "length, max_output_tokens",
    "content_filter, content_filter",
    "max_output_tokens, max_output_tokens"
  })
  void anAnswerThatIsNotWholeIsIncomplete(String reason, String own) throws Exception {
    assertThat(play("finish " + reason + "\ndone"))
        .endsWith(
            "event: response.incomplete\n"
                + "data: {\"type\":\"response.incomplete\",\"sequence_number\":2,\"response\":"
                + response(
                    "incomplete",
                    "\"error\":null,\"incomplete_details\":{\"reason\":\"" + own + "\"}",
                    "",
                    "null")
                + "}\n\n");
  }

  @Test
  void anErrorIsAnEventAndTheEndAfterItIsFailed() throws Exception {
    assertThat(play("error \"Too \\\"busy\\\"\" server_error overloaded\nfinish stop"))
        .isEqualTo(
            """
            event: error
            data: {"type":"error","sequence_number":0,"code":"overloaded","message":"Too \\"busy\\"","param":null}

            event: response.failed
            data: {"type":"response.failed","sequence_number":1,"response":RESPONSE}

            """
                .replace(
                    "RESPONSE",
                    response(
                        "failed",
                        "\"error\":{\"code\":\"overloaded\",\"message\":\"Too \\\"busy\\\"\"},"
                            + "\"incomplete_details\":null",
                        "",
                        "null")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ping | event: keepalive\\ndata: {\"type\":\"keepalive\",\"sequence_number\":0}\\n\\n",
        "comment hi | : hi\\n\\n",
        "chunk {\"type\":\"x\",\"a\": 1} | event: x\\ndata: {\"type\":\"x\",\"a\": 1}\\n\\n",
        "error \"Bad\" | event: error\\ndata: {\"type\":\"error\",\"sequence_number\":0,"
            + "\"code\":\"server_error\",\"message\":\"Bad\",\"param\":null}\\n\\n",
      })
  void whatIsNoDeltaGoesOutByItself(String step, String expected) throws Exception {
    assertThat(play(step)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void whatIsBrokenBreaksInATextDelta() throws Exception {
    String broken =
        "event: response.output_text.delta\n"
            + "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,"
            + "\"item_id\":\"msg_Simulated0000000001000000\",\"output_index\":0,"
            + "\"content_index\":0,\"delta\":\"bro";
    assertThat(play("malformed")).startsWith(start()).endsWith("\n\n" + broken + "\n\n");
    assertThat(play("half")).startsWith(start()).endsWith("\n\n" + broken);
    assertThat(play("huge 3"))
        .endsWith("\n\n" + broken.replace("\"bro", "\"aaa\",\"logprobs\":[]}\n\n"));
    assertThat(play("empty\nempty"))
        .containsOnlyOnce("event: response.content_part.added")
        .endsWith("\"content_index\":0,\"delta\":\"\",\"logprobs\":[]}\n\n");
  }

  @Test
  void onlyAFinishIsTheEndAndItTellsTheUsageThatComesLater() throws Exception {
    assertThat(play("role\nusage 1 2\ndone")).isEqualTo(start());
    assertThat(play("finish stop\nusage 1 2")).contains("\"usage\":{\"input_tokens\":1,");
    assertThat(Played.document("text \"a\"", PATH, RawClient.UNSTREAMED))
        .contains("\"status\":\"in_progress\"");
  }

  @Test
  void aFragmentForAnEarlierCallComesWithItsIndex() throws Exception {
    assertThat(play("tool 0 a x\ntool 1 b y\nargs 0 \"{}\"\nargs 7 \"{}\""))
        .contains(
            "\"item_id\":\"fc_Simulated0000000001000000\",\"output_index\":0,\"delta\":\"{}\"")
        .contains(
            "\"item_id\":\"fc_Simulated0000000001000002\",\"output_index\":2,\"delta\":\"{}\"");
  }

  @Test
  void aCallWithoutStreamingGetsOneResponse() throws Exception {
    String script =
        """
        reasoning "Hm"
        signature "c2ln"
        tool 0 call_1 weather "{\\"city\\":"
        tool 1 - time
        args 0 "\\"Oslo\\"}"
        finish tool_calls
        usage 12 5 cached 2 reasoning 3
        done
        """;
    String usage =
        "{\"input_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":2},\"output_tokens\":5,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":3},\"total_tokens\":17}";
    assertThat(Played.document(script, PATH, RawClient.UNSTREAMED))
        .isEqualTo(response("completed", WELL, THOUGHT + "," + WEATHER + "," + TIME, usage));
  }

  @Test
  void anErrorStatusHasTheProvidersBody() throws Exception {
    for (String body : new String[] {RawClient.STREAMED, RawClient.UNSTREAMED}) {
      assertThat(
              Played.document("status 429\nerror \"No\" requests rate_limit_exceeded", PATH, body))
          .isEqualTo(
              "{\"error\":{\"message\":\"No\",\"type\":\"requests\",\"param\":null,"
                  + "\"code\":\"rate_limit_exceeded\"}}");
    }
  }
}
