package dev.sluice.transport.http;

import dev.sluice.spi.transport.ResponseHead;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a response's body ends, and whether its connection may carry another one: RFC 9112, sections
 * 6.3 and 9.3.
 *
 * @param length of the body in bytes, where it ends by its length
 * @param keepAliveSeconds how long the peer says it keeps an idle connection; negative if it says
 *     nothing
 */
record BodyEnd(By by, long length, boolean persistent, int keepAliveSeconds) {

  /** There is no body: what follows the head is no longer HTTP. */
  static final BodyEnd TUNNEL = new BodyEnd(By.NOTHING, 0, true, -1);

  /** By what a body ends. */
  enum By {
    /** There is none. */
    NOTHING,
    CHUNKS,
    LENGTH,
    /** It lasts until the peer closes. */
    CLOSE
  }

  /**
   * @param minorVersion 0 for HTTP/1.0
   * @throws ProtocolException if its framing is faulty, so that nobody knows where the body ends
   */
  static BodyEnd of(int minorVersion, ResponseHead head) throws ProtocolException {
    List<String> connection = list(head.header("connection").orElse(""));
    boolean persistent =
        !connection.contains("close") && (minorVersion > 0 || connection.contains("keep-alive"));
    int keepAlive = keepAliveSeconds(head.header("keep-alive").orElse(""));
    boolean coded = head.header("transfer-encoding").isPresent();
    boolean measured = head.header("content-length").isPresent();
    if (head.status() == 204 || head.status() == 304) {
      // A length on a 304 is that of the body it stands for; on a 204 nothing may say that there is
      // a body, and whoever says it may send one.
      boolean odd = coded || (measured && head.status() == 204);
      return new BodyEnd(By.NOTHING, 0, persistent && !odd, keepAlive);
    }
    if (coded) {
      checkCoding(minorVersion, head.header("transfer-encoding").orElse(""));
      // A length beside it is wrong, and whoever sends both may disagree with a proxy about it.
      return new BodyEnd(By.CHUNKS, 0, persistent && !measured, keepAlive);
    }
    if (measured) {
      long length = length(head.header("content-length").orElse(""));
      return new BodyEnd(length == 0 ? By.NOTHING : By.LENGTH, length, persistent, keepAlive);
    }
    return new BodyEnd(By.CLOSE, 0, false, keepAlive);
  }

  private static void checkCoding(int minorVersion, String encoding) throws ProtocolException {
    if (minorVersion == 0) {
      throw new ProtocolException("an answer in HTTP/1.0 has a transfer encoding");
    }
    if (!list(encoding).equals(List.of("chunked"))) {
      throw new ProtocolException("the transfer encoding '" + encoding + "' is not known");
    }
  }

  /** One number, or the same one several times (RFC 9110, section 8.6). */
  private static long length(String said) throws ProtocolException {
    long length = -1;
    for (String element : list(said)) {
      long number = number(element);
      if (length >= 0 && number != length) {
        throw new ProtocolException("the answer has two lengths");
      }
      length = number;
    }
    if (length < 0) {
      throw new ProtocolException("the length of the answer is empty");
    }
    return length;
  }

  private static long number(String digits) throws ProtocolException {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException("the length of the answer is not a number");
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw new ProtocolException("the length of the answer is larger than any answer");
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Its {@code timeout}, as servers have said it since RFC 2068, section 19.7.1. */
  private static int keepAliveSeconds(String said) {
    for (String parameter : list(said)) {
      int equals = parameter.indexOf('=');
      if (equals > 0 && Fields.trimmed(parameter.substring(0, equals), 0).equals("timeout")) {
        String value = Fields.trimmed(parameter, equals + 1).replace("\"", "");
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          return value.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(value);
        }
      }
    }
    return -1;
  }

  /** The elements of a list, in lower case; empty ones mean nothing (RFC 9110, section 5.6.1). */
  private static List<String> list(String value) {
    List<String> elements = new ArrayList<>(2);
    for (int from = 0; from <= value.length(); ) {
      int comma = value.indexOf(',', from);
      int end = comma < 0 ? value.length() : comma;
      String element = Fields.trimmed(value.substring(from, end), 0);
      if (!element.isEmpty()) {
        elements.add(element.toLowerCase(Locale.ROOT));
      }
      from = end + 1;
    }
    return elements;
  }
}
