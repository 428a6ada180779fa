package dev.sluice.jsonarray;

/** Hears the elements of an array. */
@FunctionalInterface
public interface ElementHandler {

  /**
   * An element, without the blanks around it. The bytes are the handler's only until it returns.
   *
   * @return whether to go on; at false the decoder drops everything that follows
   */
  boolean onElement(byte[] bytes, int from, int length);
}
