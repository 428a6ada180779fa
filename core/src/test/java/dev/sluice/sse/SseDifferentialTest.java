package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Explorer;
import dev.sluice.testing.Pieces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decoder against {@link NaiveSseDecoder} on random bytes that look like events, or do not. */
class SseDifferentialTest {
  /** Pieces of the grammar, and of its near misses. */
  private static final List<String> GRAMMAR =
      List.of(
          "\n",
          "\n\n",
          "\r",
          "\r\n",
          "data",
          "event",
          "id",
          "retry",
          ":",
          ": ",
          " ",
          "x",
          "data: ",
          "data:",
          "event: ",
          "\0",
          "\uFEFF",
          "é",
          "€",
          "😀",
          "7",
          "message",
          "data: {\"a\":1}\n\n",
          "\u2028",
          "0123456789".repeat(150));

  /** A stream made of words, and how it is split. */
  private record Soup(List<byte[]> words, long splitSeed) {
    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      words.forEach(all::writeBytes);
      return all.toByteArray();
    }

    List<Soup> smaller() {
      return Explorer.fewer(words).stream().map(fewer -> new Soup(fewer, splitSeed)).toList();
    }

    @Override
    public String toString() {
      return "split seed %d, in hexadecimal: %s"
          .formatted(splitSeed, HexFormat.of().formatHex(bytes()));
    }
  }

  @Test
  void soupOfFieldsDecodesAsTheStandardSays() {
    explore(3_000, 12);
  }

  @Test
  void anyBytesDecodeAsTheStandardSays() {
    explore(1_000, 0);
  }

  private static void explore(int cases, int grammarOf13) {
    new Explorer<>(random -> soup(random, grammarOf13), Soup::smaller, SseDifferentialTest::agrees)
        .explore(Explorer.SEED, cases, "sluice.seed");
  }

  private static Soup soup(Random random, int grammarOf13) {
    List<byte[]> words = new ArrayList<>();
    for (int i = random.nextInt(41); i > 0; i--) {
      if (random.nextInt(13) < grammarOf13) {
        String word = GRAMMAR.get(random.nextInt(GRAMMAR.size()));
        words.add(word.getBytes(StandardCharsets.UTF_8));
      } else {
        byte[] odd = new byte[random.nextInt(4)];
        random.nextBytes(odd);
        words.add(odd);
      }
    }
    return new Soup(words, random.nextLong());
  }

  private static void agrees(Soup soup) {
    byte[] stream = soup.bytes();
    List<Heard> expected = NaiveSseDecoder.decode(stream);
    Pieces random = Pieces.random(stream, soup.splitSeed());
    assertThat(Heard.by(random)).as("%s", random).isEqualTo(expected);
    Pieces whole = new Pieces("whole", List.of(stream));
    assertThat(Heard.by(whole)).as("%s", whole).isEqualTo(expected);
  }
}
