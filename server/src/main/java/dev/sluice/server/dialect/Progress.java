package dev.sluice.server.dialect;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * How far an answer has been told: which of its parts have grown, and up to where nothing can be
 * taken back. Parts are those of the stream's events. Not thread-safe.
 */
public final class Progress {
  private static final int ALL = Integer.MAX_VALUE;

  /** The parts of which something has been told, and the one that grew last, mostly the same. */
  private final Set<Integer> grown = new HashSet<>();

  private int grewLast = -1;

  /** Texts that only tell what the model is about to do, and count for no place. */
  private final Set<Integer> commentary = new HashSet<>(0);

  /** The highest part that cannot be taken back. */
  private int last = -1;

  /** How many characters of the text have been told; -1 if frames told it, uncounted. */
  private long text;

  /** A text begins, of which nothing has been told yet. */
  public void begins(int part, Part.Text begun) {
    if (begun.isCommentary()) {
      commentary.add(part);
    }
  }

  /** So much of a text is told. */
  public void text(int part, String piece) {
    if (text >= 0 && !(!commentary.isEmpty() && commentary.contains(part))) {
      text += piece.length();
    }
    says(part);
  }

  /** So much of a part is told that cannot be taken back. */
  public void says(int part) {
    stands(part);
    grows(part);
  }

  /** A part has begun that cannot be taken back, though nothing of what it holds is told. */
  public void stands(int part) {
    last = Math.max(last, part);
  }

  /** Something of a part is told that nobody misses should it be void: thoughts. */
  public void grows(int part) {
    if (part != grewLast) {
      grewLast = part;
      grown.add(part);
    }
  }

  /** Whether something of what a part holds has been told. */
  public boolean hasGrown(int part) {
    return grown.contains(part);
  }

  /**
   * Frames have told something.
   *
   * @param fixed whether some of it cannot be taken back wherever it stands, as a call
   */
  public void byFrames(boolean fixed) {
    text = -1;
    last = fixed ? ALL : last;
  }

  /**
   * An answer goes on here: whether it does so from what has been told, and nothing of that is
   * void. Of text that frames have told it is taken for granted: policies let it stand whole.
   */
  public boolean goOn(StreamEvent.Continued on) {
    boolean stands = last <= on.part() && text <= on.position();
    text = Math.max(text, on.position());
    forget(on.part() + 1);
    return stands;
  }

  /** What has come of this part and of those behind it is void: others have their numbers. */
  public void forget(int from) {
    grown.removeIf(part -> part >= from);
    commentary.removeIf(part -> part >= from);
    grewLast = -1;
  }
}
