package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {

  @Test
  void openAisShapeIsRead() {
    assertThat(
            ErrorBody.of(
                """
                {"error": {"message": "Incorrect API key", "type": "invalid_request_error",
                           "param": null, "code": "invalid_api_key"}}
                """))
        .isEqualTo(
            new ErrorBody("Incorrect API key", "invalid_request_error", "invalid_api_key", ""));
  }

  @Test
  void anErrorMayBeAText() {
    assertThat(ErrorBody.of("{\"error\":\"model not found\"}"))
        .isEqualTo(new ErrorBody("model not found", "", "", ""));
  }

  @Test
  void messageAndDetailAreReadAtTheTop() {
    assertThat(ErrorBody.of("{\"object\":\"error\",\"message\":\"too long\",\"code\":400}"))
        .isEqualTo(new ErrorBody("too long", "", "400", "", "error", 400, null, null));
    assertThat(ErrorBody.of("{\"detail\":\"Not Found\"}"))
        .isEqualTo(new ErrorBody("Not Found", "", "", ""));
  }

  @Test
  void anErrorObjectInAListIsRead() {
    assertThat(ErrorBody.of("[{\"error\":{\"code\":429,\"message\":\"quota\",\"type\":null}}]"))
        .isEqualTo(new ErrorBody("quota", "", "429", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>502 Bad Gateway</html>",
        "upstream timed out",
        "{\"error\":{\"message\":\"cut off",
        "{}",
        "[]",
        "[1]",
        "{\"error\":null}",
        "{\"error\":{}}",
        "17"
      })
  void whatHasNoMessageIsShownAsItIs(String body) {
    assertThat(ErrorBody.of(" " + body + "\n")).isEqualTo(new ErrorBody(body, "", "", ""));
  }

  @Test
  void anEmptyBodySaysNothing() {
    assertThat(ErrorBody.of("")).isEqualTo(new ErrorBody("", "", "", ""));
    assertThat(ErrorBody.of(" \r\n")).isEqualTo(new ErrorBody("", "", "", ""));
  }

  /** A key would no longer be found in its half: what is shown is cut where keys are looked for. */
  @Test
  void aLongMessageIsNotCutHere() {
    String text = "x".repeat(3000);
    assertThat(ErrorBody.of(text).message()).isEqualTo(text);
    assertThat(ErrorBody.of("{\"error\":{\"message\":\"" + text + "\"}}").message())
        .isEqualTo(text);
    assertThat(ErrorBody.of("{\"error\":\"" + text + "\"}").message()).isEqualTo(text);
  }
}
