package dev.sluice.codec;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import org.jspecify.annotations.Nullable;

/** The forms of causes. */
final class CauseForm {
  private CauseForm() {}

  static void write(FormWriter out, Cause cause) {
    switch (cause) {
      case Cause.Truncated(Failure.EndedEarly why) -> of(out, "truncated", why);
      case Cause.Cut(Failure.ConnectionLost why) -> of(out, "cut", why);
      case Cause.Failed(Failure why) -> of(out, "failed", why);
      case Cause.TimedOut(Failure.Timeout why) -> of(out, "timed_out", why);
      case Cause.OverBudget(Failure.BudgetSpent why) -> of(out, "over_budget", why);
      case Cause.Interrupted(Failure.ProcessEnded why) -> of(out, "interrupted", why);
      case Cause.Cancelled c -> out.object("cancelled");
    }
    out.end();
  }

  private static void of(FormWriter out, String kind, Failure why) {
    FailureForm.write(out.object(kind).name('f'), why);
  }

  /**
   * A cause; one that this version does not know is a failure that says so, and of a known one
   * whose failure it does not know that failure counts.
   */
  static Cause read(FormReader in) {
    int start = in.place();
    String kind = in.kind();
    Failure why = null;
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'f' -> why = FailureForm.read(in);
        default -> in.skip();
      }
    }
    return switch (kind) {
      case "cancelled" -> new Cause.Cancelled();
      case "truncated", "cut", "failed", "timed_out", "over_budget", "interrupted" -> {
        if (why == null) {
          throw in.missing('f');
        }
        Cause cause = of(kind, why);
        if (cause == null) {
          throw in.broken(start, "expected another failure for this cause");
        }
        yield cause;
      }
      default -> new Cause.Failed(new Failure.Recorded(kind, in.since(start)));
    };
  }

  /** Null if no cause of this kind has such a failure. */
  private static @Nullable Cause of(String kind, Failure why) {
    return switch (why) {
      case Failure.Recorded later -> new Cause.Failed(later);
      case Failure.EndedEarly early when kind.equals("truncated") -> new Cause.Truncated(early);
      case Failure.ConnectionLost lost when kind.equals("cut") -> new Cause.Cut(lost);
      case Failure.Timeout timeout when kind.equals("timed_out") -> new Cause.TimedOut(timeout);
      case Failure.BudgetSpent spent when kind.equals("over_budget") -> new Cause.OverBudget(spent);
      case Failure.ProcessEnded ended when kind.equals("interrupted") ->
          new Cause.Interrupted(ended);
      default -> kind.equals("failed") ? new Cause.Failed(why) : null;
    };
  }
}
