package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Pieces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The decoder against {@link NaiveSseDecoder} on random bytes that look like events, or do not. */
class SseDifferentialTest {

  @Property(tries = 3_000)
  void soupOfFieldsDecodesAsTheStandardSays(@ForAll("soup") byte[] stream, @ForAll long splitSeed) {
    agree(stream, splitSeed);
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.BOUNDED)
  void anyBytesDecodeAsTheStandardSays(@ForAll byte[] stream, @ForAll long splitSeed) {
    agree(stream, splitSeed);
  }

  private static void agree(byte[] stream, long splitSeed) {
    List<Heard> expected = NaiveSseDecoder.decode(stream);
    Pieces random = Pieces.random(stream, splitSeed);
    assertThat(Heard.by(random)).as("%s", random).isEqualTo(expected);
    Pieces whole = new Pieces("whole", List.of(stream));
    assertThat(Heard.by(whole)).as("%s", whole).isEqualTo(expected);
  }

  /** Pieces of the grammar, and of its near misses, in any order. */
  @Provide
  Arbitrary<byte[]> soup() {
    Arbitrary<byte[]> grammar =
        Arbitraries.of(
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
                "0123456789".repeat(150))
            .map(word -> word.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> odd = Arbitraries.bytes().array(byte[].class).ofMaxSize(3);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, grammar), net.jqwik.api.Tuple.of(1, odd))
        .list()
        .ofMaxSize(40)
        .map(SseDifferentialTest::joined);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
