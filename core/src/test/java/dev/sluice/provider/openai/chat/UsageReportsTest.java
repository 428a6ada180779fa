package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers tell what an answer has used in many places and under many names. */
class UsageReportsTest {

  /** The last report of a stream whose usage is this, and of a whole answer. */
  private static Usage usage(String json) {
    Usage streamed = Decoded.lines("{\"choices\":[],\"usage\":" + json + "}").usages().getLast();
    assertThat(
            Decoded.whole(
                    "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                        + "\"finish_reason\":\"stop\"}],\"usage\":"
                        + json
                        + "}")
                .usages())
        .containsExactly(streamed);
    return streamed;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"usage\":%s}]}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":%s}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"r\",\"usage\":%s}}",
        "{\"choices\":[],\"usage\":%s}"
      })
  void usageStandsInTheChoiceAtTheTopOrInAFieldOfTheServersOwn(String chunk) {
    String usage = "{\"prompt_tokens\":19,\"completion_tokens\":13,\"total_tokens\":32}";
    Decoded decoded =
        Decoded.lines(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n"
                + chunk.formatted(usage));
    assertThat(decoded.usages()).containsExactly(Usage.of(19, 13));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"prompt_tokens_details\":{\"cached_tokens\":64}",
        "\"input_tokens_details\":{\"cached_tokens\":64}",
        "\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36",
        "\"cached_tokens\":64",
        "\"cache_read_input_tokens\":64",
        "\"prompt_tokens_details\":{\"cache_read_input_tokens\":64}",
        "\"cached_tokens\":64,\"prompt_tokens_details\":{\"cached_tokens\":0}",
        "\"prompt_tokens_details\":null,\"prompt_cache_hit_tokens\":64"
      })
  void whatCameFromTheCacheHasManyNames(String cached) {
    Usage usage = usage("{\"prompt_tokens\":100,\"completion_tokens\":5," + cached + "}");
    assertThat(usage)
        .isEqualTo(
            Usage.builder()
                .count(Count.INPUT, 100)
                .count(Count.OUTPUT, 5)
                .count(Count.CACHED_INPUT, 64)
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"cache_creation_input_tokens\":64",
        "\"prompt_tokens_details\":{\"cache_write_tokens\":64}",
        "\"prompt_tokens_details\":{\"cache_creation_tokens\":64}",
        "\"prompt_tokens_details\":{\"cache_creation_input_tokens\":64}"
      })
  void soHasWhatWentIntoIt(String written) {
    Usage usage = usage("{\"prompt_tokens\":100,\"completion_tokens\":5," + written + "}");
    assertThat(usage.count(Count.CACHE_WRITE)).hasValue(64);
    assertThat(usage.raw()).isEmpty();
  }

  @Test
  void everyOtherKindOfTokenIsCounted() {
    assertThat(
            usage(
                """
                {"prompt_tokens":100,"completion_tokens":90,"total_tokens":190,
                 "prompt_tokens_details":{"cached_tokens":1,"audio_tokens":2,"image_tokens":3,"text_tokens":94,
                   "cache_creation_input_tokens":9,
                   "cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":5}},
                 "completion_tokens_details":{"reasoning_tokens":6,"audio_tokens":7,"image_tokens":8,
                   "accepted_prediction_tokens":10,"rejected_prediction_tokens":11},
                 "num_search_queries":12}
                """
                    .replaceAll("\n *", "")))
        .isEqualTo(
            Usage.builder()
                .count(Count.INPUT, 100)
                .count(Count.OUTPUT, 90)
                .count(Count.CACHED_INPUT, 1)
                .count(Count.AUDIO_INPUT, 2)
                .count(Count.IMAGE_INPUT, 3)
                .count(Count.CACHE_WRITE_5_MINUTES, 4)
                .count(Count.CACHE_WRITE_1_HOUR, 5)
                .count(Count.CACHE_WRITE, 9)
                .count(Count.REASONING, 6)
                .count(Count.AUDIO_OUTPUT, 7)
                .count(Count.IMAGE_OUTPUT, 8)
                .count(Count.ACCEPTED_PREDICTION, 10)
                .count(Count.REJECTED_PREDICTION, 11)
                .count(Count.SEARCHES, 12)
                .build());
  }

  @Test
  void theNewerNamesOfInputAndOutputAreKnown() {
    assertThat(usage("{\"input_tokens\":3,\"output_tokens\":5}")).isEqualTo(Usage.of(3, 5));
  }

  @Test
  void reasoningThatTheOutputLeavesOutIsCountedIntoIt() {
    Usage apart =
        usage(
            """
            {"prompt_tokens":10120,"completion_tokens":1499,"total_tokens":14428,"completion_tokens_details":{"reasoning_tokens":2809}}
            """
                .strip());
    assertThat(apart.outputTokens()).hasValue(1499 + 2809);
    assertThat(apart.reasoningTokens()).hasValue(2809);
    Usage within =
        usage(
            """
            {"prompt_tokens":10,"completion_tokens":30,"total_tokens":40,"completion_tokens_details":{"reasoning_tokens":20}}
            """
                .strip());
    assertThat(within.outputTokens()).hasValue(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"cost\":0.00123 | 0.00123 | credits",
        "\"cost\":1.5e-7 | 0.00000015 | credits",
        "\"cost\":\"0.25\" | 0.25 | credits",
        "\"cost\":{\"input_tokens_cost\":0.1,\"request_cost\":0.006,\"total_cost\":0.106} | 0.106 | USD",
        "\"estimated_cost\":0.5 | 0.5 | USD",
        "\"cost_in_usd_ticks\":232856000 | 0.0232856 | USD"
      })
  void whatTheServerSaysThatItCostsIsKept(String cost, BigDecimal amount, String unit) {
    String json = "{\"prompt_tokens\":3, \"completion_tokens\":5," + cost + "}";
    Usage usage = usage(json);
    assertThat(usage.cost().orElseThrow().amount()).isEqualByComparingTo(amount);
    assertThat(usage.cost().orElseThrow().unit()).isEqualTo(unit);
    assertThat(usage.raw()).as("as it came").isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "-1", "\"free\"", "1e999999999", "1e-999999999", "{}", "[1]", "true"})
  void aCostThatCannotBeTrueIsNone(String cost) {
    Usage usage = usage("{\"prompt_tokens\":3,\"completion_tokens\":5,\"cost\":" + cost + "}");
    assertThat(usage.cost()).isEmpty();
    assertThat(usage.inputTokens()).hasValue(3);
  }

  @Test
  void aReportThatSaysMoreThanCountsIsKeptAsItCame() {
    String json = "{\"prompt_tokens\":3,\"completion_tokens\":5, \"queue_time\":0.25}";
    assertThat(usage(json).raw()).isEqualTo(json);
    assertThat(usage("{\"prompt_tokens\":3,\"completion_tokens\":5}").raw()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
        "{\"prompt_tokens\":null,\"completion_tokens\":null}",
        "{}",
        "null",
        "[]",
        "\"none\"",
        "{\"prompt_tokens\":-1,\"completion_tokens\":1e300}"
      })
  void anEmptyReportWipesNoRealOneAndTakesItsPlaceNeitherBefore(String empty) {
    String real =
        "{\"prompt_tokens\":3,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":2}}";
    Usage told =
        Usage.builder()
            .count(Count.INPUT, 3)
            .count(Count.OUTPUT, 5)
            .count(Count.CACHED_INPUT, 2)
            .build();
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a"}}],"usage":%1$s}
            {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":%2$s}
            {"choices":[],"usage":%1$s}
            """
                .formatted(empty, real));
    assertThat(decoded.usages()).containsExactly(told);
    assertThat(decoded.reply().usage()).isEqualTo(told);
  }

  @Test
  void aLaterZeroWipesNoCountAndALaterCountReplacesTheOneBefore() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"cached_tokens":2}}
            {"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":7,"completion_tokens_details":{"reasoning_tokens":0}}}
            """);
    assertThat(decoded.usages().getLast())
        .isEqualTo(
            Usage.builder()
                .count(Count.INPUT, 3)
                .count(Count.OUTPUT, 7)
                .count(Count.CACHED_INPUT, 2)
                .count(Count.REASONING, 0)
                .build());
  }

  @Test
  void theSameReportInTwoPlacesIsToldOnce() {
    String usage = "{\"queue_time\":0.1,\"prompt_tokens\":3,\"completion_tokens\":5}";
    List<Usage> told =
        Decoded.lines(
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"usage\":%1$s}],\"x_groq\":{\"usage\":%1$s},\"usage\":%1$s}"
                    .formatted(usage))
            .usages();
    assertThat(told).hasSize(1);
  }
}
