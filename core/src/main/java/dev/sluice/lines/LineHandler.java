package dev.sluice.lines;

/** Hears the lines of a stream. */
@FunctionalInterface
public interface LineHandler {

  /**
   * A line, without its end. The bytes are the handler's only until it returns.
   *
   * @return whether to go on; at false the decoder drops everything that follows
   */
  boolean onLine(byte[] bytes, int from, int length);
}
