package dev.sluice.spi.provider;

import dev.sluice.jsonarray.ElementLimitException;
import dev.sluice.jsonarray.JsonArrayDecoder;
import dev.sluice.jsonarray.NoArrayException;

/** Elements of an array as frames. */
final class ArrayFrames implements FrameDecoder {
  private final JsonArrayDecoder array;

  ArrayFrames(FrameHandler handler) {
    array =
        new JsonArrayDecoder(
            (bytes, from, length) ->
                Utf8.frame(handler, FrameHandler.MESSAGE, bytes, from, length));
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    try {
      array.feed(bytes, from, to);
    } catch (ElementLimitException tooLong) {
      throw FramingException.tooLong("an element", tooLong.limitBytes());
    } catch (NoArrayException wrong) {
      throw FramingException.malformed(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public boolean end() {
    return array.end();
  }
}
