package dev.sluice.provider.gemini;

import dev.sluice.spi.provider.Beginning;
import dev.sluice.spi.provider.FrameDecoder;
import dev.sluice.spi.provider.FrameHandler;
import dev.sluice.spi.provider.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events; an array of the same chunks, where {@code alt=sse} was lost on the way; or
 * one document, as of an answer that is not streamed. What a proxy makes of the one or the other is
 * told by its first byte, whatever was asked for.
 */
enum AnswerFraming implements Framing {
  CHUNKS {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return Framing.sse().decoder(handler);
    }

    @Override
    public @Nullable Framing choose(Beginning answer) {
      return switch (answer.firstByte()) {
        case '[' -> Framing.jsonArray();
        case '{' -> DOCUMENT;
        default -> Framing.sse().choose(answer);
      };
    }
  },

  /** Also where a stream was asked for: it is an answer none the less. */
  DOCUMENT {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return Framing.whole().decoder(handler);
    }
  };
}
