package dev.sluice.jsonarray;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all, as an array: the same elements and the same end in every cut. */
@Timeout(240)
class JsonArrayFuzzTest {

  static List<byte[]> seeds() {
    return Stream.of(
            "[{\"a\":\"\\\\\\\"]}\"},{\"b\":[1,2,{}]}]",
            "\uFEFF [1, -2.5e3 ,true,null,\"ü😀\"]\r\n",
            "[]",
            "[[[[]]],\"\",{\"a\":{}}",
            "{\"error\":{\"code\":429}}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytes(byte[] bytes) {
    List<String> whole = heard(new Pieces("whole", List.of(bytes)));
    assertThat(heard(Mutations.cut(bytes))).isEqualTo(whole);
    int told = whole.subList(0, whole.size() - 1).stream().mapToInt(String::length).sum();
    assertThat(told).isLessThanOrEqualTo(bytes.length);
  }

  @Test
  void mutationsOfArrays() {
    Mutations.of(seeds(), 20_000, this::anyBytes);
  }

  private static List<String> heard(Pieces pieces) {
    List<String> heard = new ArrayList<>();
    JsonArrayDecoder decoder =
        new JsonArrayDecoder(
            (bytes, from, length) ->
                heard.add(new String(bytes, from, length, StandardCharsets.ISO_8859_1)));
    try {
      pieces.list().forEach(piece -> decoder.feed(piece.clone(), 0, piece.length));
      heard.add(decoder.end() ? "whole" : "cut");
    } catch (NoArrayException wrong) {
      heard.add(String.valueOf(wrong.getMessage()));
    }
    return heard;
  }
}
