package dev.sluice.fake;

import dev.sluice.chat.Outcome;

/** What becomes of a fake answer after its last piece. */
sealed interface Close {
  /** The stream ends. */
  record Ends(Outcome outcome) implements Close {}

  /** Nothing more comes, and nobody says so. */
  record Stalls() implements Close {}

  /** There never was a connection; the connect timeout ends it, if there is one. */
  record NeverConnects() implements Close {}
}
