package dev.sluice.testing;

import java.util.List;

/**
 * Responses as RFC 9110 and RFC 9112 allow and forbid them, each with the section that decides and
 * the verdict. Where a section leaves a choice, the verdict says what was chosen.
 *
 * <p>A table, and so one file however long it is: a section is looked up in it, and a gap seen.
 */
public final class ResponseCases {
  private ResponseCases() {}

  /**
   * One case.
   *
   * @param section the section that decides
   * @param what for a person
   * @param response its bytes, each character one
   * @param verdict {@code 200 [body] kept}, or {@code closed} if the connection carries no other
   *     exchange; {@code open} if the body goes on; {@code refused: } and a part of the reason
   */
  public record Case(String section, String what, String response, String verdict) {
    @Override
    public String toString() {
      return section + ": " + what;
    }
  }

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String FIVE = "Content-Length: 5\r\n\r\nhello";
  private static final String LAST = "0\r\n\r\n";
  private static final String READ = "200 [hello] kept";
  private static final String CONTROL = "refused: a header holds a control character";
  private static final String NO_NUMBER = "refused: the length of the answer is not a number";
  private static final String NO_SIZE = "refused: the size of a chunk is not a number";
  private static final String NO_CRLF =
      "refused: the line of a chunk's size does not end with CRLF";
  private static final String NO_STATUS =
      "refused: the answer does not begin with an HTTP/1.1 status line";

