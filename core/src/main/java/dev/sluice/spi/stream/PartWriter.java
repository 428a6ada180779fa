package dev.sluice.spi.stream;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of one answer, for a source that hears pieces of text one after the other and
 * calls of tools by numbers of their own: begins a part where another kind of piece comes, and ends
 * it where that kind ends. A call is ended with the answer, because another piece of it may come.
 *
 * <p>Where the wire says by itself where parts begin and end, a source tells that and needs none of
 * this. Not thread-safe.
 */
public final class PartWriter {
  private final StreamSink out;
  private int next;

  /** The text, reasoning or refusal that grows. */
  private @Nullable Part growing;

  private int index = -1;

  /** The calls by the source's numbers. */
  private @Nullable LinkedHashMap<Integer, Call> calls;

  /** The call that has begun last, or that a piece has come of last; null after a text. */
  private @Nullable Call begunLast;

  private @Nullable Call grownLast;

  /** How many calls are not ended, and how many of them are left so because they may be cut off. */
  private int open;

  private int cutOff;

  /** The image or sound that grows beside the text; -1 if there is none. */
  private int mediaIndex = -1;

  private @Nullable Part media;

  /** A call that has begun. */
  private static final class Call {
    final int index;
    Part.ToolCall begun;
    boolean open = true;

    Call(int index, Part.ToolCall begun) {
      this.index = index;
      this.begun = begun;
    }
  }

  /** Tells this sink. */
  public PartWriter(StreamSink out) {
    this.out = out;
  }

  /** A piece of text, not empty. */
  public void text(String piece) {
    if (!(growing instanceof Part.Text)) {
      begin(new Part.Text(""));
    }
    out.onEvent(new StreamEvent.TextDelta(index, piece));
  }

  /** A piece of reasoning, not empty. */
  public void reasoning(String piece) {
    if (!(growing instanceof Part.Reasoning)) {
      begin(new Part.Reasoning(""));
    }
    out.onEvent(new StreamEvent.ReasoningDelta(index, piece));
  }

  /** A piece of a refusal, not empty. */
  public void refusal(String piece) {
    if (!(growing instanceof Part.Refusal)) {
      begin(new Part.Refusal(""));
    }
    out.onEvent(new StreamEvent.RefusalDelta(index, piece));
  }

  /** How probable the tokens were that the text has grown by; of no use without a text. */
  public void logProbs(List<StreamEvent.LogProb> tokens) {
    if (growing instanceof Part.Text) {
      out.onEvent(new StreamEvent.LogProbs(index, tokens));
    }
  }

  /** Where something in the text comes from; one that comes before any text makes a part of it. */
  public void cited(Citation citation) {
    if (!(growing instanceof Part.Text)) {
      begin(new Part.Text(""));
    }
    out.onEvent(new StreamEvent.Cited(index, citation));
  }

  /**
   * A call begins.
   *
   * @param number which of the answer's calls it is, as the source counts
   * @param begun without its arguments
   */
  public void call(int number, Part.ToolCall begun) {
    endGrowing();
    calls = calls == null ? new LinkedHashMap<>(4) : calls;
    Call call = new Call(next++, begun);
    Call before = calls.put(number, call);
    if (before != null && before.open) {
      end(before);
    }
    open++;
    begunLast = call;
    grownLast = call;
    out.onEvent(new StreamEvent.PartStarted(call.index, begun));
  }

  /**
   * A piece of a call's arguments, not empty.
   *
   * @throws IllegalArgumentException if no such call has begun
   */
  public void arguments(int number, String piece) {
    Call call = begun(number);
    if (!call.open) {
      call.open = true;
      open++;
    }
    grownLast = call;
    out.onEvent(new StreamEvent.ToolCallDelta(call.index, piece));
  }

  /**
   * More is known of a call than when it began, such as its id: its end tells it.
   *
   * @param known the call without its arguments
   * @throws IllegalArgumentException if no such call has begun
   */
  public void known(int number, Part.ToolCall known) {
    begun(number).begun = known;
  }

  /**
   * What only the provider understands of a call.
   *
   * @throws IllegalArgumentException if no such call has begun
   */
  public void noted(int number, ProviderData data) {
    out.onEvent(new StreamEvent.PartNoted(begun(number).index, data));
  }

  private Call begun(int number) {
    Call call = calls == null ? null : calls.get(number);
    if (call == null) {
      throw new IllegalArgumentException("no call has the number " + number);
    }
    return call;
  }

  /**
   * What only the provider understands of the text, the reasoning or the refusal that grows; where
   * none does, a text begins with it.
   */
  public void noted(ProviderData data) {
    if (growing == null) {
      begin(new Part.Text(""));
    }
    out.onEvent(new StreamEvent.PartNoted(index, data));
  }

  /** Whether the part that grows is reasoning. */
  public boolean isReasoning() {
    return growing instanceof Part.Reasoning;
  }

  /** Whether the part that grows is a text. */
  public boolean isText() {
    return growing instanceof Part.Text;
  }

  /** An image or sound begins that comes in pieces; it grows beside the text, and ends with all. */
  public void media(Part.Media begun) {
    endMedia();
    media = begun;
    mediaIndex = next++;
    out.onEvent(new StreamEvent.PartStarted(mediaIndex, begun));
  }

  /**
   * A piece of it.
   *
   * @param base64 whole groups of four, not empty
   * @throws IllegalStateException if none has begun
   */
  public void mediaPiece(String base64) {
    if (media == null) {
      throw new IllegalStateException("no media has begun");
    }
    out.onEvent(new StreamEvent.MediaDelta(mediaIndex, base64, false));
  }

  private void endMedia() {
    Part ended = media;
    if (ended != null) {
      media = null;
      out.onEvent(new StreamEvent.PartEnded(mediaIndex, ended));
    }
  }

  /** A part that came at once. */
  public void whole(Part part) {
    endGrowing();
    int at = next++;
    out.onEvent(new StreamEvent.PartStarted(at, part));
    out.onEvent(new StreamEvent.PartEnded(at, part));
  }

  /**
   * The answer has come to its good end: whatever has begun is whole. Servers contradict
   * themselves: a piece that comes all the same is told, and its part is ended again with the next
   * call of this.
   */
  public void end() {
    endGrowing();
    endMedia();
    endCallsBut(null, null);
  }

  /**
   * The answer has come to a good end that stops it anywhere, as a token limit does: the call that
   * began last and the one that grew last, if no text came after them, may be cut off and are not
   * ended.
   */
  public void endCutOff() {
    endGrowing();
    endCallsBut(begunLast, grownLast);
  }

  private void endCallsBut(@Nullable Call one, @Nullable Call another) {
    boolean settled = open == 0 || (open == cutOff && one != null);
    if (settled || calls == null) {
      return; // A server may say many times that its answer has ended.
    }
    for (Call call : calls.values()) {
      if (call.open && call != one && call != another) {
        end(call);
      }
    }
    cutOff = open;
  }

  private void end(Call call) {
    call.open = false;
    open--;
    out.onEvent(new StreamEvent.PartEnded(call.index, call.begun));
  }

  private void begin(Part part) {
    endGrowing();
    begunLast = null;
    grownLast = null;
    growing = part;
    index = next++;
    out.onEvent(new StreamEvent.PartStarted(index, part));
  }

  private void endGrowing() {
    Part ended = growing;
    if (ended != null) {
      growing = null;
      out.onEvent(new StreamEvent.PartEnded(index, ended));
    }
  }
}
