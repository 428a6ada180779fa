package dev.sluice.provider;

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

  @Override
  public boolean end() {
    byte[] all = body.take();
    handler.onFrame(FrameHandler.MESSAGE, all, 0, all.length);
    return true; // As far as HTTP knows: a document that is not is for its reader to refuse.
  }
}
