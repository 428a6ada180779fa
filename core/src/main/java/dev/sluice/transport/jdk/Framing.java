package dev.sluice.transport.jdk;

import java.net.http.HttpHeaders;
import java.util.List;

/**
 * What the JDK's client makes of the framing of HTTP/1.1 that is faulty: it reads on where RFC
 * 9112, section 6.3, wants an error, and then takes other bytes for the body than were meant. A
 * transfer coding that it does not know is none to it, a length goes before chunks, and of two
 * lengths it takes the first.
 */
final class Framing {
  private Framing() {}

  /** What is wrong with it, for a person; empty if nothing is. */
  static String fault(HttpHeaders headers) {
    List<String> codings = headers.allValues("transfer-encoding");
    List<String> lengths =
        headers.allValues("content-length").stream().map(String::strip).distinct().toList();
    if (lengths.size() > 1) {
      return "the answer has two lengths";
    }
    if (!lengths.stream().allMatch(length -> length.matches("[0-9]+"))) {
      return "the length of the answer is not a number";
    }
    if (codings.isEmpty()) {
      return "";
    }
    if (codings.size() > 1 || !codings.getFirst().strip().equalsIgnoreCase("chunked")) {
      return "the transfer encoding of the answer is not known";
    }
    return lengths.isEmpty() ? "" : "the answer has a length and a transfer encoding";
  }
}
