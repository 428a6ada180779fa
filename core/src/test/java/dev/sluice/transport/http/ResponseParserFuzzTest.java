package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.ResponseCases;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes at all, as a response: the same verdict in every cut, and each byte counted once. */
@Timeout(240)
class ResponseParserFuzzTest {

  static List<byte[]> seeds() {
    return ResponseCases.all().stream()
        .map(each -> each.response().getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytes(byte[] bytes) {
    String whole = read(new Pieces("whole", List.of(bytes)));
    assertThat(read(Mutations.cut(bytes))).isEqualTo(whole);
  }

  @Test
  void mutationsOfTheRfcsCases() {
    Mutations.of(seeds(), 20_000, this::anyBytes);
  }

  private static String read(Pieces pieces) {
    Heard heard = new Heard();
    ResponseParser parser = new ResponseParser(heard);
    try {
      for (byte[] piece : pieces.list()) {
        boolean over = parser.complete();
        int at = parser.feed(piece, 0, piece.length);
        heard.fed += at;
        // It takes all of a piece, or as much as the response has.
        assertThat(at).isBetween(0, piece.length);
        assertThat(at == piece.length || parser.complete()).isTrue();
        assertThat(over && at > 0).as("it reads on after the end").isFalse();
        assertThat(heard.bodyBytes).isLessThanOrEqualTo(heard.fed);
      }
      String end = parser.endOfInput() ? " ends" : " is open";
      return heard + end + (parser.complete() && parser.persistent() ? ", kept" : "");
    } catch (ProtocolException refused) {
      assertThat(refused).hasMessageNotContaining("defect");
      return heard + " refused: " + refused.getMessage();
    }
  }

  private static final class Heard implements ResponseParser.Handler {
    int status;
    long fed;
    long bodyBytes;
    long hash;

    @Override
    public boolean onHead(ResponseHead head) {
      assertThat(status).as("a head comes once").isZero();
      assertThat(head.status()).isBetween(200, 999);
      status = head.status();
      return true;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to) {
      assertThat(status).as("a body comes after its head").isPositive();
      assertThat(to).isGreaterThan(from);
      bodyBytes += to - from;
      for (int i = from; i < to; i++) {
        hash = hash * 31 + bytes[i];
      }
      return true;
    }

    @Override
    public String toString() {
      return status + ", " + bodyBytes + " bytes of hash " + hash;
    }
  }
}
