package dev.sluice.server.dialect.responses;

import dev.sluice.server.dialect.Asked;

/**
 * How a client wants to be told.
 *
 * @param after the {@code sequence_number} of the last event that it has had; -1 if it has had none
 */
record ResponsesView(long after) implements Asked.View {
  private static final long NOTHING = -1;

  /** Behind which number a client is told, be its request in another dialect. */
  static long after(Asked.View view) {
    return view instanceof ResponsesView(long after) ? after : NOTHING;
  }
}
