package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;

/**
 * A part of the answer while it is told. What it says comes in deltas and once more as a whole, or
 * in one of both alone: it remembers how much was told, and a hash of it, so that only what is
 * missing is told afterwards. Not thread-safe.
 */
final class Section {
  /** What a part grows by. */
  enum Growth {
    TEXT,
    REFUSAL,
    /** A summary of thoughts. */
    SUMMARY,
    /** Thoughts themselves. */
    THOUGHT,
    CALL,
    MEDIA,
    NATIVE;

    boolean isReasoning() {
      return this == SUMMARY || this == THOUGHT;
    }
  }

  /** The part's number for readers. */
  final int part;

  /** As it was told that it begins. */
  final Part begun;

  /** Of thoughts that have only begun it is not known yet which. */
  Growth growth;

  /** The provider's number of it within its item. */
  long index;

  /** How many citations were told. */
  int cited;

  /** Whether it was told how probable its tokens were. */
  boolean probable;

  boolean ended;

  private int told;
  private int hash;

  /** What it says, where the deltas have told something else. */
  private String instead = "";

  Section(int part, Part begun, Growth growth, long index) {
    this.part = part;
    this.begun = begun;
    this.growth = growth;
    this.index = index;
  }

  /** Whether nothing was told of it but that it begins. */
  boolean isUntold() {
    return told == 0;
  }

  /** It grows by this, which is not empty. */
  StreamEvent grow(String piece) {
    told += piece.length();
    hash = hash(hash, piece, piece.length());
    return switch (growth) {
      case TEXT -> new StreamEvent.TextDelta(part, piece);
      case REFUSAL -> new StreamEvent.RefusalDelta(part, piece);
      case SUMMARY, THOUGHT -> new StreamEvent.ReasoningDelta(part, piece);
      case CALL -> new StreamEvent.ToolCallDelta(part, piece);
      case MEDIA -> new StreamEvent.MediaDelta(part, piece, true);
      case NATIVE -> new StreamEvent.NativeDelta(part, piece);
    };
  }

  /** What of the whole has not been told; empty if nothing, or if the deltas have told another. */
  String missing(String whole) {
    if (whole.length() < told) {
      return ""; // An abridged repetition.
    }
    if (hash(0, whole, told) != hash) {
      instead = whole;
      return "";
    }
    return whole.length() == told ? "" : whole.substring(told);
  }

  /** What the part says where its deltas were wrong; empty if they were right. */
  String instead() {
    return instead;
  }

  private static int hash(int before, String text, int length) {
    int sum = before;
    for (int i = 0; i < length; i++) {
      sum = 31 * sum + text.charAt(i);
    }
    return sum;
  }
}
