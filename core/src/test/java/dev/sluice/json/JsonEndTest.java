package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEndTest {

  /** Each text byte by byte too: where it is cut says nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``               | ``",
        "` `              | ``",
        "{                | begun open",
        "{\"a\":[1,2      | begun open",
        "{\"a\":\"}\"     | begun open",
        "{\"a\":\"\\\"}\" | begun open",
        "{\"a\":\"\\\\\"} | begun reached",
        "[{}]             | begun reached",
        "{} {             | begun reached",
        "12               | begun",
        "\"te             | begun open",
        "\"text\"         | begun",
        "}                | begun",
      })
  void theEndIsSeenByBracesOutsideOfTexts(String text, String expected) {
    JsonEnd whole = new JsonEnd();
    whole.add(text);
    JsonEnd cut = new JsonEnd();
    cut.add("{\"before\"");
    cut.clear();
    text.chars().forEach(c -> cut.add(String.valueOf((char) c)));
    assertThat(said(whole)).isEqualTo(expected);
    assertThat(said(cut)).isEqualTo(said(whole));
  }

  private static String said(JsonEnd end) {
    return ((end.hasBegun() ? "begun " : "")
            + (end.isReached() ? "reached " : "")
            + (end.isOpen() ? "open" : ""))
        .strip();
  }
}
