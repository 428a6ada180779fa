package dev.sluice.simulator;

import dev.sluice.simulator.Head.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads requests out of the bytes of a connection, however they are cut (RFC 9112). What comes
 * after a request stays for the next one.
 */
final class RequestReader {
  private final int headLimit;
  private final int bodyLimit;
  private final ByteBuilder bytes = new ByteBuilder(1024);
  private int scanned;
  private boolean hasHead;
  private boolean asked;
  private String method = "";
  private String target = "";
  private boolean http10;
  private Headers headers = Headers.of(List.of());
  private RequestBody body = new RequestBody(0, 0);

  RequestReader(int headLimit, int bodyLimit) {
    this.headLimit = headLimit;
    this.bodyLimit = bodyLimit;
  }

  /** What there is after some bytes were read. */
  sealed interface Progress {}

  record Partial() implements Progress {}

  /** The client waits to be told that it may send the body. */
  record ContinueAwaited() implements Progress {}

  record Complete(Request request) implements Progress {}

  record Bad(int status, String message) implements Progress {}

  void add(ByteBuffer input) {
    bytes.put(input);
  }

  /** How many bytes wait to be read as requests. */
  int buffered() {
    return bytes.length();
  }

  Progress read() {
    try {
      return hasHead || readHead() ? readBody() : new Partial();
    } catch (BadRequest e) {
      return new Bad(e.status, e.getMessage());
    }
  }

  static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String problem;

    BadRequest(int status, String problem) {
      super(problem, null, false, false);
      this.status = status;
      this.problem = problem;
    }

    @Override
    public String getMessage() {
      return problem;
    }
  }

  private boolean readHead() {
    int end = endOfHead();
    if (end < 0) {
      if (bytes.length() > headLimit) {
        throw new BadRequest(431, "The headers are larger than " + headLimit + " bytes.");
      }
      return false;
    }
    var head = new ByteBuilder(end);
    bytes.moveTo(head, end);
    scanned = 0;
    parseHead(new String(head.toByteArray(), StandardCharsets.ISO_8859_1));
    hasHead = true;
    return true;
  }

  /** The index after the empty line, or -1. */
  private int endOfHead() {
    for (; scanned < bytes.length(); scanned++) {
      if (bytes.at(scanned) != '\n') {
        continue;
      }
      int before = scanned - 1;
      if (before >= 0 && bytes.at(before) == '\r') {
        before--;
      }
      if (before >= 0 && bytes.at(before) == '\n') {
        return scanned + 1;
      }
    }
    return -1;
  }

  private void parseHead(String head) {
    List<String> lines = head.lines().toList();
    String[] first = lines.getFirst().split(" ", -1);
    if (first.length != 3 || !first[2].matches("HTTP/1\\.[01]")) {
      throw new BadRequest(400, "The request line is not METHOD TARGET HTTP/1.1.");
    }
    method = first[0];
    target = first[1];
    http10 = first[2].endsWith("0");
    var fields = new ArrayList<Field>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      } else if (!line.isEmpty()) {
        throw new BadRequest(400, "A header line has no colon.");
      }
    }
    headers = Headers.of(fields);
    body = newBody();
    asked = is("expect", "100-continue");
  }

  private RequestBody newBody() {
    List<String> lengths = headers.all("content-length");
    if (is("transfer-encoding", "chunked")) {
      if (!lengths.isEmpty()) {
        throw new BadRequest(400, "There is both a length and a transfer coding.");
      }
      return new RequestBody(RequestBody.CHUNKED, bodyLimit);
    }
    if (lengths.isEmpty()) {
      return new RequestBody(0, bodyLimit);
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,15}")) {
      throw new BadRequest(400, "The content length is not one number.");
    }
    long length = Long.parseLong(lengths.getFirst());
    if (length > bodyLimit) {
      throw new BadRequest(413, "The body is larger than " + bodyLimit + " bytes.");
    }
    return new RequestBody((int) length, bodyLimit);
  }

  private Progress readBody() {
    if (!body.readFrom(bytes)) {
      if (asked) {
        asked = false;
        return new ContinueAwaited();
      }
      return new Partial();
    }
    boolean keepAlive = http10 ? is("connection", "keep-alive") : !is("connection", "close");
    var request = new Request(method, target, headers, body.text(), keepAlive, http10);
    hasHead = false;
    asked = false;
    return new Complete(request);
  }

  private boolean is(String name, String value) {
    return headers.all(name).stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).equals(value));
  }
}
