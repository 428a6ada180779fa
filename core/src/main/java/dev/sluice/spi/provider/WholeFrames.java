package dev.sluice.spi.provider;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;

/** A whole body as the one frame. */
final class WholeFrames implements FrameDecoder {
  private final FrameHandler handler;
  private final WholeBody body = new WholeBody(WholeBody.LIMIT_BYTES);

  WholeFrames(FrameHandler handler) {
    this.handler = handler;
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    if (!body.add(bytes, from, to)) {
      throw FramingException.tooLong("the answer", WholeBody.LIMIT_BYTES);
    }
  }

  /** Whether what has come is one JSON value, so that nothing more need be waited for. */
  boolean isWholeJson() {
    byte[] all = body.bytes();
    int from = begin(all);
    try (JsonReader json = new JsonReader(all, from, all.length - from)) {
      boolean some = json.isObject() || json.isArray();
      json.skip();
      json.finish();
      return some;
    } catch (JsonException notYet) {
      return false;
    }
  }

  @Override
  public boolean end() {
    byte[] all = body.take();
    int from = begin(all);
    Utf8.frame(handler, FrameHandler.MESSAGE, all, from, all.length - from);
    return true; // As far as HTTP knows: a document that is not is for its reader to refuse.
  }

  /** Past a byte order mark. */
  private static int begin(byte[] all) {
    boolean mark =
        all.length >= 3 && all[0] == (byte) 0xEF && all[1] == (byte) 0xBB && all[2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }
}
