package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.stream.StreamSink;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says of an answer from an address without a version, if it is an error because nothing is there,
 * what may be wrong: LM Studio answers so with a good status. Not thread-safe.
 */
final class UnversionedDecoder implements AnswerDecoder {
  private static final Pattern NOTHING_THERE =
      Pattern.compile(
          "(?i)unexpected endpoint|unknown (endpoint|path|url|route)|no (such )?(endpoint|route)"
              + "|invalid (url|path|endpoint)|cannot post|not found: (post )?/|404 (page )?not found");

  private final AnswerDecoder decoder;
  private final String hint;

  /**
   * A decoder of one answer.
   *
   * @param hint what may be wrong
   */
  UnversionedDecoder(AnswerDecoder decoder, String hint) {
    this.decoder = decoder;
    this.hint = hint;
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    return hinted(decoder.onFrame(type, bytes, from, length, out));
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    return hinted(decoder.onEndOfInput());
  }

  private @Nullable Outcome hinted(@Nullable Outcome outcome) {
    return outcome instanceof Cause.Failed(Failure.ErrorInStream error)
            && NOTHING_THERE.matcher(error.detail()).find()
        ? new Cause.Failed(error.hinting(hint))
        : outcome;
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
