package dev.sluice.policy;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;

/**
 * Where the parts of an attempt have their place in the whole answer. A text that it begins with
 * goes on in the part in which the text before broke off; all others follow behind. Not
 * thread-safe.
 */
final class Placing {
  private static final int UNDECIDED = -1;
  private static final int NO_PART = -2;

  private final TextEnd after;

  /** The attempt's part that goes on in another one. */
  private int joined;

  /** The attempt's text parts that their provider calls commentary. */
  private final Commentary commentary = new Commentary();

  /** The attempt's part that text has come of last. */
  private int lastText;

  /** How much text of the joined part came, and how much of it was shown. */
  private int received;

  private int shown;

  /** How much text of the part that is gone on in there was before. */
  private final int before;

  /**
   * Of an attempt that begins anew, or goes on after a text.
   *
   * @param textLength of the whole answer up to now
   */
  Placing(TextEnd after, int textLength) {
    this.after = after;
    this.before = after.begin() < 0 ? -1 : textLength - after.begin();
    this.joined = after.open() ? UNDECIDED : NO_PART;
  }

  /** The attempt begins anew, within a policy of its own; returns where the text ends then. */
  TextEnd again() {
    joined = after.open() ? UNDECIDED : NO_PART;
    commentary.clear();
    received = 0;
    shown = 0;
    return after;
  }

  /** Takes notice of what comes; says whether its part goes on in one that was there before. */
  boolean joins(StreamEvent.Content content) {
    if (content instanceof StreamEvent.PartStarted start) {
      commentary.begins(start);
    }
    if (joined == UNDECIDED) {
      boolean isText =
          content instanceof StreamEvent.TextDelta
              || (content instanceof StreamEvent.PartStarted start
                  && start.begun() instanceof Part.Text);
      joined = isText && isAnswer(content.part()) ? content.part() : NO_PART;
    }
    return content.part() == joined;
  }

  /** Whether this part of the attempt's is text of the answer, if it is text. */
  boolean isAnswer(int part) {
    return !commentary.has(part);
  }

  void received(StreamEvent.TextDelta delta) {
    lastText = delta.part();
    if (delta.part() == joined) {
      received += delta.text().length();
    }
  }

  void shown(String piece) {
    if (lastText == joined) {
      shown += piece.length();
    }
  }

  /** The whole answer's part that text has come of last. */
  int lastText() {
    return of(lastText);
  }

  /** The place of one of the attempt's parts: none is left out behind the joined one. */
  int of(int part) {
    if (part == joined) {
      return after.part();
    }
    return after.part() + (joined >= 0 && part > joined ? part : part + 1);
  }

  /** The same of what happens to it; what it says of the whole joined part is put right. */
  StreamEvent.Content of(StreamEvent.Content content) {
    int place = of(content.part());
    if (content.part() == joined) {
      if (content instanceof StreamEvent.PartEnded end && end.ended() instanceof Part.Text text) {
        // The stream knows the whole text, the attempt its own piece of it.
        Part bare = new Part.Text("");
        return new StreamEvent.PartEnded(place, text.data().map(bare::withData).orElse(bare));
      }
      if (content instanceof StreamEvent.Cited cited) {
        Citation citation = cited.citation();
        return new StreamEvent.Cited(
            place,
            before < 0 ? citation.withoutPlace() : citation.moved(before + shown - received));
      }
    }
    return place == content.part() ? content : content.inPart(place);
  }
}
