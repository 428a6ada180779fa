package dev.sluice.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.transport.ResponseHead;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each response is read whole, byte by byte, and on seeded random splits. */
class ResponseParserTest {
  private static final int SPLITS = 50;

  @Test
  void chunksAreJoined() throws Exception {
    Heard heard =
        readEveryWay(
            lines(
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "X-A:  b ",
                "",
                "5",
                "hello",
                "1;ext=v",
                " ",
                "00A  ",
                "0123456789",
                "0",
                "Trailer: t",
                ""));
    assertThat(heard.toString()).isEqualTo("200 b [hello 0123456789] complete persistent");
  }

  @Test
  void aBodyIsAsLongAsItSays() throws Exception {
    assertThat(readEveryWay("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").toString())
        .isEqualTo("200 - [hello] complete persistent");
    assertThat(readEveryWay("HTTP/1.1 200 OK\nContent-Length: 0\n\n").toString())
        .isEqualTo("200 - [] complete persistent");
  }

  @Test
  void whatFollowsTheResponseIsNotRead() throws Exception {
    byte[] bytes = bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500");
    Heard heard = new Heard();
    assertThat(heard.parser.feed(bytes, 0, bytes.length)).isEqualTo(bytes.length - 12);
    assertThat(heard.toString()).isEqualTo("200 - [ok] complete persistent");
  }

  @Test
  void aBodyWithoutALengthLastsUntilTheInputEnds() throws Exception {
    Heard heard = readEveryWay("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(heard.toString()).isEqualTo("200 - [hello]");
    assertThat(heard.parser.endOfInput()).isTrue();
    assertThat(heard.parser.persistent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
      })
  void inputThatEndsEarlierIsNoEnd(String response) throws Exception {
    Heard heard = readEveryWay(response);
    assertThat(heard.parser.endOfInput()).isFalse();
    assertThat(heard.parser.begun()).isEqualTo(!response.isEmpty());
  }

  @Test
  void informationIsPassedOver() throws Exception {
    Heard heard =
        readEveryWay(
            lines(
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 103 Early Hints",
                "Link: x",
                "",
                "HTTP/1.1 204 No Content",
                ""));
    assertThat(heard.toString()).isEqualTo("204 - [] complete persistent");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', true",
    "HTTP/1.1, 'Connection: close\r\n', false",
    "HTTP/1.0, '', false",
    "HTTP/1.0, 'Connection: keep-alive\r\n', true",
    "HTTP/1.1, 'Transfer-Encoding: chunked\r\n', false"
  })
  void aConnectionPersistsAsTheVersionAndTheHeadersSay(
      String version, String header, boolean persistent) throws Exception {
    String headers = header.replace("\\r\\n", "\r\n");
    boolean chunked = headers.contains("chunked");
    Heard heard =
        readEveryWay(
            version
                + " 200 OK\r\n"
                + headers
                + "Content-Length: 2\r\n\r\n"
                + (chunked ? "2\r\nok\r\n0\r\n\r\n" : "ok"));
    assertThat(heard.parser.complete()).isTrue();
    assertThat(heard.parser.persistent()).isEqualTo(persistent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/2 200 OK\r\n",
        "HTTP/1.1 abc\r\n",
        "HTTP/1.1 2000\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc"
      })
  void whatIsNotHttpIsSaid(String response) {
    assertThatThrownBy(() -> readEveryWay(response)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aHeadWithoutEndIsGivenUp() {
    String endless = "HTTP/1.1 200 OK\r\n" + "x-a: b\r\n".repeat(10_000);
    assertThatThrownBy(() -> readEveryWay(endless)).hasMessageContaining("256 headers");
    String longLines = "HTTP/1.1 200 OK\r\n" + ("x-a: " + "y".repeat(900) + "\r\n").repeat(100);
    assertThatThrownBy(() -> readEveryWay(longLines)).hasMessageContaining("65536 bytes");
    String oneLine = "HTTP/1.1 200 OK\r\nx: " + "y".repeat(100_000);
    assertThatThrownBy(() -> readEveryWay(oneLine)).hasMessageContaining("65536 bytes");
    String size = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + "y".repeat(9_000);
    assertThatThrownBy(() -> readEveryWay(size)).hasMessageContaining("longer than a line");
  }

  @Test
  void nothingIsReadOnceNobodyWantsMore() throws Exception {
    Heard heard = new Heard();
    heard.max = 3;
    byte[] bytes =
        bytes(
            lines(
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "3",
                "abc",
                "3",
                "def",
                "0",
                ""));
    assertThat(heard.parser.feed(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    assertThat(heard.toString()).isEqualTo("200 - [abc]");
  }

  @Test
  void aServerOfTlsIsToldFromOneOfNoProtocol() {
    String alert = "\25\3\1\0\2\2F";
    assertThatThrownBy(() -> readEveryWay(alert)).hasMessageContaining("may need https");
  }

  private static Heard readEveryWay(String response) throws ProtocolException {
    byte[] bytes = bytes(response);
    Heard whole = new Heard();
    ProtocolException wrong = null;
    try {
      whole.read(bytes, bytes.length);
    } catch (ProtocolException not) {
      wrong = not;
    }
    for (int seed = 0; seed < SPLITS; seed++) {
      Heard pieces = new Heard();
      try {
        if (seed == 0) {
          pieces.read(bytes, 1);
        } else {
          pieces.read(bytes, new Random(seed));
        }
        assertThat(wrong).as("seed %d", seed).isNull();
      } catch (ProtocolException not) {
        assertThat(wrong).as("seed %d", seed).hasMessage(not.getMessage());
      }
      assertThat(pieces.toString()).as("seed %d", seed).isEqualTo(whole.toString());
    }
    if (wrong != null) {
      throw wrong;
    }
    return whole;
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static final class Heard implements ResponseParser.Handler {
    final ResponseParser parser = new ResponseParser(this);
    final StringBuilder head = new StringBuilder();
    final StringBuilder body = new StringBuilder();
    int max = Integer.MAX_VALUE;

    void read(byte[] bytes, int step) throws ProtocolException {
      for (int at = 0; at < bytes.length; at += step) {
        int unused = parser.feed(bytes, at, Math.min(bytes.length, at + step));
        assertThat(unused).isPositive();
      }
    }

    void read(byte[] bytes, Random random) throws ProtocolException {
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(12));
        assertThat(parser.feed(bytes, at, to)).isBetween(at, to);
        at = to;
      }
    }

    @Override
    public boolean onHead(ResponseHead said) {
      head.append(said.status()).append(' ').append(said.header("X-a").orElse("-"));
      return true;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to) {
      body.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
      return body.length() < max;
    }

    @Override
    public String toString() {
      return head
          + " ["
          + body
          + "]"
          + (parser.complete() ? " complete" : "")
          + (parser.complete() && parser.persistent() ? " persistent" : "");
    }
  }
}
