package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;

/**
 * The entry that a cursor or a reader stands at. What it answers changes when that moves on; before
 * the first entry there is none, and asking for one is an {@link IllegalStateException}.
 */
public sealed interface Entry permits EntryCursor, RunReader {

  /** What an entry holds. */
  enum Kind {
    /** An event, in the form of {@link dev.sluice.codec.EventCodec}. */
    EVENT,
    /** A frame of a provider's own, as it came. */
    FRAME,
    /** How the run ended; always the last entry. */
    END
  }

  /** What it holds. */
  Kind kind();

  /**
   * The array in which its bytes stand, from {@link #from} on, {@link #length} of them. It is not
   * copied and must not change; other entries stand around them.
   */
  byte[] bytes();

  /** Where in {@link #bytes} it begins. */
  int from();

  /** How many bytes it has. */
  int length();

  /** What decodes a frame, such as {@code openai.chat}; empty of all else. */
  String format();

  /** The frame's own type, as of a server-sent event; empty if it has none, and of all else. */
  String type();

  /**
   * The event, decoded anew at each call.
   *
   * @throws RunLogException CORRUPT if it is none
   * @throws IllegalStateException if this is no {@link Kind#EVENT}
   */
  StreamEvent event();

  /**
   * The ending, decoded anew at each call: its reply has what no event tells, see {@link
   * Entries#stripped}.
   *
   * @throws RunLogException CORRUPT if it is none
   * @throws IllegalStateException if this is no {@link Kind#END}
   */
  Ending ending();

  /** The place behind this entry; before the first one, where the cursor or reader began. */
  Offset offset();
}
