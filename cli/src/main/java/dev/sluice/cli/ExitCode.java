package dev.sluice.cli;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;

/** What the process says to the shell that started it. */
final class ExitCode {
  /** The answer is whole. */
  static final int COMPLETED = 0;

  /**
   * The provider refused, failed, withheld all or could not be reached; or the answer could not be
   * written.
   */
  static final int FAILED = 1;

  /** Wrong usage: nothing was sent. */
  static final int USAGE = 2;

  /** The answer is incomplete: truncated or cut, or its provider gave up in the middle. */
  static final int INCOMPLETE = 3;

  /** A timeout fired. */
  static final int TIMED_OUT = 4;

  /** The answer stopped at its budget. */
  static final int OVER_BUDGET = 5;

  /** Ctrl-C; what a shell makes of SIGINT. */
  static final int CANCELLED = 130;

  /** What a shell makes of SIGTERM. */
  static final int TERMINATED = 143;

  /** Whoever read standard output has gone; what a shell makes of SIGPIPE. */
  static final int CLOSED_PIPE = 141;

  private ExitCode() {}

  static int of(Ending ending) {
    return switch (ending) {
      case Ending.Completed done when done.isWithheld() -> FAILED;
      case Ending.Completed done ->
          done.finishReason().kind() == FinishReason.Kind.ERROR ? INCOMPLETE : COMPLETED;
      case Ending.Incomplete early ->
          switch (early.cause()) {
            case Cause.Truncated truncated -> INCOMPLETE;
            case Cause.Cut cut -> INCOMPLETE;
            case Cause.Interrupted interrupted -> INCOMPLETE;
            case Cause.TimedOut late -> TIMED_OUT;
            case Cause.OverBudget spent -> OVER_BUDGET;
            case Cause.Cancelled cancelled -> CANCELLED;
            case Cause.Failed failed ->
                failed.why() instanceof Failure.InvalidRequest ? USAGE : FAILED;
          };
    };
  }
}
