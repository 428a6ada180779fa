package dev.sluice.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is said to a proxy until it passes everything on. Pure: bytes in, bytes out. */
public interface Greeting {

  /** The first word is the client's. */
  ByteBuffer hello();

  /**
   * Takes what the proxy says.
   *
   * @return where the greeting ended; {@code to} if it did not
   * @throws IOException if the proxy refuses, or speaks something else; the message says which
   */
  int take(byte[] bytes, int from, int to) throws IOException;

  /** The next thing to say, or null. */
  @Nullable ByteBuffer answer();

  /** Whether the way is open. */
  boolean isDone();
}
