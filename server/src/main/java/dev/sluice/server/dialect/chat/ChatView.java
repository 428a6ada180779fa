package dev.sluice.server.dialect.chat;

import dev.sluice.server.dialect.Asked;

/**
 * How a client wants to be told.
 *
 * @param usage whether what was used is told in a chunk of its own before the end
 */
record ChatView(boolean usage) implements Asked.View {
  /** Whether a view, which may be that of a request in another dialect, asks for usage. */
  static boolean wantsUsage(Asked.View view) {
    return view instanceof ChatView(boolean usage) && usage;
  }
}
