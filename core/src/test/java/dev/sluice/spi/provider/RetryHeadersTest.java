package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.spi.transport.ResponseHead;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryHeadersTest {

  @Test
  void withoutHeadersThereIsNoAdvice() {
    assertThat(RetryHeaders.of(head(Map.of()))).isEqualTo(Failure.RetryAdvice.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1500, 1500", "1.5, 1.5", "' 20 ', 20", "86400000, 86400000"})
  void millisecondsAreRead(String header, double millis) {
    assertThat(after(Map.of("retry-after-ms", header))).contains(ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "30, 30000", "0.25, 250", "' 7 ', 7000"})
  void secondsAreReadAlsoInFractions(String header, double millis) {
    assertThat(after(Map.of("retry-after", header))).contains(ofMillis(millis));
  }

  @Test
  void millisecondsWinOverSeconds() {
    assertThat(after(Map.of("retry-after-ms", "100", "retry-after", "7")))
        .contains(Duration.ofMillis(100));
  }

  @Test
  void secondsCountIfTheMillisecondsAreNonsense() {
    assertThat(after(Map.of("retry-after-ms", "soon", "retry-after", "7")))
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void aDateIsMeasuredAgainstTheServersOwnClock() {
    assertThat(
            after(
                Map.of(
                    "retry-after", "Sun, 06 Nov 1994 08:50:07 GMT",
                    "date", "Sun, 06 Nov 1994 08:49:37 GMT")))
        .contains(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void everyFormOfADateIsRead(String date) {
    assertThat(after(Map.of("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT", "date", date)))
        .contains(Duration.ofSeconds(30));
    assertThat(after(Map.of("retry-after", date, "date", "Sun, 06 Nov 1994 08:49:30 GMT")))
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void aDateThatHasPassedMeansNow() {
    assertThat(
            after(
                Map.of(
                    "retry-after", "Sun, 06 Nov 1994 08:49:37 GMT",
                    "date", "Sun, 06 Nov 1994 08:50:07 GMT")))
        .contains(Duration.ZERO);
  }

  @Test
  void aDateWithoutTheServersClockSaysNothing() {
    assertThat(after(Map.of("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"))).isEmpty();
    assertThat(after(Map.of("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", "date", "yesterday")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "-1",
        "-0.5",
        "NaN",
        "Infinity",
        "1e400",
        "1e9",
        "1000000000",
        "10d",
        "0x10p0",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 99999999 08:49:37 GMT",
        "9999999999999999999999999999999999999999",
        "1,5"
      })
  void nonsenseIsNoAdvice(String header) {
    assertThat(after(Map.of("retry-after", header, "date", "Sun, 06 Nov 1994 08:49:37 GMT")))
        .isEmpty();
    assertThat(after(Map.of("retry-after-ms", header))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"true, true", "false, false", "' true ', true", "maybe, -", "1, -", "'', -"})
  void theServersOwnWordIsKept(String header, Boolean should) {
    assertThat(RetryHeaders.of(head(Map.of("x-should-retry", header))).should())
        .isEqualTo(Optional.ofNullable(should));
  }

  private static Optional<Duration> after(Map<String, String> headers) {
    return RetryHeaders.of(head(headers)).after();
  }

  private static ResponseHead head(Map<String, String> headers) {
    return new ResponseHead(429, headers);
  }

  private static Duration ofMillis(double millis) {
    return Duration.ofNanos((long) (millis * 1e6));
  }
}
