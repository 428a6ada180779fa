package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The blocking view of the text alone. For one thread. */
final class TextIterator implements Iterator<String> {
  private final Arrival stream;
  private final EventIterator events;

  /** The parts that their provider calls commentary: usually none. */
  private final BitSet commentary = new BitSet(0);

  private @Nullable String next;
  private boolean handedOut;

  /** How this view ends, if what it has handed out is void. */
  private Ending.@Nullable Incomplete takenBack;

  TextIterator(Arrival stream) {
    this.stream = stream;
    this.events = new EventIterator(stream);
  }

  @Override
  public boolean hasNext() {
    while (next == null && takenBack == null && events.hasNext()) {
      switch (events.next()) {
        case StreamEvent.Content content -> next = piece(content);
        case StreamEvent.Restarted restarted -> restarted(restarted);
        case StreamEvent.Continued c -> {}
        case StreamEvent.Retrying r -> {}
        case StreamEvent.Ended ended -> ended.ending().completeReply();
        case StreamEvent.Started s -> {}
        case StreamEvent.UsageReported u -> {}
        case StreamEvent.Noted n -> {}
        case StreamEvent.Warned w -> {}
        case StreamEvent.Native n -> {}
        case StreamEvent.RoundStarted r -> {}
      }
    }
    if (takenBack != null) {
      takenBack.completeReply(); // Throws: it is incomplete.
    }
    return next != null;
  }

  /** Text that is no commentary, and the words of a refusal: nobody else would see those. */
  private @Nullable String piece(StreamEvent.Content content) {
    return switch (content) {
      case StreamEvent.TextDelta delta -> commentary.get(delta.part()) ? null : delta.text();
      case StreamEvent.RefusalDelta delta -> delta.text();
      case StreamEvent.PartStarted(int part, Part.Text text) -> {
        commentary.set(part, text.isCommentary());
        yield text.text().isEmpty() || text.isCommentary() ? null : text.text();
      }
      case StreamEvent.PartStarted(int part, Part.Refusal refusal) ->
          refusal.text().isEmpty() ? null : refusal.text();
      default -> null;
    };
  }

  /**
   * What was handed out cannot be taken back: the stream ends instead of lying. If it is over by
   * itself, which its reader has not come to see, this view ends so all the same.
   */
  private void restarted(StreamEvent.Restarted restarted) {
    commentary.clear();
    if (handedOut) {
      Failure why =
          new Failure.TakenBack(
              "the answer was interrupted ("
                  + restarted.cause().message()
                  + ") and begins anew, but the text before has been handed out; read events() to be"
                  + " told, or reply() to get the last attempt's text alone");
      Reply reply = stream.endAs(why).reply();
      takenBack = new Ending.Incomplete(reply, new Cause.Failed(why));
    }
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    String text = next;
    handedOut = true;
    next = null;
    return text;
  }
}
