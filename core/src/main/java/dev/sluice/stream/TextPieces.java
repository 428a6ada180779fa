package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a stream's events is the answer's text, for who reads that alone: text that is no
 * commentary, and the words of a refusal. Not thread-safe.
 */
final class TextPieces {
  private final Arrival stream;

  /** The parts that their provider calls commentary: usually none. */
  private final BitSet commentary = new BitSet(0);

  private boolean handedOut;

  /** How this view ends, if what it has handed out is void. */
  private Ending.@Nullable Incomplete takenBack;

  TextPieces(Arrival stream) {
    this.stream = stream;
  }

  /**
   * The text that an event brings; null if it brings none.
   *
   * @throws StreamException if it is an end that is not complete, or takes back what was handed out
   */
  @Nullable String of(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Content content -> piece(content);
      case StreamEvent.Restarted restarted -> restarted(restarted);
      case StreamEvent.Ended ended -> {
        ended.ending().completeReply();
        yield null;
      }
      case StreamEvent.Continued c -> null;
      case StreamEvent.Retrying r -> null;
      case StreamEvent.Started s -> null;
      case StreamEvent.UsageReported u -> null;
      case StreamEvent.Noted n -> null;
      case StreamEvent.Warned w -> null;
      case StreamEvent.Native n -> null;
      case StreamEvent.RoundStarted r -> null;
    };
  }

  /** A piece has reached its reader. */
  void handedOut() {
    handedOut = true;
  }

  /**
   * Nothing, unless what was handed out is void.
   *
   * @throws StreamException then
   */
  void check() {
    if (takenBack != null) {
      takenBack.completeReply(); // Throws: it is incomplete.
    }
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
  private @Nullable String restarted(StreamEvent.Restarted restarted) {
    commentary.clear();
    if (handedOut) {
      Failure why =
          new Failure.TakenBack(
              "the answer was interrupted ("
                  + restarted.cause().message()
                  + ") and begins anew, but the text before has been handed out; read events() or"
                  + " publisher() to be told, or reply() to get the last attempt's text alone");
      Reply reply = stream.endAs(why).reply();
      takenBack = new Ending.Incomplete(reply, new Cause.Failed(why));
      check();
    }
    return null;
  }
}
