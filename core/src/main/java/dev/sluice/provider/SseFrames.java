package dev.sluice.provider;

import dev.sluice.sse.SseDecoder;
import dev.sluice.sse.SseLimitException;

/** Events as frames. */
final class SseFrames implements FrameDecoder {
  private final SseDecoder events;

  SseFrames(FrameHandler handler) {
    events = new SseDecoder(handler::onFrame);
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
  public boolean end() {
    return events.isBetweenEvents(); // An event that the end interrupts is none.
  }
}
