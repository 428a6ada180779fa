package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request that is not carried out says which field is wrong, and how. */
class RefusedRequestsTest {
  private static Problem refused(byte[] body) {
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> new ChatDialect().decode(body, Limits.USUAL));
    assertThat(refused).isNotNull();
    Problem problem = refused.problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.type()).isEqualTo("invalid_request_error");
    assertThat(problem.retriable()).isFalse();
    return problem;
  }

  private static Problem refused(String json) {
    return refused(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"model\":5} | invalid_type | model",
        "{\"model\":\"a\"} | missing_field | messages",
        "{\"messages\":[]} | invalid_value | messages",
        "{\"messages\":{}} | invalid_type | messages",
        "{\"messages\":[5]} | invalid_type | messages[0]",
        "{\"messages\":[{\"content\":\"a\"}]} | missing_field | messages[0].role",
        "{\"messages\":[{\"role\":\"x\"}]} | invalid_value | messages[0].role",
        "{\"messages\":[{\"role\":\"user\",\"content\":5}]} | invalid_type | messages[0].content",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]} | missing_field |"
            + " messages[0].tool_call_id",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":1}]}]} |"
            + " invalid_type | messages[0].content[0].text",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"thing\"}]}]} |"
            + " unsupported_content | messages[0].content[0].type",
        "{\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
            + "\"https://a.test\"}]}]} | unsupported_content | messages[0].content[0]",
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\"}]}]} |"
            + " missing_field | messages[0].tool_calls[0].function",
        "{\"response_format\":{\"type\":\"json_schema\"}} | missing_field |"
            + " response_format.json_schema.schema",
        "{\"temperature\":\"hot\"} | invalid_type | temperature",
        "{\"temperature\":2.5} | invalid_value | temperature",
        "{\"temperature\":1e999} | invalid_value | temperature",
        "{\"top_p\":-0.1} | invalid_value | top_p",
        "{\"max_tokens\":0} | invalid_value | max_tokens",
        "{\"max_tokens\":1.5} | invalid_type | max_tokens",
        "{\"max_tokens\":99999999999999999999999} | invalid_value | max_tokens",
        "{\"max_tokens\":1,\"max_completion_tokens\":2} | invalid_value | max_completion_tokens",
        "{\"seed\":1e3} | invalid_type | seed",
        "{\"stop\":[\"\"]} | invalid_value | stop[0]",
        "{\"n\":2} | unsupported_value | n",
        "{\"stream\":\"yes\"} | invalid_type | stream",
        "{\"stream_options\":{\"include_usage\":1}} | invalid_type |"
            + " stream_options.include_usage",
        "{\"tools\":[{\"type\":\"function\"}]} | missing_field | tools[0].function",
        "{\"tools\":[{\"type\":\"function\",\"function\":{}}]} | missing_field |"
            + " tools[0].function.name",
        "{\"tool_choice\":\"any\"} | invalid_value | tool_choice",
        "{\"response_format\":{}} | missing_field | response_format.type",
        "{\"functions\":[]} | unsupported_parameter | functions",
        "{\"api_base\":\"http://evil\"} | unsupported_parameter | api_base",
        "{\"logprobs\":1} | invalid_type | logprobs",
        "{\"top_logprobs\":21} | invalid_value | top_logprobs",
        "{\"metadata\":[]} | invalid_type | metadata",
        "{\"x\":\"\\ud800\"} | invalid_unicode | x",
        "{\"x\":{\"y\":[\"\\ude00\\ud83d\"]}} | invalid_unicode | x.y[0]",
        "{\"x\":{\"\\ud800\":1}} | invalid_json | ``",
        "[] | invalid_type | ``",
        "{ | invalid_json | ``",
        "{} {} | invalid_json | ``",
        "` ` | invalid_json | ``",
        "{\"a\":01} | invalid_json | ``",
        "{'a':1} | invalid_json | ``",
        "{\"a\":NaN} | invalid_json | ``",
        "{\"model\":\"a\",\"model\":\"b\"} | duplicate_field | model",
        "{\"x\":{\"y\":1,\"y\":1}} | duplicate_field | x.y",
      })
  void whatIsWrongIsNamed(String json, String code, String param) {
    Problem problem = refused(json);
    assertThat(problem.code()).as(problem.message()).isEqualTo(code);
    assertThat(problem.param()).isEqualTo(param);
    assertThat(problem.message()).contains(param);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, invalid_url",
    "/etc/passwd, invalid_url",
    "gopher://a.test/, invalid_url",
    "https:, invalid_url",
    "https://a b, invalid_url",
    "'data:image/png;base64', invalid_url",
    "'data:;base64,AAAA', invalid_url",
    "'data:image/png;base64,', invalid_base64",
    "'data:image/png;base64,A A', invalid_base64",
  })
  void addressesThatNobodyShouldFetchAreRefused(String url, String code) {
    Problem problem =
        refused(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\""
                + url
                + "\"}}]}]}");
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.param()).isEqualTo("messages[0].content[0].image_url.url");
  }

  @Test
  void moreMessagesThanTheLimitAreRefused() {
    String message = "{\"role\":\"user\",\"content\":\"a\"},";
    String all = "{\"messages\":[" + message.repeat(Limits.USUAL.messages());
    Asked asked =
        new ChatDialect()
            .decode((all.substring(0, all.length() - 1) + "]}").getBytes(UTF_8), Limits.USUAL);
    assertThat(asked.request().messages()).hasSize(Limits.USUAL.messages());
    assertThat(refused(all + message.replace("},", "}]}")).code()).isEqualTo("too_many_messages");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedHoweverDeepItIs() {
    for (int depth : new int[] {64, 1_000, 100_000}) {
      assertThat(refused("{\"x\":" + "[".repeat(depth)).code()).isEqualTo("nested_too_deeply");
      assertThat(refused("{\"x\":" + "{\"y\":".repeat(depth)).code())
          .isEqualTo("nested_too_deeply");
    }
    String fits = "{\"x\":" + "[".repeat(63) + "]".repeat(63) + ",";
    assertThat(refused(fits + "\"messages\":[]}").param()).isEqualTo("messages");
  }

  @Test
  void numbersAndNamesThatNobodyNeedsAreRefused() {
    assertThat(refused("{\"x\":" + "9".repeat(100_000) + "}").code()).isEqualTo("invalid_json");
    assertThat(refused("{\"" + "x".repeat(1_000_000) + "\":1}").code()).isEqualTo("invalid_json");
    Problem longName = refused("{\"" + "x".repeat(40_000) + "\":{\"a\":1,\"a\":1}}");
    assertThat(longName.message()).hasSizeLessThan(600);
  }

  @Test
  void whatIsNoUtf8IsRefused() {
    for (String bytes :
        List.of(
            "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00ff", "\u00e4", "\u00f5\u0080\u0080\u0080")) {
      Problem problem = refused(("{\"x\":\"" + bytes + "\"}").getBytes(ISO_8859_1));
      assertThat(problem.code()).isEqualTo("invalid_utf8");
    }
    assertThat(refused("{\"x\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)).code())
        .isEqualTo("invalid_utf8");
  }

  @Test
  void aFileNamedByItsIdIsRefusedWhereNobodyHasIt() {
    Asked asked =
        new ChatDialect()
            .decode(
                ("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":"
                        + "{\"file_id\":\"f1\"}}]}]}")
                    .getBytes(UTF_8),
                Limits.USUAL);
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> asked.requestTo(List.of()));
    assertThat(refused.problem().code()).isEqualTo("unsupported_file");
  }

  @Test
  void whyThereIsNoAnswerIsSaidInTheClientsForm() {
    byte[] json = new ChatDialect().problem(Problem.invalid("c", "a \"b\"", "p"));
    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"error\":{\"message\":\"a \\\"b\\\"\",\"type\":\"invalid_request_error\","
                + "\"code\":\"c\",\"param\":\"p\"}}");
  }
}
