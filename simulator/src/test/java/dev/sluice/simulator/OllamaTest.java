package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ollama's chat, line for line as its documentation shows them. */
class OllamaTest {
  private static final String PATH = "/api/chat";
  private static final String OPEN =
      "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\","
          + "\"message\":{\"role\":\"assistant\",";

  private static String play(String script) throws IOException {
    return Played.stream(script, PATH, "{\"model\":\"m\"}");
  }

  private static String line(String message) {
    return OPEN + message + "},\"done\":false}\n";
  }

  @Test
  void anAnswerIsLinesOfJsonAndTheLastSaysSo() throws Exception {
    assertThat(play("answer \"Hello, world\""))
        .isEqualTo(
            line("\"content\":\"Hello,\"")
                + line("\"content\":\" world\"")
                + OPEN
                + "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
                + "\"total_duration\":3000000,\"load_duration\":1000000,"
                + "\"prompt_eval_count\":10,\"prompt_eval_duration\":1000000,"
                + "\"eval_count\":2,\"eval_duration\":1000000}\n");
    assertThat(Played.whole("framing length\nanswer \"a\"", PATH, "{}"))
        .contains("content-type: application/x-ndjson\r\n")
        .doesNotContain("x-request-id");
  }

  @Test
  void thoughtsAndCallsStandInTheMessage() throws Exception {
    String script =
        """
        reasoning "Hm"
        tool 0 call_1 weather "{\\"city\\":"
        ping
        args 0 "\\"Oslo\\"}"
        tool 1 - time
        finish tool_calls
        done
        """;
    assertThat(play(script))
        .isEqualTo(
            line("\"content\":\"\",\"thinking\":\"Hm\"")
                + line(
                    "\"content\":\"\",\"tool_calls\":[{\"id\":\"call_1\",\"function\":{\"index\":0,"
                        + "\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}}]")
                + line(
                    "\"content\":\"\",\"tool_calls\":[{\"function\":{\"index\":1,"
                        + "\"name\":\"time\",\"arguments\":{}}}]")
                + OPEN
                + "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
                + "\"total_duration\":3000000,\"load_duration\":1000000}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "role | ``",
        "ping | ``",
        "comment hi | ``",
        "done | ``",
        "usage 1 2 | ``",
        "chunk {\"a\": 1} | {\"a\": 1}\\n",
        "error \"Too \\\"busy\\\"\" any 503 | {\"error\":\"Too \\\"busy\\\"\"}\\n",
      })
  void whatIsNoMessageGoesOutByItself(String step, String expected) throws Exception {
    assertThat(play(step)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void whatIsBrokenBreaksInTheContent() throws Exception {
    assertThat(play("malformed")).isEqualTo(OPEN + "\"content\":\"bro\n");
    assertThat(play("half")).isEqualTo(OPEN + "\"content\":\"bro");
    assertThat(play("huge 3")).isEqualTo(line("\"content\":\"aaa\""));
    assertThat(play("eol crlf\nempty")).isEqualTo(line("\"content\":\"\"").replace("\n", "\r\n"));
  }

  @Test
  void aCallThatWantsNoStreamGetsOneObject() throws Exception {
    String script =
        """
        reasoning "Hm"
        words "Hello there"
        tool 0 - weather "{\\"a\\":"
        args 0 "1}"
        finish length
        usage 12 5
        done
        """;
    assertThat(Played.document(script, PATH, "{\"model\":\"m\",\"stream\":false}"))
        .isEqualTo(
            OPEN
                + "\"content\":\"Hello there\",\"thinking\":\"Hm\",\"tool_calls\":[{\"function\":"
                + "{\"index\":0,\"name\":\"weather\",\"arguments\":{\"a\":1}}}]},\"done\":true,"
                + "\"done_reason\":\"length\",\"total_duration\":3000000,\"load_duration\":1000000,"
                + "\"prompt_eval_count\":12,\"prompt_eval_duration\":1000000,"
                + "\"eval_count\":5,\"eval_duration\":1000000}");
  }

  @Test
  void onlyAFinishIsTheEnd() throws Exception {
    String end =
        OPEN
            + "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
            + "\"total_duration\":3000000,\"load_duration\":1000000";
    assertThat(play("finish stop")).isEqualTo(end + "}\n");
    assertThat(play("finish stop\nusage 7 1")).startsWith(end + ",\"prompt_eval_count\":7,");
    assertThat(Played.document("text \"a\"", PATH, "{\"stream\":false}"))
        .endsWith("\"content\":\"a\"},\"done\":false}");
  }

  @Test
  void anErrorStatusHasTheProvidersBody() throws Exception {
    for (String body : new String[] {"{}", "{\"stream\":false}"}) {
      assertThat(Played.document("status 404\nerror \"model 'm' not found\"", PATH, body))
          .isEqualTo("{\"error\":\"model 'm' not found\"}");
    }
  }
}
