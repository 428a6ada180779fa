package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.stream.StreamSink;
import org.jspecify.annotations.Nullable;

/** Tells with the beginning of an answer what its request could not say. Not thread-safe. */
final class WarnedDecoder implements AnswerDecoder {
  private final AnswerDecoder decoder;
  private final String warning;
  private boolean told;

  WarnedDecoder(AnswerDecoder decoder, String warning) {
    this.decoder = decoder;
    this.warning = warning;
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    Outcome outcome = decoder.onFrame(type, bytes, from, length, out);
    if (!told) {
      told = true;
      out.onEvent(new StreamEvent.Warned(warning));
    }
    return outcome;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    return decoder.onEndOfInput();
  }

  @Override
  public boolean isSettled() {
    return decoder.isSettled();
  }

  @Override
  public String goodEnd() {
    return decoder.goodEnd();
  }
}
