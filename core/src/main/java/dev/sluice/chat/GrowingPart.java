package dev.sluice.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of an answer while it comes. Not thread-safe. */
final class GrowingPart {
  private final int index;

  /** As it began, and once it has ended as its source ended it. */
  private Part frame;

  /** What it says, or in base 64 what it shows; null once that is in the whole part alone. */
  private @Nullable StringBuilder said;

  private @Nullable List<Citation> citations;
  private @Nullable Notes notes;

  /** The part, if its provider has ended it. */
  private @Nullable Part whole;

  private boolean ended;

  /** Whether something was told of the whole part that is not in it yet. */
  private boolean stale;

  private boolean kindIsTold;

  /**
   * A part.
   *
   * @param kindIsTold whether it is known what it is: to a reader that comes into the middle of a
   *     stream, not by what is only told of it
   */
  GrowingPart(int index, Part begun, boolean kindIsTold) {
    this.index = index;
    this.kindIsTold = kindIsTold;
    this.frame = begun;
    this.said = new StringBuilder(said(begun));
    this.notes = begun.data().map(Notes::new).orElse(null);
  }

  /** One of a kept partial, which may grow on. */
  static GrowingPart kept(int index, Part part) {
    Part bare = part.with(new Part.Marks(part.data(), true));
    List<Citation> cited = List.of();
    if (bare instanceof Part.Text text) {
      cited = text.citations();
      bare = text.cited(List.of()).with(bare.marks());
    }
    GrowingPart kept = new GrowingPart(index, bare, true);
    cited.forEach(kept::cite);
    if (part.isWhole()) {
      kept.end(bare);
    }
    return kept;
  }

  int index() {
    return index;
  }

  boolean isText() {
    return frame instanceof Part.Text;
  }

  /** How much of the answer's text it is. */
  int answerLength() {
    boolean isAnswer = frame instanceof Part.Text text && !text.isCommentary();
    return isAnswer ? open().length() : 0;
  }

  /** Whether its source has ended it, be it reopened or not. */
  boolean hasEnded() {
    return ended;
  }

  /** How much it says or shows up to now. */
  int length() {
    return said == null ? said(part()).length() : said.length();
  }

  /** What its source has told of it beside that, but for citations and notes. */
  int beside() {
    return frame.beside();
  }

  /** What is said so far, to be added to: then the part is not ended, or not any more. */
  private StringBuilder open() {
    if (said == null) {
      said = new StringBuilder(whole == null ? "" : said(whole));
    }
    return said;
  }

  private StringBuilder reopen() {
    StringBuilder text = open();
    whole = null;
    return text;
  }

  /** Whether this kind of part grows by this kind of delta. */
  boolean growsBy(StreamEvent.Content delta) {
    return switch (delta) {
      case StreamEvent.TextDelta t -> frame instanceof Part.Text;
      case StreamEvent.ReasoningDelta r -> frame instanceof Part.Reasoning;
      case StreamEvent.RefusalDelta r -> frame instanceof Part.Refusal;
      case StreamEvent.ToolCallDelta t -> frame instanceof Part.ToolCall;
      case StreamEvent.MediaDelta m -> frame instanceof Part.Media;
      case StreamEvent.NativeDelta n -> frame instanceof Part.Native;
      case StreamEvent.Cited c -> frame instanceof Part.Text;
      case StreamEvent.PartEnded end -> end.ended().getClass() == frame.getClass();
      case StreamEvent.PartStarted s -> false;
      case StreamEvent.LogProbs l -> true;
      case StreamEvent.PartNoted n -> true;
    };
  }

  /** Makes it one of this kind; false if it is known already what it is. */
  boolean turnsInto(Part begun) {
    if (kindIsTold || length() > 0 || citations != null) {
      return false;
    }
    kindIsTold = true;
    frame = begun;
    return true;
  }

  String kind() {
    return frame.getClass().getSimpleName();
  }

  void grow(String piece) {
    reopen().append(piece);
  }

  /** Takes the place of what was there; returns how much longer the part has become. */
  int replace(String piece) {
    StringBuilder text = reopen();
    int before = text.length();
    text.setLength(0);
    text.append(piece);
    return piece.length() - before;
  }

  void cite(Citation citation) {
    citations = citations == null ? new ArrayList<>() : citations;
    citations.add(citation);
    stale = true;
  }

  void note(ProviderData more) {
    if (notes == null) {
      notes = new Notes(more);
    } else {
      notes.add(more);
    }
    stale = true;
  }

  /** Says no more than this, and is not ended. */
  void cut(int length) {
    StringBuilder text = reopen();
    text.setLength(Math.min(length, text.length()));
  }

  /**
   * Another provider goes on, as which the whole message goes back: it refuses what the one before
   * has signed or enciphered.
   */
  void withoutProof() {
    frame = withoutProof(frame);
    whole = whole == null ? null : withoutProof(whole);
  }

  private static Part withoutProof(Part part) {
    return part instanceof Part.Reasoning thoughts ? thoughts.signed("").enciphered("") : part;
  }

  /** Ends it; returns the whole part. */
  Part end(Part end) {
    String own = said(end);
    String all = own.isEmpty() ? open().toString() : own;
    frame = end;
    end.data().ifPresent(this::note);
    Part joined = joined(all);
    whole = joined;
    stale = false;
    ended = true;
    said = null;
    return joined;
  }

  /** The part as it is now. */
  Part part() {
    Part all = whole;
    if (all == null) {
      return joined(open().toString()).unfinished();
    }
    if (stale) {
      stale = false;
      all = all instanceof Part.Text text && citations != null ? text.cited(citations) : all;
      all = notes == null ? all : all.withData(notes.data());
      whole = all;
    }
    return all;
  }

  /** The part as it is now, if it is taken for whole: its stream has come to its good end. */
  Part partOfWhole() {
    return whole != null ? part() : joined(open().toString());
  }

  private Part joined(String text) {
    Part joined =
        switch (frame) {
          case Part.Text part ->
              citations == null || !part.citations().isEmpty()
                  ? part.saying(text)
                  : part.saying(text).cited(citations);
          case Part.Reasoning part -> part.saying(text);
          case Part.Refusal part -> part.saying(text);
          case Part.ToolCall part -> part.saying(text);
          case Part.Native part -> part.saying(text);
          case Part.Media part -> text.isEmpty() ? part : part.holding(text);
          case Part.ToolResult part -> part;
          case Part.ApprovalRequest part -> part;
          case Part.ApprovalAnswer part -> part;
        };
    return notes == null ? joined : joined.withData(notes.data());
  }

  /** What a part says that its deltas might have said. */
  private static String said(Part part) {
    return switch (part) {
      case Part.Text text -> text.text();
      case Part.Reasoning reasoning -> reasoning.text();
      case Part.Refusal refusal -> refusal.text();
      case Part.ToolCall call -> call.arguments();
      case Part.Native own -> own.json();
      case Part.Media media ->
          media.source() instanceof Part.Media.Inline inline ? inline.base64() : "";
      case Part.ToolResult r -> "";
      case Part.ApprovalRequest a -> "";
      case Part.ApprovalAnswer a -> "";
    };
  }
}
