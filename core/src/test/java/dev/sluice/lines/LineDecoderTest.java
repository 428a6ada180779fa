package dev.sluice.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each case is read whole, byte by byte and on seeded random splits. */
class LineDecoderTest {
  private static final int LIMIT = 64;

  @Test
  void linesEndWithLfOrCrlf() {
    assertThat(lines("a\nb\r\nc\n")).containsExactly("a", "b", "c");
  }

  @Test
  void theLastLineNeedsNoEnd() {
    assertThat(lines("a\nb")).containsExactly("a", "b");
    assertThat(lines("a\r\nb\r")).containsExactly("a", "b");
  }

  @Test
  void aLineWithoutItsEndIsNotToldBeforeTheInputEnds() {
    List<String> heard = new ArrayList<>();
    LineDecoder decoder = decoder(heard);
    decoder.feed(bytes("a\nb"), 0, 3);
    assertThat(heard).containsExactly("a");
    assertThat(decoder.end()).as("whether no line lacked its end").isFalse();
    assertThat(decoder.end()).isTrue();
    assertThat(heard).containsExactly("a", "b");
  }

  @Test
  void linesOfBlanksAreNoLines() {
    assertThat(lines("\n \t\r\n\r\na\n\n\nb\n \t")).containsExactly("a", "b");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void oneByteOrderMarkIsDropped() {
    assertThat(lines("\uFEFFa\n\uFEFFb\n")).containsExactly("a", "\uFEFFb");
    assertThat(lines("\uFEFF")).isEmpty();
    assertThat(lines("\uFEFF\na\n")).containsExactly("a");
  }

  @Test
  void aCrWithinALineIsAPartOfIt() {
    assertThat(lines("a\rb\n")).containsExactly("a\rb");
  }

  @Test
  void charactersOfSeveralBytesAreNotTornApart() {
    assertThat(lines("{\"a\":\"ü😀\"}\n")).containsExactly("{\"a\":\"ü😀\"}");
  }

  @Test
  void aLineOfTheLimitPassesAndALongerOneIsNamed() {
    assertThat(lines("x".repeat(LIMIT) + "\ny")).containsExactly("x".repeat(LIMIT), "y");
    for (String tooLong : List.of("x".repeat(LIMIT + 1) + "\n", "x".repeat(10 * LIMIT))) {
      assertThatExceptionOfType(LineLimitException.class)
          .isThrownBy(() -> lines(tooLong))
          .satisfies(limit -> assertThat(limit.limitBytes()).isEqualTo(LIMIT));
    }
  }

  @Test
  void nothingIsToldOnceNobodyWantsMore() {
    List<String> heard = new ArrayList<>();
    LineDecoder decoder =
        new LineDecoder(
            (bytes, from, length) -> {
              heard.add(new String(bytes, from, length, StandardCharsets.UTF_8));
              return false;
            });
    decoder.feed(bytes("a\nb\nc"), 0, 5);
    decoder.end();
    assertThat(heard).containsExactly("a");
  }

  private static List<String> lines(String input) {
    List<String> first = null;
    for (Pieces pieces : Pieces.of(bytes(input))) {
      List<String> heard = new ArrayList<>();
      LineDecoder decoder = decoder(heard);
      pieces.list().forEach(piece -> decoder.feed(piece, 0, piece.length));
      decoder.end();
      first = first == null ? heard : first;
      assertThat(heard).as("%s", pieces).isEqualTo(first);
    }
    return first == null ? List.of() : first;
  }

  private static LineDecoder decoder(List<String> heard) {
    return new LineDecoder(
        (bytes, from, length) -> heard.add(new String(bytes, from, length, StandardCharsets.UTF_8)),
        LIMIT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
