package dev.sluice.spi.provider;

import org.jspecify.annotations.Nullable;

/**
 * The framings of text, which are told apart by their first bytes: servers that name no type, or a
 * wrong one, stream. But whoever says JSON or HTML means it, unless it begins as a stream does.
 */
enum TextFraming implements Framing {
  SSE {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return new SseFrames(handler);
    }

    @Override
    Framing choose(Beginning answer, Shape shape) {
      return switch (shape) {
        case EVENTS -> SSE;
        case OBJECT, ARRAY, DOCUMENT -> WHOLE;
        case NOTHING, OTHER ->
            isHtml(answer) || answer.contentType().contains("json") || !answer.isStreamed()
                ? WHOLE
                : SSE;
      };
    }
  },

  LINES {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return new LineFrames(handler);
    }

    @Override
    Framing choose(Beginning answer, Shape shape) {
      return switch (shape) {
        case EVENTS -> SSE;
        case OBJECT -> answer.isStreamed() && !answer.beginsIndented() ? LINES : WHOLE;
        // A line of an answer is an object: what begins otherwise is said in its place.
        case ARRAY, DOCUMENT, OTHER -> WHOLE;
        case NOTHING -> isHtml(answer) || !answer.isStreamed() ? WHOLE : LINES;
      };
    }
  },

  JSON_ARRAY {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return new ArrayFrames(handler);
    }

    @Override
    Framing choose(Beginning answer, Shape shape) {
      return switch (shape) {
        case EVENTS -> SSE;
        case ARRAY -> JSON_ARRAY;
        case OBJECT, DOCUMENT, OTHER -> WHOLE;
        case NOTHING -> isHtml(answer) || !answer.isStreamed() ? WHOLE : JSON_ARRAY;
      };
    }
  },

  WHOLE {
    @Override
    public FrameDecoder decoder(FrameHandler handler) {
      return new WholeFrames(handler);
    }

    @Override
    public Framing choose(Beginning answer) {
      return WHOLE;
    }

    @Override
    Framing choose(Beginning answer, Shape shape) {
      return WHOLE;
    }
  };

  @Override
  public @Nullable Framing choose(Beginning answer) {
    Shape shape = answer.shape();
    boolean waits = this == LINES && shape == Shape.OBJECT && !answer.hasLine();
    return shape == null || waits ? null : choose(answer, shape);
  }

  abstract Framing choose(Beginning answer, Shape shape);

  private static boolean isHtml(Beginning answer) {
    return answer.contentType().contains("html");
  }
}
