package dev.sluice.spi.provider;

import dev.sluice.sse.SseDecoder;
import dev.sluice.sse.SseHandler;
import dev.sluice.sse.SseLimitException;

/**
 * Events as frames. Those whose data are blank are none, unless they are errors. Of lines that are
 * nothing of the standard's one has a meaning: old servers send {@code error: {…}} for an event of
 * that type.
 */
final class SseFrames implements FrameDecoder, SseHandler {
  private static final String ERROR = "error";

  /** Longer than the name of any field; what goes on like one is looked at again and again. */
  private static final int MAX_NAME = 256;

  private final FrameHandler handler;
  private final SseDecoder events;

  /** Whether a line is only looked at. */
  private boolean looks;

  private boolean sawOdd;
  private boolean stopped;

  SseFrames(FrameHandler handler) {
    this.handler = handler;
    this.events = new SseDecoder(this);
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    try {
      events.feed(bytes, from, to);
    } catch (SseLimitException tooLong) {
      throw FramingException.tooLong(tooLong.what(), tooLong.limitBytes());
    }
  }

  @Override
  public boolean onEvent(String type, byte[] bytes, int from, int length) {
    if (!stopped && (!isBlank(bytes, from, from + length) || type.equals(ERROR))) {
      stopped = !Utf8.frame(handler, type, bytes, from, length);
    }
    return !stopped;
  }

  @Override
  public void onOther(byte[] bytes, int from, int length) {
    int to = from + length;
    int name = from;
    int most = Math.min(to, from + MAX_NAME);
    while (name < most && isOfName(bytes[name])) {
      name++;
    }
    boolean field = name < to && bytes[name] == ':' && name > from;
    boolean odd = !field && name < to;
    if (looks) {
      sawOdd = odd;
    } else if (field && isError(bytes, from, name)) {
      stopped = stopped || !Utf8.frame(handler, ERROR, bytes, name + 1, to - name - 1);
    } else if (!stopped) {
      handler.onStray(bytes, from, length, odd);
    }
  }

  /** Whether the line that is not finished is nothing that a stream would have there. */
  boolean isInOddLine() {
    sawOdd = false;
    looks = true;
    events.tellUnfinished();
    looks = false;
    return sawOdd;
  }

  @Override
  public boolean end() {
    events.tellUnfinished();
    return events.isBetweenEvents(); // An event that the end interrupts is none.
  }

  private static boolean isError(byte[] bytes, int from, int to) {
    if (to - from != ERROR.length()) {
      return false;
    }
    for (int i = 0; i < ERROR.length(); i++) {
      if ((bytes[from + i] | 0x20) != ERROR.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '.';
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
