package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import java.util.Locale;
import java.util.Set;

/** Which endings another attempt may mend. */
final class Retriable {
  /**
   * Words in an error's type or code that say that the same request will fail again, where its
   * reason is not known: in what users' own sources tell, which need not name one.
   */
  private static final Set<String> HOPELESS =
      Set.of("invalid", "authentication", "permission", "not_found", "quota", "billing", "policy");

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_EARLY = 425;
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
          !blames(refused.status())
              && mayPass(refused)
              && refused.advice().should().orElseGet(() -> isPassing(refused));
      case Failure.ErrorInStream error -> mayPass(error) && error.advice().should().orElse(true);
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

  /** Whether it is the request's fault, or whoever's that asks: nothing said beside it helps. */
  private static boolean blames(int status) {
    return !Failure.Reason.ofStatus(status).mayPass();
  }

  /** Whether it does not blame what the same request would bring along again. */
  private static boolean mayPass(Failure.ByProvider failure) {
    return failure.reason() == Failure.Reason.UNKNOWN
        ? !hopeless(failure.type()) && !hopeless(failure.code())
        : failure.reason().mayPass();
  }

  private static boolean isPassing(Failure.Refused refused) {
    int status = refused.status();
    return status == REQUEST_TIMEOUT
        || status == CONFLICT
        || status == TOO_EARLY
        || status == TOO_MANY_REQUESTS
        || status >= SERVER_ERROR
        || refused.reason() != Failure.Reason.UNKNOWN;
  }

  private static boolean hopeless(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.matches("\\d{3}")) {
      return blames(Integer.parseInt(lower));
    }
    return HOPELESS.stream().anyMatch(lower::contains);
  }
}
