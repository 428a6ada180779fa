package dev.sluice.spi.stream;

import dev.sluice.chat.StreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps half a surrogate pair at the end of a piece back until its other half comes with the part's
 * next piece, since what readers have been given cannot be taken back, and half a character cannot
 * be written. A half whose other one does not come is told as U+FFFD. Not thread-safe.
 */
public final class WholeCharacters {
  private static final String NO_CHARACTER = "\uFFFD";

  /** The piece that ends in a half, cut down to it. */
  private StreamEvent.@Nullable Content half;

  private char high;

  /** Nothing is kept back yet. */
  public WholeCharacters() {}

  /** Tells the sink an event, and before it what it completes. */
  public void tell(StreamEvent event, StreamSink out) {
    if (event instanceof StreamEvent.TextDelta delta && half == null && isWhole(delta.text())) {
      out.onEvent(event); // Most events.
      return;
    }
    if (!(event instanceof StreamEvent.Content content)) {
      if (event instanceof StreamEvent.FurtherAttempt) {
        half = null; // Of an attempt that has broken off.
      }
      out.onEvent(event);
      return;
    }
    if (isBeside(content)) {
      out.onEvent(event);
      return;
    }
    StreamEvent.Content kept = half;
    String piece = piece(content);
    if (kept != null && kept.part() == content.part()) {
      half = null;
      if (piece == null || kept.getClass() != content.getClass()) {
        out.onEvent(with(kept, NO_CHARACTER));
      } else {
        piece = high + piece;
      }
    }
    if (piece == null || piece.isEmpty()) {
      out.onEvent(content);
    } else {
      pieces(content, piece, out);
    }
  }

  private void pieces(StreamEvent.Content content, String piece, StreamSink out) {
    String told = withoutHalves(piece);
    int last = told.length() - 1;
    if (Character.isHighSurrogate(told.charAt(last))) {
      end(out); // Of another part.
      half = content;
      high = told.charAt(last);
      told = told.substring(0, last);
    }
    if (!told.isEmpty()) {
      out.onEvent(with(content, told));
    }
  }

  /**
   * The answer is whole: the other half will not come. At the end of one that broke off a half is
   * left out, for the other may come with its continuation.
   */
  public void end(StreamSink out) {
    StreamEvent.Content kept = half;
    if (kept != null) {
      half = null;
      out.onEvent(with(kept, NO_CHARACTER));
    }
  }

  /** Whether nothing is to be done: there are no pairs in most texts. */
  private static boolean isWhole(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      if (Character.isSurrogate(piece.charAt(i))) {
        return false;
      }
    }
    return !piece.isEmpty();
  }

  /** The piece with its lonely halves replaced, but for a first half at its end, which waits. */
  private static String withoutHalves(String piece) {
    StringBuilder mended = null;
    int size;
    for (int i = 0; i < piece.length(); i += size) {
      int character = piece.codePointAt(i);
      size = Character.charCount(character);
      boolean isHalf = size == 1 && Character.isSurrogate((char) character);
      boolean waits = i == piece.length() - 1 && Character.isHighSurrogate((char) character);
      if (isHalf && !waits) {
        mended = mended == null ? new StringBuilder(piece) : mended;
        mended.replace(i, i + 1, NO_CHARACTER);
      }
    }
    return mended == null ? piece : mended.toString();
  }

  /** Whether this is about a part and no piece of it: then a half goes on waiting. */
  private static boolean isBeside(StreamEvent.Content content) {
    return content instanceof StreamEvent.LogProbs
        || content instanceof StreamEvent.Cited
        || content instanceof StreamEvent.PartNoted;
  }

  private static @Nullable String piece(StreamEvent.Content content) {
    return switch (content) {
      case StreamEvent.TextDelta delta -> delta.text();
      case StreamEvent.ReasoningDelta delta -> delta.text();
      case StreamEvent.RefusalDelta delta -> delta.text();
      case StreamEvent.ToolCallDelta delta -> delta.fragment();
      case StreamEvent.NativeDelta delta -> delta.text();
      case StreamEvent.MediaDelta m -> null;
      case StreamEvent.PartStarted s -> null;
      case StreamEvent.PartEnded e -> null;
      case StreamEvent.PartNoted n -> null;
      case StreamEvent.Cited c -> null;
      case StreamEvent.LogProbs l -> null;
    };
  }

  private static StreamEvent.Content with(StreamEvent.Content content, String piece) {
    return switch (content) {
      case StreamEvent.TextDelta delta ->
          piece.equals(delta.text()) ? delta : new StreamEvent.TextDelta(delta.part(), piece);
      case StreamEvent.ReasoningDelta delta -> new StreamEvent.ReasoningDelta(delta.part(), piece);
      case StreamEvent.RefusalDelta delta -> new StreamEvent.RefusalDelta(delta.part(), piece);
      case StreamEvent.ToolCallDelta delta -> new StreamEvent.ToolCallDelta(delta.part(), piece);
      case StreamEvent.NativeDelta delta -> new StreamEvent.NativeDelta(delta.part(), piece);
      default -> content;
    };
  }
}
