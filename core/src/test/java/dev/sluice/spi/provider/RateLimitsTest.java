package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.spi.transport.ResponseHead;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a provider's limits, by its headers. */
class RateLimitsTest {

  @Test
  void eachThingThatIsCountedIsALimit() {
    ResponseHead head =
        new ResponseHead(
            200,
            Map.of(
                "x-ratelimit-limit-requests", "60",
                "x-ratelimit-remaining-requests", "59",
                "x-ratelimit-reset-requests", "1s",
                "x-ratelimit-remaining-tokens", "149984",
                "x-ratelimit-reset-tokens", "6m0s",
                "x-other", "1"));
    assertThat(RateLimits.of(head))
        .containsExactly(
            new RateLimit("requests", 60, 59, Duration.ofSeconds(1)),
            new RateLimit("tokens", -1, 149_984, Duration.ofMinutes(6)));
  }

  @Test
  void withoutHeadersThereAreNone() {
    assertThat(RateLimits.of(new ResponseHead(200, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7000",
    "0.5, 500",
    "20ms, 20",
    "1m30s, 90000",
    "1h2m3s, 3723000",
    "2d, 172800000",
    "soon, 0",
    "1x, 0",
    "'', 0",
    "-5s, 0",
    "999999999999999999999s, 0",
  })
  void theTimeUntilItIsFullIsReadInTheFormsThatAreSent(String value, long millis) {
    ResponseHead head = new ResponseHead(200, Map.of("x-ratelimit-reset-tokens", value));
    assertThat(RateLimits.of(head))
        .containsExactly(new RateLimit("tokens", -1, -1, Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({"many, -1", "-3, -1", "99999999999999999999, -1", "0, 0"})
  void aCountThatIsNoneIsNotTold(String value, long count) {
    ResponseHead head = new ResponseHead(200, Map.of("x-ratelimit-remaining-tokens", value));
    assertThat(RateLimits.of(head))
        .containsExactly(new RateLimit("tokens", -1, count, Duration.ZERO));
  }

  @Test
  void aServerThatTellsOfMoreThingsThanAnyoneCountsIsNotHeardOut() {
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      headers.put("x-ratelimit-limit-thing-" + i, "1");
    }
    assertThat(RateLimits.of(new ResponseHead(200, headers))).hasSize(16);
  }
}
