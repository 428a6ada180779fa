package dev.sluice.spi.provider;

import dev.sluice.lines.LineDecoder;
import dev.sluice.lines.LineLimitException;

/** Lines as frames. */
final class LineFrames implements FrameDecoder {
  private final LineDecoder lines;

  LineFrames(FrameHandler handler) {
    lines =
        new LineDecoder(
            (bytes, from, length) ->
                Utf8.frame(handler, FrameHandler.MESSAGE, bytes, from, length));
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    try {
      lines.feed(bytes, from, to);
    } catch (LineLimitException tooLong) {
      throw FramingException.tooLong("a line", tooLong.limitBytes());
    }
  }

  @Override
  public boolean end() {
    return lines.end();
  }
}
