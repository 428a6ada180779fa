package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.JsonReader;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final long SEED = Long.getLong("sluice.seed", 20_261_129L);

  @Test
  void anyTextIsReadBackFromItsEscapedForm() {
    for (int i = 0; i < 3_000; i++) {
      Random random = new Random(SEED + i);
      String text = anyText(random, random.nextInt(i % 100 == 0 ? 5_000 : 60));
      assertThat(read(text)).as("-Dsluice.seed=" + (SEED + i)).isEqualTo(whole(text));
    }
  }

  @Test
  void eachCharacterIsReadBackFromItsEscapedForm() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";
      assertThat(read(text)).as("U+%04X", c).isEqualTo(whole(text));
    }
  }

  @Test
  void aPairThatStandsAcrossBlocksStaysWhole() {
    for (int before = 1_020; before < 1_030; before++) {
      String text = "a".repeat(before) + "\uD83D\uDE00".repeat(1_500);
      assertThat(read(text)).isEqualTo(text);
    }
  }

  @Test
  void whatIsEscapedHasNoLineEnd() {
    Bytes bytes = new Bytes().addEscaped("a\nb\rc\u0000d\u001Fe");
    assertThat(bytes.toString()).isEqualTo("a\\nb\\rc\\u0000d\\u001fe");
  }

  @Test
  void numbersAreWrittenInDigits() {
    for (long number : new long[] {0, 1, 9, 10, 99, 100, 12_345, Long.MAX_VALUE}) {
      assertThat(new Bytes().addDecimal(number).toString()).isEqualTo(Long.toString(number));
    }
  }

  private static String anyText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 ->
            text.append("\"\\/\u007F\u0085\u2028\u2029\uFEFF\uFFFF".charAt(random.nextInt(9)));
        case 2 -> text.append((char) random.nextInt(0x10000));
        case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        case 4 -> text.append((char) (0xD800 + random.nextInt(0x800)));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  private static String read(String text) {
    byte[] json = new Bytes().add((byte) '"').addEscaped(text).add((byte) '"').copy();
    try (JsonReader reader = new JsonReader(json, 0, json.length)) {
      return reader.text();
    }
  }

  /** The text with U+FFFD for each half of a pair. */
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> whole.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point));
    return new String(whole.toString().getBytes(UTF_8), UTF_8);
  }
}
