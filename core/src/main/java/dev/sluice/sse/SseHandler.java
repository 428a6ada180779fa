package dev.sluice.sse;

/** Hears the events of a stream. */
@FunctionalInterface
public interface SseHandler {

  /**
   * An event. The bytes are the handler's only until it returns.
   *
   * @param type the event's type, {@code message} if it names none
   * @param bytes holds the data, UTF-8, at {@code from} for {@code length} bytes
   * @return whether to go on; at false the decoder drops everything that follows
   */
  boolean onEvent(String type, byte[] bytes, int from, int length);

  /**
   * A line that is no comment and none of the standard's fields, which says to pass over it. The
   * bytes are the handler's only until it returns.
   */
  default void onOther(byte[] bytes, int from, int length) {}
}
