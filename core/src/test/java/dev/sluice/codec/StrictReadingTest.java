package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.stream.StreamEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no form is refused with what was expected and where. */
class StrictReadingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "``~0~expected an object, found the end",
        "[]~0~expected an object, found an array",
        "{}~1~expected the kind",
        "{\"s\":\"\"}~1~expected the kind",
        "{\"k\":7}~5~expected a text, found a number",
        "{\"k\":\"text\"~11~expected a comma or the end of the object, found the end",
        "{\"k\":\"text\",}~12~expected a name, found the end of an object or array",
        "{\"k\":\"text\"}{}~12~expected the end, found an object",
        "{\"k\":\"text\",\"s\":null}~16~expected a text, found null",
        "{\"k\":\"text\",\"p\":1.5}~16~expected a whole number",
        "{\"k\":\"text\",\"p\":01}~17~expected the number's end",
        "{\"k\":\"text\",\"p\":-}~17~expected a digit",
        "{\"k\":\"text\",\"p\":2147483648}~16~the number is too large",
        "{\"k\":\"text\",\"p\":99999999999999999999}~16~the number is too large",
        "{\"k\":\"text\",\"s\":\"a~18~expected the end of the text, found the end",
        "{\"k\":\"text\",\"s\":\"\\x\"}~18~expected an escape, found another character",
        "{\"k\":\"text\",\"s\":\"\\u12\"}~21~expected four hexadecimal digits",
        "{\"k\":\"text\",\"z\":+1}~16~expected a value, found another character",
        "{\"k\":\"text\",\"z\":tru}~16~expected a value, found true or false",
        "{\"k\":\"later\",\"z\":[1,]}~20~expected a value, found the end of an object or array",
        "{\"k\":\"media\",\"r\":1}~17~expected true or false, found a number",
        "{\"k\":\"part\"}~12~ends without its member \"c\"",
        "{\"k\":\"part\",\"c\":{\"k\":\"media\"}}~29~ends without its member \"t\"",
        "{\"k\":\"citation\",\"q\":{\"f\":3,\"t\":1}}~20~expected a place in a text",
        "{\"k\":\"citation\",\"q\":{\"t\":1}}~20~expected a place in a text",
        "{\"k\":\"logprobs\",\"l\":[[\"a\"]]}~26~expected its log probability",
        "{\"k\":\"logprobs\",\"l\":[[\"a\",\"b\"]]}~26~expected a number, found a text",
        "{\"k\":\"usage\",\"u\":{\"x\":[\"1e999999999\",\"USD\"]}}~23~expected an amount",
        "{\"k\":\"part\",\"c\":{\"k\":\"media\",\"t\":\"image\",\"u\":\"a b\"}}~45~expected an address",
        "{\"k\":\"restarted\",\"y\":{\"k\":\"cut\",\"f\":{\"k\":\"timeout\",\"p\":\"idle\"}}}~21~another failure",
        "{\"v\":2,\"k\":\"text\"}~5~version 2 of the form",
        "{\"v\":0,\"k\":\"text\"}~5~expected a version from 1 on",
      })
  void badInputIsToldWithItsPlace(String form, int position, String message) {
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> EventCodec.decode(form))
        .withMessageContaining("at byte " + position + ", ")
        .withMessageContaining(message)
        .satisfies(wrong -> assertThat(wrong.position()).isEqualTo(position));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] form = "{\"k\":\"text\",\"s\":\"a?\"}".getBytes(StandardCharsets.UTF_8);
    form[18] = (byte) 0xC0;
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> EventCodec.decode(form))
        .withMessageContaining("at byte 18, expected UTF-8");
  }

  @Test
  void halfASurrogatePairIsReadEscapedAlone() {
    assertThat(EventCodec.decode("{\"k\":\"text\",\"s\":\"\\ud83d\"}"))
        .isEqualTo(new StreamEvent.TextDelta(0, "\uD83D"));
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> EventCodec.decode("{\"k\":\"text\",\"s\":\"é\uD83D\"}"))
        .withMessageContaining("at byte 19, ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"k\":\"native\",\"z\":[", "{\"a\":"})
  void whatIsNestedWithoutEndIsRefused(String nested) {
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> EventCodec.decode("{\"k\":\"x\",\"z\":" + nested.repeat(1_000_000)));
    String results = "{\"k\":\"tool_result\",\"c\":[";
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> EventCodec.decode("{\"k\":\"part\",\"c\":" + results.repeat(100_000)))
        .withMessageContaining("nested deeper than the limit of 128 levels");
  }

  @Test
  void spacesAndAnotherOrderAreUnderstood() {
    assertThat(EventCodec.decode(" { \"\\u006b\" : \"text\" ,\n\"s\":\"a\",\"p\" : -0 }\r\n"))
        .isEqualTo(new StreamEvent.TextDelta(0, "a"));
  }

  @Test
  void theFirstLineOfALogTellsItsVersion() {
    assertThat(EventCodec.header()).isEqualTo("{\"sluice\":1}");
    assertThat(EventCodec.checkHeader(EventCodec.header())).isEqualTo(1);
    assertThat(EventCodec.checkHeader("{\"sluice\":1,\"made\":[\"later\"]}")).isEqualTo(1);
    for (String wrong : new String[] {"", "{}", "{\"sluice\":2}", "{\"sluice\":0}", "{\"k\":1}"}) {
      assertThatExceptionOfType(EventFormatException.class)
          .isThrownBy(() -> EventCodec.checkHeader(wrong));
    }
  }
}