  /** Every case. */
  public static List<Case> all() {
    return List.of(
        // The message, RFC 9112, section 2.
        at("9112 2.1", "a plain answer", OK + FIVE, READ),
        at("9112 2.2", "lines of the head may end with LF alone", unix(OK + FIVE), READ),
        at(
            "9112 2.2",
            "an empty line before the answer: for servers alone",
            "\r\n" + OK,
            NO_STATUS),
        at("9112 2.2", "a bare CR in a field", OK + "X: a\rb\r\n" + FIVE, CONTROL),
        at("9112 2.2", "two CR at a line's end", OK + "X: a\r\r\n" + FIVE, CONTROL),
        at("9112 2.2", "a bare CR for a line's end", "HTTP/1.1 200 OK\rX: a\r\n" + FIVE, control()),
        at("9112 2.2", "a blank line before the first field", OK + " X: a\r\n" + FIVE, noFold()),
        at("9112 2.2", "a tab before the first field", OK + "\tX: a\r\n" + FIVE, noFold()),
        // The version and the status, sections 2.3 and 4, and RFC 9110, sections 2.5 and 15.
        at("9112 2.3", "a name in lower case", "http/1.1 200 OK\r\n" + FIVE, NO_STATUS),
        at("9110 2.5", "a higher minor version", "HTTP/1.2 200 OK\r\n" + FIVE, READ),
        at("9110 2.5", "another major version", "HTTP/2 200 OK\r\n" + FIVE, NO_STATUS),
        at("9112 2.3", "two digits of a version", "HTTP/1.10 200 OK\r\n" + FIVE, NO_STATUS),
        at("9112 2.3", "no digit of a version", "HTTP/1.x 200 OK\r\n" + FIVE, NO_STATUS),
        at("9112 4", "an empty reason", "HTTP/1.1 200 \r\n" + FIVE, READ),
        at("9112 4", "no space before a reason that is left out", "HTTP/1.1 200\r\n" + FIVE, READ),
        at("9112 4", "a reason that is not ASCII", "HTTP/1.1 200 \u00DCber\r\n" + FIVE, READ),
        at("9112 4", "a NUL in the reason", "HTTP/1.1 200 O\0K\r\n" + FIVE, control()),
        at("9112 4", "two spaces before the status", "HTTP/1.1  200 OK\r\n" + FIVE, NO_STATUS),
        at("9112 4", "a tab before the status", "HTTP/1.1\t200 OK\r\n" + FIVE, NO_STATUS),
        at("9112 4", "a sign before the status", "HTTP/1.1 +20 OK\r\n" + FIVE, NO_STATUS),
        at("9112 4", "four digits of a status", "HTTP/1.1 2000 OK\r\n" + FIVE, NO_STATUS),
        at("9112 4", "two digits of a status", "HTTP/1.1 20 OK\r\n" + FIVE, NO_STATUS),
        at(
            "9110 15",
            "a status over 599 is a failure of the server",
            "HTTP/1.1 999 X\r\n" + FIVE,
            "999 [hello] kept"),
        at("9110 15", "a status under 100", "HTTP/1.1 099 X\r\n" + FIVE, NO_STATUS),
        at("9112 4", "another protocol", "SSH-2.0-OpenSSH\r\n", NO_STATUS),
        // Fields: RFC 9112, section 5, and RFC 9110, section 5.
        at("9112 5.1", "a space before the colon", OK + "X : a\r\n" + FIVE, noName()),
        at(
            "9112 5.1",
            "a tab before the colon of a length",
            OK + "Content-Length\t: 5\r\n\r\nhello",
            noName()),
        at("9112 5.1", "no space after the colon", OK + "Content-Length:5\r\n\r\nhello", READ),
        at("9112 5.1", "blanks around a value", OK + "Content-Length: \t 5 \t\r\n\r\nhello", READ),
        at(
            "9112 5",
            "a line without a colon",
            OK + "X\r\n" + FIVE,
            "refused: a header has no name"),
        at("9112 5", "an empty name", OK + ": a\r\n" + FIVE, "refused: a header has no name"),
        at("9110 5.1", "a name that is no token", OK + "X(y): a\r\n" + FIVE, noName()),
        at("9110 5.1", "a name that is not ASCII", OK + "\u00DC: a\r\n" + FIVE, noName()),
        at("9110 5.1", "names in any case", OK + "cONTENT-lENGTH: 5\r\n\r\nhello", READ),
        at("9110 5.5", "an empty value", OK + "X:\r\n" + FIVE, READ),
        at("9110 5.5", "a NUL in a value", OK + "X: a\0b\r\n" + FIVE, CONTROL),
        at(
            "9110 5.5",
            "another control character in a value",
            OK + "X: \u001B[31m\r\n" + FIVE,
            CONTROL),
        at("9110 5.5", "a DEL in a value", OK + "X: \u007F\r\n" + FIVE, CONTROL),
        at("9110 5.5", "a value that is not ASCII", OK + "X: \u00DC\r\n" + FIVE, READ),
        at(
            "9110 5.6.3",
            "a vertical tab is no blank",
            OK + "Content-Length: \u000B5\r\n\r\nhello",
            CONTROL),
        at(
            "9110 5.6.3",
            "a form feed is no blank",
            OK + "Content-Length: 5\f\r\n\r\nhello",
            CONTROL),
        at(
            "9110 5.6.3",
            "a no-break space is no blank",
            OK + "Content-Length: \u00A05\r\n\r\nhello",
            NO_NUMBER),
        at("9112 5.2", "a folded line is a space", OK + "X: a\r\n b\r\n" + FIVE, READ),
        at("9112 5.2", "a folded line of blanks", OK + "X: a\r\n \t\r\n" + FIVE, READ),
        at(
            "9112 5.2",
            "framing in a folded line is no framing",
            OK + "X: a\r\n Transfer-Encoding: chunked\r\n" + FIVE,
            READ),
        at(
            "9112 5.2",
            "a length in a folded line is none",
            OK + "X: a\r\n\tContent-Length: 9\r\n" + FIVE,
            READ),
        at(
            "9112 5.2",
            "a coding that is folded",
            OK + "Transfer-Encoding:\r\n chunked\r\n\r\n5\r\nhello\r\n" + LAST,
            READ),
        at(
            "9112 5.2",
            "a length that is folded in two",
            OK + "Content-Length: 1\r\n 2\r\n\r\n",
            NO_NUMBER),
        at("9112 5.2", "a folded line after the status line alone", OK + " a\r\n\r\n", noFold()),
        at(
            "9110 5.4",
            "more fields than there may be",
            OK + "X: a\r\n".repeat(257) + FIVE,
            "refused: there are more than 256 headers"),
        at(
            "9110 5.4",
            "a head as long as it may be",
            OK + "X: " + "y".repeat(65_536 - 43) + "\r\n" + FIVE,
            READ),
        at("9110 5.4", "as many fields as there may be", OK + "X: a\r\n".repeat(255) + FIVE, READ),
        at(
            "9110 5.4",
            "a head without end",
            OK + "X: " + "y".repeat(70_000),
            "refused: the head is longer than 65536 bytes"),
        // Lengths: RFC 9112, section 6.3, and RFC 9110, section 8.6.
        at("9110 8.6", "no content", OK + "Content-Length: 0\r\n\r\n", "200 [] kept"),
        at("9110 8.6", "leading zeros", OK + "Content-Length: 0005\r\n\r\nhello", READ),
        at(
            "9110 8.6",
            "an empty length",
            OK + "Content-Length:\r\n\r\n",
            "refused: the length of the answer is empty"),
        at(
            "9110 8.6",
            "a length of a comma",
            OK + "Content-Length: ,\r\n\r\n",
            "refused: the length of the answer is empty"),
        at("9110 8.6", "a plus sign", OK + "Content-Length: +5\r\n\r\nhello", NO_NUMBER),
        at("9110 8.6", "a minus sign", OK + "Content-Length: -5\r\n\r\nhello", NO_NUMBER),
        at(
            "9110 8.6",
            "a length in hexadecimal",
            OK + "Content-Length: 0x5\r\n\r\nhello",
            NO_NUMBER),
        at(
            "9110 8.6",
            "a length with a fraction",
            OK + "Content-Length: 5.0\r\n\r\nhello",
            NO_NUMBER),
        at(
            "9110 8.6",
            "a length within quotes",
            OK + "Content-Length: \"5\"\r\n\r\nhello",
            NO_NUMBER),
        at(
            "9110 8.6",
            "the longest length that can be counted",
            OK + "Content-Length: 9223372036854775807\r\n\r\nhello",
            "200 [hello] open"),
        at(
            "9110 8.6",
            "a length that cannot be counted",
            OK + "Content-Length: 9223372036854775808\r\n\r\nhello",
            "refused: the length of the answer is larger than any answer"),
        at(
            "9110 8.6",
            "a length of very many digits",
            OK + "Content-Length: " + "9".repeat(1000) + "\r\n\r\nhello",
            "refused: the length of the answer is larger than any answer"),
        at(
            "9112 6.3",
            "one length twice in a list",
            OK + "Content-Length: 5, 5\r\n\r\nhello",
            READ),
        at("9112 6.3", "one length in two lines", OK + "Content-Length: 5\r\n" + FIVE, READ),
        at(
            "9112 6.3",
            "two lengths in a list",
            OK + "Content-Length: 5, 6\r\n\r\nhello",
            twoLengths()),
        at(
            "9112 6.3",
            "two lengths in two lines",
            OK + "Content-Length: 6\r\n" + FIVE,
            twoLengths()),
        at("9110 5.6.1", "empty elements of a list", OK + "Content-Length: ,5,\r\n\r\nhello", READ),
        at("9112 6.3", "no length at all", OK + "\r\nhello", "200 [hello] open"),
        at("9112 6.3", "204 has no body", "HTTP/1.1 204 No Content\r\n\r\n", "204 [] kept"),
        at(
            "9110 8.6",
            "204 with a length: it has no body, and its connection is not trusted",
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
            "204 [] closed"),
        at(
            "9112 6.1",
            "204 with chunks: as with a length",
            "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
            "204 [] closed"),
        at(
            "9110 8.6",
            "304 with a length: that of another body",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            "304 [] kept"),
        // Transfer codings: RFC 9112, sections 6.1 and 7.
        at("9112 6.1", "chunks", CHUNKED + "5\r\nhello\r\n" + LAST, READ),
        at(
            "9112 7",
            "a coding in capitals",
            OK + "Transfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n" + LAST,
            READ),
        at(
            "9110 5.6.1",
            "an empty element before the coding",
            OK + "Transfer-Encoding: , chunked\r\n\r\n5\r\nhello\r\n" + LAST,
            READ),
        at(
            "9112 6.3",
            "chunks and a length: chunks win, and the connection ends",
            OK + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n" + LAST,
            "200 [hello] closed"),
        at(
            "9112 6.1",
            "HTTP/1.0 with a coding is faulty",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" + LAST,
            "refused: an answer in HTTP/1.0 has a transfer encoding"),
        at("9112 6.1", "a coding that was not asked for", coded("gzip, chunked"), unknown()),
        at(
            "9112 6.1",
            "two codings in two lines",
            OK + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            unknown()),
        at("9112 6.3", "chunked is not the last", coded("chunked, gzip"), unknown()),
        at("9112 6.1", "chunked twice", coded("chunked, chunked"), unknown()),
        at("9112 7", "chunked with a parameter", coded("chunked;q=1"), unknown()),
        at("9112 7", "chunked within quotes", coded("\"chunked\""), unknown()),
        at("9112 6.1", "no coding at all", coded(""), unknown()),
        at("9112 7", "identity, which is none any more", coded("identity"), unknown()),
        at("9112 7", "almost chunked", coded("xchunked"), unknown()),
        // Chunks: section 7.1.
        at(
            "9112 7.1",
            "digits in either case, and zeros before them",
            CHUNKED + "00a\r\n0123456789\r\n00A\r\n0123456789\r\n000\r\n\r\n",
            "200 [01234567890123456789] kept"),
        at(
            "9112 7.1",
            "a prefix of hexadecimal numbers",
            CHUNKED + "0x2\r\nab\r\n" + LAST,
            NO_SIZE),
        at("9112 7.1", "a plus sign before a size", CHUNKED + "+2\r\nab\r\n" + LAST, NO_SIZE),
        at("9112 7.1", "a minus sign before a size", CHUNKED + "-2\r\nab\r\n" + LAST, NO_SIZE),
        at("9112 7.1", "a blank before a size", CHUNKED + " 2\r\nab\r\n" + LAST, NO_SIZE),
        at("9112 7.1", "an underscore in a size", CHUNKED + "1_0\r\n", NO_SIZE),
        at("9112 7.1", "no size", CHUNKED + "\r\n", "refused: a chunk has no size"),
        at("9112 7.1", "an extension without a size", CHUNKED + ";a\r\n", NO_SIZE),
        at(
            "9112 7.1",
            "a size that overflows 32 bits",
            CHUNKED + "100000002\r\nab\r\n",
            "refused: a chunk is larger than 2 GiB"),
        at(
            "9112 7.1",
            "a size that overflows 64 bits",
            CHUNKED + "10000000000000002\r\nab\r\n",
            "refused: a chunk is larger than 2 GiB"),
        at("9112 7.1", "the largest size", CHUNKED + "7fffffff\r\nhello", "200 [hello] open"),
        at(
            "9112 7.1",
            "a chunk longer than its size",
            CHUNKED + "2\r\nabc\r\n",
            "refused: a chunk is longer than its size"),
        at("9112 7.1", "LF alone after a size", CHUNKED + "5\nhello\r\n" + LAST, NO_CRLF),
        at(
            "9112 7.1",
            "LF alone after a chunk",
            CHUNKED + "5\r\nhello\n" + LAST,
            "refused: a chunk is longer than its size"),
        at("9112 7.1", "CR alone after a size", CHUNKED + "5\rhello\r\n" + LAST, NO_CRLF),
        at(
            "9112 7.1",
            "CR alone after a chunk",
            CHUNKED + "5\r\nhello\r0\r\n",
            "refused: a chunk is longer than its size"),
        at(
            "9112 7.1",
            "blanks after a size, as old servers pad it",
            CHUNKED + "5  \t\r\nhello\r\n0 \r\n\r\n",
            READ),
        at("9112 7.1", "two sizes", CHUNKED + "5 5\r\nhello\r\n" + LAST, NO_SIZE),
        at(
            "9112 7.1.1",
            "extensions are passed over",
            CHUNKED + "5;a;b=c ; d = \"e\"\r\nhello\r\n0;f\r\n\r\n",
            READ),
        at(
            "9112 7.1.1",
            "an extension within quotes",
            CHUNKED + "5;a=\"; 6 \\\" \\\\\"\r\nhello\r\n" + LAST,
            READ),
        at(
            "9112 7.1.1",
            "quotes that do not end",
            CHUNKED + "5;a=\"b\r\nhello\r\n" + LAST,
            "refused: the extension of a chunk holds a control character"),
        at(
            "9112 7.1.1",
            "LF alone after an extension",
            CHUNKED + "5;a\nhello\r\n" + LAST,
            "refused: the extension of a chunk holds a control character"),
        at(
            "9112 7.1.1",
            "a NUL in an extension",
            CHUNKED + "5;\0\r\nhello\r\n" + LAST,
            "refused: the extension of a chunk holds a control character"),
        at(
            "9112 7.1.1",
            "an extension without end",
            CHUNKED + "5;" + "a".repeat(5000),
            "refused: the size of a chunk is longer than a line can be"),
        at(
            "9112 7.1.2",
            "trailers are read and dropped",
            CHUNKED + "5\r\nhello\r\n0\r\nX: a\r\nContent-Length: 9\r\n\r\n",
            READ),
        at(
            "9112 7.1.2",
            "a trailer that is no field",
            CHUNKED + LAST.substring(0, 3) + "X\r\n\r\n",
            "refused: a header has no name"),
        at("9112 7.1.2", "a NUL in a trailer", CHUNKED + "0\r\nX: \0\r\n\r\n", CONTROL),
        at(
            "9112 7.1.2",
            "trailers without end",
            CHUNKED + "0\r\n" + "X: a\r\n".repeat(300),
            "refused: there are more than 256 headers"),
        at(
            "9112 7.1.2",
            "a trailer without end",
            CHUNKED + "0\r\nX: " + "y".repeat(70_000),
            "refused: the head is longer than 65536 bytes"),
        at("9112 8", "chunks that do not end", CHUNKED + "5\r\nhello\r\n", "200 [hello] open"),
        // Informational responses: RFC 9110, section 15.2.
        at("9110 15.2", "they are passed over", interim(2) + OK + FIVE, READ),
        at(
            "9110 15.2",
            "a length on one means nothing",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" + OK + FIVE,
            READ),
        at(
            "9110 15.2",
            "close on one means nothing",
            "HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n" + OK + FIVE,
            READ),
        at("9110 15.2", "as many as there may be", interim(32) + OK + FIVE, READ),
        at(
            "9110 15.2",
            "more than there may be",
            interim(33) + OK + FIVE,
            "refused: there are more than 32 informational answers before the answer"),
        at(
            "9110 15.2.2",
            "another protocol, which was not asked for",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "refused: the server changed the protocol"),
        // The connection: RFC 9112, section 9.3, and RFC 9110, section 7.6.1.
        at("9112 9.3", "close", OK + "Connection: close\r\n" + FIVE, "200 [hello] closed"),
        at(
            "9112 9.3",
            "close in capitals",
            OK + "Connection: CLOSE\r\n" + FIVE,
            "200 [hello] closed"),
        at(
            "9110 7.6.1",
            "close among others",
            OK + "Connection: x, close\r\n" + FIVE,
            "200 [hello] closed"),
        at(
            "9110 7.6.1",
            "close in a second line",
            OK + "Connection: keep-alive\r\nConnection: close\r\n" + FIVE,
            "200 [hello] closed"),
        at(
            "9110 7.6.1",
            "a word that holds close",
            OK + "Connection: x-close-early\r\n" + FIVE,
            READ),
        at(
            "9112 9.3",
            "HTTP/1.0 ends the connection",
            "HTTP/1.0 200 OK\r\n" + FIVE,
            "200 [hello] closed"),
        at(
            "9112 9.3",
            "HTTP/1.0 with keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + FIVE,
            READ),
        at(
            "9112 9.3",
            "HTTP/1.0 with a word that holds keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: no-keep-alive\r\n" + FIVE,
            "200 [hello] closed"));
  }

  private static Case at(String section, String what, String response, String verdict) {
    return new Case("RFC " + section, what, response, verdict);
  }

  private static String unix(String response) {
    return response.replace("\r\n", "\n");
  }

  private static String coded(String coding) {
    return OK + "Transfer-Encoding: " + coding + "\r\n\r\n5\r\nhello\r\n" + LAST;
  }

  private static String interim(int count) {
    return "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(count);
  }

  private static String control() {
    return "refused: the status line holds a control character";
  }

  private static String noFold() {
    return "refused: a folded line has no header before it";
  }

  private static String noName() {
    return "refused: the name of a header holds a character that no name has";
  }

  private static String twoLengths() {
    return "refused: the answer has two lengths";
  }

  private static String unknown() {
    return "refused: the transfer encoding '";
  }
}
