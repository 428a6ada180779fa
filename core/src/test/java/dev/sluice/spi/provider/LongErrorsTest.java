package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.ResponseHead;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors that are made to be long: the thread that reads one reads for others too. Each of these
 * would take hours if it took time by the square of its length.
 */
@Timeout(30)
class LongErrorsTest {
  /** As much as a frame may have. */
  private static final int LENGTH = 8 * 1024 * 1024;

  private static String repeated(String member) {
    return "{" + member.repeat(LENGTH / member.length()) + "\"a\":1}";
  }

  static Stream<String> errors() {
    String a = "a".repeat(LENGTH / 2);
    return Stream.of(
        repeated("\"reason\":\"x\","),
        repeated("\"object\":\"error\","),
        repeated("\"error\":\"x\","),
        "{\"message\":\"" + a + "\",\"raw\":{\"message\":\"" + a.substring(LENGTH / 4) + "b\"}}",
        "{\"a\":1,\"message\":" + repeated("\"code\":\"x\",") + "}");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void areTextOnceTheyAreLongerThanAnyErrorIs(String error) {
    assertThat(ErrorBody.ofError(error).message()).isEqualTo(error);
    assertThat(ErrorBody.of(error).message()).isEqualTo(error);
    assertThat(ErrorBody.ofErrorFrame(error).message()).isEqualTo(error);
    assertThat(ErrorBody.ofFrame(error)).isEmpty();
  }

  @Test
  void thePageThatBeginsItsTitleOverAndOver() {
    String page = "<title".repeat(LENGTH / 6);
    assertThat(ErrorBody.of(page).message()).isEqualTo(page);
    assertThat(ErrorBody.of("<html><title lang='en'>Bad Gateway</title>").message())
        .isEqualTo("Bad Gateway");
  }

  @Test
  void theRedirectToALongName() {
    String host = "a".repeat(LENGTH / 8);
    ResponseHead head = new ResponseHead(302, Map.of("location", "http://u:p@" + host + "/x"));
    assertThat(ErrorBody.of("").refused("t", head, "").detail())
        .startsWith("a redirect to aaa")
        .doesNotContain("u:p");
  }
}
