package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.Asked;

/**
 * How a client wants to be told.
 *
 * @param array whether its stream is one JSON array, not server-sent events
 * @param thoughts whether it is told what the model thinks
 */
record GeminiView(boolean array, boolean thoughts) implements Asked.View {
  private static final GeminiView USUAL = new GeminiView(false, true);

  /** What a view says, which may be that of a request in another dialect. */
  static GeminiView of(Asked.View view) {
    return view instanceof GeminiView own ? own : USUAL;
  }
}
