package dev.sluice.jsonarray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case is read whole, byte by byte and on seeded random splits. */
class JsonArrayDecoderTest {
  private static final int LIMIT = 64;

  @Test
  void eachElementIsAFrameWithoutTheBlanksAroundIt() {
    assertThat(elements("[{\"a\":1},{\"b\":2}]"))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "whole");
    assertThat(elements(" \r\n[ \t{\"a\" : 1}\r\n,\r\n{\"b\": [ 2 ]} ]\n "))
        .containsExactly("{\"a\" : 1}", "{\"b\": [ 2 ]}", "whole");
  }

  @Test
  void anElementMayBeAnyValue() {
    assertThat(elements("[1,-2.5e3 ,true,null, \"a\",[],{}]"))
        .containsExactly("1", "-2.5e3", "true", "null", "\"a\"", "[]", "{}", "whole");
    assertThat(elements("[]")).containsExactly("whole");
    assertThat(elements("[ ] ")).containsExactly("whole");
  }

  @Test
  void bracketsAndCommasWithinAStringAreText() {
    String text = "\"]},[{ \\\\\\\" ] \\\\\"";
    assertThat(elements("[" + text + ",{" + text + ":" + text + "}]"))
        .containsExactly(text, "{" + text + ":" + text + "}", "whole");
  }

  @Test
  void elementsMayBeNested() {
    String nested = "[[{\"a\":[{}]}],[]]";
    assertThat(elements("[" + nested + "]")).containsExactly(nested, "whole");
    String deep = "[".repeat(30) + "]".repeat(30);
    assertThat(elements("[" + deep + "]")).containsExactly(deep, "whole");
  }

  @Test
  void anElementIsToldWithItsLastByte() {
    List<String> heard = new ArrayList<>();
    JsonArrayDecoder decoder = decoder(heard);
    feed(decoder, "[{\"a\":1}");
    assertThat(heard).containsExactly("{\"a\":1}");
    feed(decoder, ",2");
    assertThat(heard).hasSize(1);
    feed(decoder, " ");
    assertThat(heard).containsExactly("{\"a\":1}", "2");
    assertThat(decoder.end()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\uFEFF", "[", "[1", "[1,", "[{\"a\":1}", "[{\"a\":1},{\"b", "[\""})
  void anArrayWithoutItsEndIsNotWhole(String input) {
    assertThat(elements(input)).last().isEqualTo("cut");
  }

  @Test
  void charactersOfSeveralBytesAreNotTornApart() {
    assertThat(elements("[{\"a\":\"ü😀\"}]")).containsExactly("{\"a\":\"ü😀\"}", "whole");
  }

  @Test
  void oneByteOrderMarkIsDropped() {
    assertThat(elements("\uFEFF [1]")).containsExactly("1", "whole");
    assertThat(elements("\uFEFF\uFEFF[1]"))
        .last()
        .asString()
        .startsWith("no array: it does not begin");
    assertThat(elements(" \uFEFF[1]")).last().asString().startsWith("no array: it does not begin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "1", "x[1]", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1]2", "[1],", "[]]", "[}", "[1}",
        "[:1]", "[{} {}]", "[x]"
      })
  void whatIsNoArrayIsNamed(String input) {
    assertThat(elements(input)).last().asString().matches("no array: .*");
  }

  @Test
  void anElementOfTheLimitPassesAndALongerOneIsNamed() {
    String fits = "\"" + "x".repeat(LIMIT - 2) + "\"";
    assertThat(elements("[" + fits + "," + fits + "]")).containsExactly(fits, fits, "whole");
    String more = "x".repeat(LIMIT);
    for (String tooLong :
        List.of("[\"" + more + "\"]", "[[" + fits + "]]", "[" + "1".repeat(10 * LIMIT) + "]")) {
      assertThatExceptionOfType(ElementLimitException.class)
          .isThrownBy(() -> elements(tooLong))
          .satisfies(limit -> assertThat(limit.limitBytes()).isEqualTo(LIMIT));
    }
  }

  @Test
  void blanksBetweenElementsHaveNoLimit() {
    String blanks = " \n".repeat(10 * LIMIT);
    assertThat(elements(blanks + "[" + blanks + "1" + blanks + "]" + blanks))
        .containsExactly("1", "whole");
  }

  @Test
  void nothingIsToldOnceNobodyWantsMore() {
    List<String> heard = new ArrayList<>();
    JsonArrayDecoder decoder =
        new JsonArrayDecoder(
            (bytes, from, length) -> {
              heard.add(new String(bytes, from, length, StandardCharsets.UTF_8));
              return false;
            });
    feed(decoder, "[1,2,");
    feed(decoder, "x");
    assertThat(heard).containsExactly("1");
    assertThat(decoder.end()).isTrue();
  }

  /** The elements, and then how it ended. */
  private static List<String> elements(String input) {
    List<String> first = null;
    for (Pieces pieces : Pieces.of(bytes(input))) {
      List<String> heard = new ArrayList<>();
      JsonArrayDecoder decoder = decoder(heard);
      try {
        pieces.list().forEach(piece -> decoder.feed(piece, 0, piece.length));
        heard.add(decoder.end() ? "whole" : "cut");
      } catch (NoArrayException wrong) {
        heard.add("no array: " + wrong.getMessage());
      }
      first = first == null ? heard : first;
      assertThat(heard).as("%s", pieces).isEqualTo(first);
    }
    return first == null ? List.of() : first;
  }

  private static JsonArrayDecoder decoder(List<String> heard) {
    return new JsonArrayDecoder(
        (bytes, from, length) -> heard.add(new String(bytes, from, length, StandardCharsets.UTF_8)),
        LIMIT);
  }

  private static void feed(JsonArrayDecoder decoder, String text) {
    decoder.feed(bytes(text), 0, bytes(text).length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
