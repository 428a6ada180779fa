package dev.sluice.policy;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;

/**
 * Where the text of an answer ends, in terms of its parts: what a continuation goes on from.
 *
 * @param part in which part; -1 if there is no text
 * @param open whether that part is not ended, so that more text joins it
 * @param begin how much of the answer's text stands before that part; -1 if that is not known
 */
record TextEnd(int part, boolean open, int begin) {
  static final TextEnd NONE = new TextEnd(-1, false, 0);

  /** The same after an event that is no text; so much text stands then. */
  TextEnd after(StreamEvent.Content content, int textLength) {
    return switch (content) {
      case StreamEvent.PartStarted(int begun, Part.Text text) when !text.isCommentary() ->
          new TextEnd(begun, true, textLength);
      case StreamEvent.PartEnded ended when ended.part() == part -> new TextEnd(part, false, begin);
      case StreamEvent.Content other -> this;
    };
  }

  /** The same where text of this part follows; so much text stands before. */
  TextEnd at(int growing, int textLength) {
    if (growing == part) {
      return open ? this : new TextEnd(part, true, begin);
    }
    return new TextEnd(growing, true, textLength);
  }
}
