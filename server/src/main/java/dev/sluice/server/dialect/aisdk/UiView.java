package dev.sluice.server.dialect.aisdk;

import dev.sluice.server.dialect.Asked;

/** How an answer is shown. */
enum UiView implements Asked.View {
  /**
   * To a client that has lost what it had, and takes the stream for the whole message: also what
   * the message held before this run went on with it.
   */
  RESUMED
}
