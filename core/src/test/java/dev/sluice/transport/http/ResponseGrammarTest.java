package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.ResponseCases;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the RFCs, each read whole, byte by byte and on seeded random splits. */
class ResponseGrammarTest {

  static List<ResponseCases.Case> cases() {
    return ResponseCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aResponseIsReadAsTheRfcsSay(ResponseCases.Case said) {
    for (Pieces pieces : Pieces.of(said.response().getBytes(StandardCharsets.ISO_8859_1))) {
      assertThat(read(pieces)).as("%s", pieces).startsWith(said.verdict());
    }
  }

  @Test
  void everyCaseHasANameOfItsOwn() {
    assertThat(cases())
        .hasSizeGreaterThan(100)
        .extracting(Object::toString)
        .doesNotHaveDuplicates();
  }

  @Test
  void aFoldedValueIsJoinedWithOneSpace() throws Exception {
    Heard heard = new Heard();
    heard.feed("HTTP/1.1 200 OK\r\nX-A: a  \r\n \t Transfer-Encoding: chunked\r\n\tc\r\n\r\n");
    assertThat(heard.head.header("x-a")).contains("a Transfer-Encoding: chunked c");
    assertThat(heard.head.headers()).doesNotContainKey("transfer-encoding");
  }

  @Test
  void theFirstOfTwoFieldsCountsAndListsAreJoined() throws Exception {
    Heard heard = new Heard();
    List<String> lines =
        List.of("X-A: 1", "X-A: 2", "Content-Encoding: gzip", "Content-Encoding: br");
    heard.feed("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    assertThat(heard.head.headers())
        .containsEntry("x-a", "1")
        .containsEntry("content-encoding", "gzip, br");
  }

  @ParameterizedTest
  @CsvSource({"Content-Length: 9", "Content-Length: x", "Transfer-Encoding: chunked", "X: y"})
  void aTunnelBeginsAfterTheHeadOfAGoodAnswerToConnect(String field) throws Exception {
    Heard heard = new Heard();
    ResponseParser parser = ResponseParser.toConnect(heard);
    String head = "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n";
    byte[] bytes = (head + "tunnel").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(parser.feed(bytes, 0, bytes.length)).isEqualTo(head.length());
    assertThat(parser.complete()).isTrue();
    assertThat(heard.body).isEmpty();
    ResponseParser refused = ResponseParser.toConnect(new Heard());
    byte[] no =
        "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.US_ASCII);
    assertThat(refused.feed(no, 0, no.length - 1)).isEqualTo(no.length - 1);
    assertThat(refused.complete()).isFalse();
  }

  @Test
  void fieldsOfInformationalAnswersAreNotThoseOfTheAnswer() throws Exception {
    Heard heard = new Heard();
    heard.feed("HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-B: 2\r\n\r\n");
    assertThat(heard.head.headers()).containsOnlyKeys("x-b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "timeout=5|5",
        "timeout=5, max=100|5",
        "max=100,TIMEOUT = 7|7",
        "timeout=\"9\"|9",
        "timeout=0|0",
        "timeout=99999999999999999999|2147483647",
        "timeout=-1|-1",
        "timeout=+1|-1",
        "timeout=|-1",
        "timeout|-1",
        "x-timeout=5|-1",
        "``|-1"
      })
  void howLongAPeerKeepsAConnectionIsRead(String said, int seconds) throws Exception {
    Heard heard = new Heard();
    assertThat(heard.parser.keepAliveSeconds()).isNegative();
    heard.feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: " + said + "\r\n\r\n");
    assertThat(heard.parser.keepAliveSeconds()).isEqualTo(seconds);
  }

  private static String read(Pieces pieces) {
    Heard heard = new Heard();
    try {
      for (byte[] piece : pieces.list()) {
        if (!heard.parser.complete()) {
          heard.parser.feed(piece, 0, piece.length);
        }
      }
    } catch (ProtocolException refused) {
      return "refused: " + refused.getMessage();
    }
    return heard.toString();
  }

  private static final class Heard implements ResponseParser.Handler {
    final ResponseParser parser = new ResponseParser(this);
    final StringBuilder body = new StringBuilder();
    ResponseHead head = new ResponseHead(0, Map.of());

    void feed(String text) throws ProtocolException {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      parser.feed(bytes, 0, bytes.length);
    }

    @Override
    public boolean onHead(ResponseHead said) {
      assertThat(head.status()).as("a head comes once").isZero();
      head = said;
      return true;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to) {
      assertThat(to).as("a piece of a body holds something").isGreaterThan(from);
      body.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
      return true;
    }

    @Override
    public String toString() {
      String end = parser.persistent() ? "kept" : "closed";
      return head.status() + " [" + body + "] " + (parser.complete() ? end : "open");
    }
  }
}
