package dev.sluice.provider;

import dev.sluice.stream.Failure;

/** Why a {@link FrameDecoder} cannot go on: a bound was hit, or the bytes are no frames. */
public final class FramingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int NONE = -1;

  private final String what;
  private final int limitBytes;

  private FramingException(String message, String what, int limitBytes) {
    super(message);
    this.what = what;
    this.limitBytes = limitBytes;
  }

  /**
   * A frame, or a part of it, is longer than its bound.
   *
   * @param what that is, for a person: "a line"
   */
  public static FramingException tooLong(String what, int limitBytes) {
    return new FramingException(
        what + " is longer than " + limitBytes + " bytes", what, limitBytes);
  }

  /**
   * The bytes are no frames.
   *
   * @param why not, for a person: "the checksum of a message does not fit"
   */
  public static FramingException malformed(String why) {
    return new FramingException(why, why, NONE);
  }

  /** What an answer fails with. */
  Failure failure(String target) {
    return limitBytes == NONE
        ? new Failure.Malformed(target + " sends what cannot be taken apart", what)
        : new Failure.LimitExceeded(what + " from " + target, limitBytes, "bytes");
  }
}
