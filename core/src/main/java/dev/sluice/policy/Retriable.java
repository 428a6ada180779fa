package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import java.util.Locale;
import java.util.Set;

/** Which endings another attempt may mend. */
final class Retriable {
  /** Words in an error's type or code that say that the same request will fail again. */
  private static final Set<String> HOPELESS =
      Set.of("invalid", "authentication", "permission", "not_found", "quota", "billing", "policy");

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private Retriable() {}

  static boolean is(Cause cause) {
    return switch (cause) {
      case Cause.Truncated t -> true;
      case Cause.Cut c -> true;
      case Cause.TimedOut timeout -> timeout.why().phase() != Failure.Timeout.Phase.TOTAL;
      case Cause.Interrupted i -> true;
      case Cause.Failed failed -> is(failed.why());
      case Cause.OverBudget o -> false;
      case Cause.Cancelled c -> false;
    };
  }

  private static boolean is(Failure failure) {
    return switch (failure) {
      case Failure.Unreachable u -> true;
      case Failure.Untrusted u -> false;
      case Failure.Misconfigured m -> false;
      case Failure.ConnectionLost c -> true;
      case Failure.EndedEarly e -> true;
      case Failure.Timeout t -> true;
      case Failure.Refused refused ->
          refused.advice().should().orElseGet(() -> status(refused.status(), refused.code()));
      case Failure.ErrorInStream error -> !hopeless(error.type()) && !hopeless(error.code());
      case Failure.NotAStream n -> false;
      case Failure.Malformed m -> false;
      case Failure.LimitExceeded l -> false;
      case Failure.BudgetSpent b -> false;
      case Failure.ProcessEnded p -> true;
      case Failure.InvalidRequest i -> false;
      case Failure.Unavailable u -> false;
      case Failure.TakenBack t -> false;
      case Failure.Recorded r -> false;
      case Failure.Defect d -> false;
    };
  }

  private static boolean status(int status, String code) {
    boolean passing =
        status == REQUEST_TIMEOUT
            || status == CONFLICT
            || status == TOO_MANY_REQUESTS
            || status >= SERVER_ERROR;
    return passing && !hopeless(code);
  }

  private static boolean hopeless(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return HOPELESS.stream().anyMatch(lower::contains);
  }
}
