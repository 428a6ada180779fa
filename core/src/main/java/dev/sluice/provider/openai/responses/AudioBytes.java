package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Failure;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * Joins pieces of base 64, each of which may end in the middle of a group of four or be padded, to
 * pieces of whole groups. Not thread-safe.
 */
final class AudioBytes {
  private static final int EXCERPT = 200;

  private final ByteArrayOutputStream rest = new ByteArrayOutputStream(4);

  /**
   * The next piece in whole groups; what is left waits for the next one.
   *
   * @throws UnreadableException if it is no base 64
   */
  String next(String base64) {
    boolean plain = rest.size() == 0 && base64.length() % 4 == 0 && !base64.endsWith("=");
    if (plain) {
      return base64;
    }
    try {
      rest.writeBytes(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException noBase64) {
      String excerpt = base64.substring(0, Math.min(base64.length(), EXCERPT));
      throw new UnreadableException(new Failure.Malformed("sound is no base 64", excerpt));
    }
    byte[] bytes = rest.toByteArray();
    int whole = bytes.length - bytes.length % 3;
    rest.reset();
    rest.write(bytes, whole, bytes.length - whole);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, whole));
  }

  /** The last bytes; empty if all were given. */
  String end() {
    String last = Base64.getEncoder().encodeToString(rest.toByteArray());
    rest.reset();
    return last;
  }
}
