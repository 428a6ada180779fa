package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseLimitsTest {
  private static final int LIMIT = 100;

  @Test
  void aLineOfExactlyTheLimitPasses() {
    String data = "x".repeat(LIMIT - "data: ".length());
    for (Pieces pieces : ways("data: " + data + "\n\n")) {
      assertThat(Heard.by(pieces, LIMIT)).as("%s", pieces).containsExactly(Heard.message(data));
    }
  }

  @Test
  void aLineOverTheLimitIsNamed() {
    hits("a line", "data: " + "x".repeat(LIMIT - 5) + "\n\n");
  }

  @Test
  void aLineThatNeverEndsHitsTheLimitWithoutBeingKept() {
    hits("a line", "data: " + "x".repeat(10 * LIMIT));
  }

  @Test
  void aCommentThatNeverEndsHitsTheLimit() {
    hits("a line", ":" + "x".repeat(LIMIT));
  }

  @Test
  void joinedDataOfExactlyTheLimitPasses() {
    String stream = "data: 123456789\n".repeat(10);
    for (Pieces pieces : ways(stream + "\n")) {
      List<Heard> heard = Heard.by(pieces, 99);
      assertThat(heard).as("%s", pieces).hasSize(1);
      assertThat(heard.getFirst().data()).hasSize(99);
    }
  }

  @Test
  void joinedDataOverTheLimitIsNamed() {
    hits("an event", "data: 123456789\n".repeat(10) + "data: x\n\n");
  }

  @Test
  void manyEmptyDataLinesHitTheLimitToo() {
    hits("an event", "data\n".repeat(LIMIT + 2));
  }

  @Test
  void theLimitIsForEachEventAndNotForTheStream() {
    for (Pieces pieces : ways("data: 1234567890123456789012345\n\n".repeat(50))) {
      assertThat(Heard.by(pieces, LIMIT)).as("%s", pieces).hasSize(50);
    }
  }

  @Test
  void theDefaultLimitIsEightMebibytes() {
    byte[] mebibyte = "x".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
    SseDecoder decoder = new SseDecoder((type, bytes, from, length) -> true);
    for (int i = 0; i < 8; i++) {
      decoder.feed(mebibyte, 0, mebibyte.length);
    }
    assertThatExceptionOfType(SseLimitException.class)
        .isThrownBy(() -> decoder.feed(mebibyte, 0, 1))
        .withMessage("a line is longer than 8388608 bytes");
  }

  @Test
  void aHandlerThatReturnsFalseHearsNothingMore() {
    byte[] stream = "data: 1\n\ndata: 2\n\ndata: 3\n\n".getBytes(StandardCharsets.UTF_8);
    for (Pieces pieces : Pieces.of(stream)) {
      List<String> heard = new ArrayList<>();
      SseDecoder decoder =
          new SseDecoder(
              (type, bytes, from, length) -> {
                heard.add(new String(bytes, from, length, StandardCharsets.UTF_8));
                return heard.size() < 2;
              });
      pieces.list().forEach(piece -> Heard.feed(decoder, piece));
      Heard.feed(decoder, "data: 4\n\n".getBytes(StandardCharsets.UTF_8));
      assertThat(heard).as("%s", pieces).containsExactly("1", "2");
    }
  }

  @Test
  void aStoppedDecoderKeepsNothingAndHitsNoLimit() {
    SseDecoder decoder = new SseDecoder((type, bytes, from, length) -> false, LIMIT);
    Heard.feed(decoder, "data: last\n\n".getBytes(StandardCharsets.UTF_8));
    Heard.feed(decoder, "x".repeat(10 * LIMIT).getBytes(StandardCharsets.UTF_8));
  }

  private static void hits(String what, String stream) {
    for (Pieces pieces : ways(stream)) {
      assertThatExceptionOfType(SseLimitException.class)
          .as("%s", pieces)
          .isThrownBy(() -> Heard.by(pieces, LIMIT))
          .satisfies(limit -> assertThat(limit.what()).isEqualTo(what))
          .satisfies(limit -> assertThat(limit.limitBytes()).isEqualTo(LIMIT))
          .withMessage(what + " is longer than 100 bytes");
    }
  }

  private static List<Pieces> ways(String stream) {
    return Pieces.of(stream.getBytes(StandardCharsets.UTF_8));
  }
}
