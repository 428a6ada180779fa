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
      return switch (firstByte(answer.bytes())) {
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

  /** The first byte that is no blank and no part of a byte order mark; 0 if there is none. */
  private static int firstByte(byte[] bytes) {
    for (byte b : bytes) {
      boolean mark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
      if (!mark && b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b;
      }
    }
    return 0;
  }
}
