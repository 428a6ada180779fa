package dev.sluice.provider;

/**
 * Turns the bytes of one answer into frames. Pure: bytes in, frames out. Not thread-safe.
 *
 * <p>It holds what the last bytes left unfinished, up to a bound of its own, and hands on every
 * frame with the byte that ends it.
 */
public interface FrameDecoder {

  /**
   * Takes the next bytes, which may be cut anywhere; the array is the decoder's only until this
   * returns. Hands nothing on once its handler wants no more.
   *
   * @throws FramingException if a frame is too long, or they are no frames; nothing is fed after
   */
  void feed(byte[] bytes, int from, int to);

  /**
   * The answer has ended, as HTTP says that it ends; what may be a frame without its end is handed
   * on. Not called if the answer broke off.
   *
   * @return whether what came is known to be whole. If it is not, a last frame that the format
   *     cannot read was cut off, and no more: then the answer is truncated, not malformed. Whether
   *     the stream was at its good end is for the format to say alone
   * @throws FramingException if what came can be no frames
   */
  boolean end();
}
