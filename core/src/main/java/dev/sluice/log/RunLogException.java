package dev.sluice.log;

import java.util.Objects;

/** A run, or the store of runs, can't be used; the message says what, where and what to do. */
public final class RunLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What kind of trouble it is. */
  public enum Kind {
    /** There is no such run, or no more. */
    GONE,
    /** Somebody else writes it. */
    BUSY,
    /** It has ended. */
    OVER,
    /** The store has no room. */
    FULL,
    /** Somebody else keeps the store for himself for longer than we wait. */
    LOCKED,
    /** The store is damaged. */
    CORRUPT,
    /** A later version wrote it. */
    NEWER,
    /** Reading or writing failed otherwise. */
    UNUSABLE,
    /** It is closed. */
    CLOSED
  }

  /** A trouble; the message is for people and holds no secret. */
  public RunLogException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** A trouble with what caused it. */
  public RunLogException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** What kind of trouble it is. */
  public Kind kind() {
    return kind;
  }
}
