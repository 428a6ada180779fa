package dev.sluice.server.dialect;

import java.nio.charset.StandardCharsets;

/**
 * Answers what is asked of a gateway beside new runs: which models there are, how a run stands, its
 * events once more. Pure but for what it asks {@link Known}; thread-safe. It may wait for that.
 */
@FunctionalInterface
public interface Inquiry {

  /**
   * The answer.
   *
   * @param method of HTTP, of those that the address names
   * @param body empty if there is none; not changed
   * @throws RefusedException if there is none
   */
  Outcome answer(String method, Head head, byte[] body, Known known);

  /** One that is always refused so. */
  static Inquiry refusing(Problem problem) {
    return (method, head, body, known) -> {
      throw new RefusedException(problem);
    };
  }

  /** What comes of it. */
  sealed interface Outcome {}

  /** A document. */
  final class Document implements Outcome {
    private final int status;
    private final String type;
    private final byte[] bytes;

    /**
     * A document of any type.
     *
     * @param status of HTTP
     * @param type what HTTP calls it
     * @param bytes not copied, and not to be changed
     */
    public Document(int status, String type, byte[] bytes) {
      this.status = status;
      this.type = type;
      this.bytes = bytes;
    }

    /** In JSON, with the status 200. */
    public static Document json(String text) {
      return json(200, text);
    }

    /** In JSON. */
    public static Document json(int status, String text) {
      return new Document(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** None, and that is as it should be: the status 204. */
    public static Document none() {
      return new Document(204, "", new byte[0]);
    }

    /** The status of HTTP; 204 if there is none. */
    public int status() {
      return status;
    }

    /** What HTTP calls it; empty if there is none. */
    public String type() {
      return type;
    }

    /** Its bytes, which are not to be changed. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /**
   * A run's events, from behind a place on.
   *
   * @param run its id
   * @param view for the encoder
   */
  record Following(String run, Mark after, Asked.View view) implements Outcome {}
}
