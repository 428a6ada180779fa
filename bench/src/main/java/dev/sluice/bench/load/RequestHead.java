package dev.sluice.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Reads requests from a connection as far as it must: the target, and where the body ends. */
final class RequestHead {
  private static final int MAX_BYTES = 64 * 1024;
  private static final String LENGTH = "content-length:";

  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final StringBuilder tail = new StringBuilder();
  private boolean chunked;
  private final StringBuilder head = new StringBuilder();
  private boolean inBody;
  private long bodyLeft;
  private String target = "";

  /** Takes bytes; true once a request is whole. What follows it is dropped: nobody pipelines. */
  boolean take(ByteBuffer bytes) throws IOException {
    while (!inBody && bytes.hasRemaining()) {
      head.append((char) (bytes.get() & 0xff));
      int length = head.length();
      if (length > MAX_BYTES) {
        throw new IOException("a request whose headers do not end");
      }
      if (length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
        parse();
      }
    }
    if (!inBody) {
      return false;
    }
    if (chunked ? !endsChunked(bytes) : (bodyLeft -= bytes.remaining()) > 0) {
      return false;
    }
    inBody = false;
    head.setLength(0);
    return true;
  }

  private void parse() throws IOException {
    String text = head.toString();
    target = text.split(" ", 3)[1];
    String lower = text.toLowerCase(Locale.ROOT);
    int at = lower.indexOf(LENGTH);
    chunked = at < 0 && lower.contains("transfer-encoding: chunked");
    bodyLeft =
        at < 0
            ? 0
            : Long.parseLong(
                lower.substring(at + LENGTH.length(), lower.indexOf('\r', at)).strip());
    tail.setLength(0);
    inBody = true;
  }

  /** Whether the last of HTTP's chunks has come: the body is JSON, which does not end like it. */
  private boolean endsChunked(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      tail.append((char) (bytes.get() & 0xff));
    }
    if (tail.length() > LAST_CHUNK.length()) {
      tail.delete(0, tail.length() - LAST_CHUNK.length());
    }
    return tail.toString().equals(LAST_CHUNK);
  }

  String target() {
    return target;
  }
}
