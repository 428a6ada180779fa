package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client may see of what went wrong: no exceptions, whose classes and messages are of the
 * gateway's inside, and, where clients have keys, no addresses of the servers behind it either.
 * Where there are no keys it is the user's own machine, and an address is what he has to know. The
 * log keeps all of it.
 */
final class Shown {
  private static final String PROVIDER = "the provider";

  /** Names need a port to be told from other words; addresses in digits don't. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.:-])(?:[a-z]+://)?(?:(?:\\[[0-9A-Fa-f:.%]{2,60}]|\\d{1,3}(?:\\.\\d{1,3}){3})"
              + "(?::\\d{1,5})?|[A-Za-z0-9][A-Za-z0-9.-]{0,252}:\\d{2,5})(?![\\w-])");

  /** In our own words, a name that somebody does something under, or that something is from. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:^\\S+(?= sends what | answers in | does not speak ))|(?:(?<= from )\\S+$)");

  private final boolean local;

  private Shown(boolean local) {
    this.local = local;
  }

  /** To clients of this owner; of nobody where there are no keys. */
  static Shown to(String owner) {
    return new Shown(owner.isEmpty());
  }

  Ending ending(Ending ending) {
    return ending instanceof Ending.Incomplete(var partial, Cause cause)
        ? new Ending.Incomplete(partial, cause(cause))
        : ending;
  }

  StreamEvent event(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Retrying(int n, String model, Cause cause, var delay, var used) ->
          new StreamEvent.Retrying(n, model, cause(cause), delay, used);
      case StreamEvent.Restarted(int n, String model, Cause cause, var used) ->
          new StreamEvent.Restarted(n, model, cause(cause), used);
      case StreamEvent.Continued(int n, String model, int part, int at, Cause cause, var used) ->
          new StreamEvent.Continued(n, model, part, at, cause(cause), used);
      default -> event;
    };
  }

  Cause cause(Cause cause) {
    return switch (cause) {
      case Cause.Truncated(Failure.EndedEarly why) -> new Cause.Truncated(endedEarly(why));
      case Cause.Cut(Failure.ConnectionLost why) -> new Cause.Cut(lost(why));
      case Cause.Failed(Failure why) -> new Cause.Failed(failure(why));
      case Cause.TimedOut(Failure.Timeout why) -> new Cause.TimedOut(late(why));
      case Cause.OverBudget budget -> budget;
      case Cause.Interrupted(Failure.ProcessEnded why) ->
          new Cause.Interrupted(local ? why : new Failure.ProcessEnded(""));
      case Cause.Cancelled cancelled -> cancelled;
    };
  }

  // Long because each kind has words of its own.
  Failure failure(Failure why) {
    return switch (why) {
      case Failure.Unreachable(String target, String reason, var below) ->
          new Failure.Unreachable(target(target), text(reason, target), Optional.empty());
      case Failure.Untrusted(String target, String reason, var below) ->
          new Failure.Untrusted(target(target), text(reason, target), Optional.empty());
      case Failure.Misconfigured(String target, String reason, var below) ->
          new Failure.Misconfigured(target(target), text(reason, target), Optional.empty());
      case Failure.ConnectionLost lost -> lost(lost);
      case Failure.Refused refused -> refused(refused);
      case Failure.NotAStream(String target, int status, String type, String body) ->
          new Failure.NotAStream(target(target), status, type, body);
      case Failure.EndedEarly early -> endedEarly(early);
      case Failure.Malformed(String what, String excerpt) ->
          new Failure.Malformed(ours(what), excerpt);
      case Failure.LimitExceeded(String what, long limit, String unit) ->
          new Failure.LimitExceeded(ours(what), limit, unit);
      case Failure.Timeout late -> late(late);
      case Failure.Unavailable(String message, var below) ->
          new Failure.Unavailable(text(message, ""), Optional.empty());
      case Failure.Defect defect ->
          new Failure.Recorded(
              defect.kind(), "the gateway failed at this run; whoever runs it finds it by its id");
      case Failure.Recorded(String kind, String message) ->
          new Failure.Recorded(kind, text(message, ""));
      case Failure.ErrorInStream said -> said;
      case Failure.BudgetSpent spent -> spent;
      case Failure.ProcessEnded ended -> local ? ended : new Failure.ProcessEnded("");
      case Failure.InvalidRequest wrong -> wrong;
      case Failure.TakenBack taken -> taken;
    };
  }

  private Failure.ConnectionLost lost(Failure.ConnectionLost why) {
    return new Failure.ConnectionLost(
        target(why.target()), text(why.reason(), why.target()), Optional.empty());
  }

  private Failure.EndedEarly endedEarly(Failure.EndedEarly why) {
    return new Failure.EndedEarly(target(why.target()), why.missing());
  }

  private Failure.Timeout late(Failure.Timeout why) {
    String target = why.target().isEmpty() ? "" : target(why.target());
    return new Failure.Timeout(why.phase(), why.after(), target);
  }

  /** What the provider itself says is for the client; but not where it leads to elsewhere. */
  private Failure refused(Failure.Refused why) {
    boolean leads = why.status() >= 300 && why.status() < 400;
    return new Failure.Refused(
            target(why.target()),
            why.status(),
            leads ? text(why.detail(), why.target()) : why.detail(),
            why.type(),
            why.code(),
            why.requestId(),
            why.advice())
        .because(why.reason())
        .about(why.field());
  }

  private String target(String target) {
    return local ? target : PROVIDER;
  }

  private String ours(String text) {
    return local ? text : text(NAMED.matcher(text).replaceAll(PROVIDER), "");
  }

  private String text(String text, String target) {
    if (local) {
      return text;
    }
    String without = target.isEmpty() ? text : text.replace(target, PROVIDER);
    return ADDRESS.matcher(without).replaceAll(PROVIDER);
  }
}
