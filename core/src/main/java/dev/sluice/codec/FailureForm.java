package dev.sluice.codec;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.Failure.RetryAdvice;
import dev.sluice.chat.Failure.Timeout.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms of failures and of exceptions. */
final class FailureForm {
  private static final Set<String> KINDS =
      Set.of(
          "unreachable",
          "untrusted",
          "misconfigured",
          "connection_lost",
          "refused",
          "error_in_stream",
          "not_a_stream",
          "ended_early",
          "malformed",
          "limit_exceeded",
          "timeout",
          "budget_spent",
          "process_ended",
          "invalid_request",
          "unavailable",
          "taken_back",
          "recorded",
          "defect");

  private FailureForm() {}

  static void write(FormWriter out, Failure failure) {
    out.object();
    switch (failure) {
      case Failure.Unreachable(String target, String why, Optional<Throwable> thrown) ->
          connection(out, "unreachable", target, why, thrown);
      case Failure.Untrusted(String target, String why, Optional<Throwable> thrown) ->
          connection(out, "untrusted", target, why, thrown);
      case Failure.Misconfigured(String target, String why, Optional<Throwable> thrown) ->
          connection(out, "misconfigured", target, why, thrown);
      case Failure.ConnectionLost(String target, String why, Optional<Throwable> thrown) ->
          connection(out, "connection_lost", target, why, thrown);
      case Failure.Refused refused -> {
        out.text('k', "refused")
            .text('h', refused.target())
            .number('n', refused.status(), 0)
            .text('s', refused.detail())
            .text('t', refused.type())
            .text('c', refused.code())
            .text('q', refused.requestId());
        blame(out, refused);
      }
      case Failure.ErrorInStream error -> {
        out.text('k', "error_in_stream")
            .text('s', error.detail())
            .text('t', error.type())
            .text('c', error.code());
        blame(out, error);
      }
      case Failure.NotAStream(String target, int status, String type, String body) ->
          out.text('k', "not_a_stream")
              .text('h', target)
              .number('n', status, 0)
              .text('m', type)
              .text('b', body);
      case Failure.EndedEarly(String target, String missing) ->
          out.text('k', "ended_early").text('h', target).text('w', missing);
      case Failure.Malformed(String what, String excerpt) ->
          out.text('k', "malformed").text('w', what).text('e', excerpt);
      case Failure.LimitExceeded(String what, long limit, String unit) ->
          out.text('k', "limit_exceeded").text('w', what).number('n', limit, 0).text('u', unit);
      case Failure.Timeout(Phase phase, Duration after, String target) ->
          out.text('k', "timeout").text('p', word(phase)).time('a', after).text('h', target);
      case Failure.BudgetSpent(String limit, boolean estimated) ->
          out.text('k', "budget_spent").text('w', limit).truth('g', estimated);
      case Failure.ProcessEnded(String process) ->
          out.text('k', "process_ended").text('w', process);
      case Failure.InvalidRequest(String message) ->
          out.text('k', "invalid_request").text('s', message);
      case Failure.Unavailable(String message, Optional<Throwable> thrown) -> {
        out.text('k', "unavailable").text('s', message);
        thrown.ifPresent(it -> thrown(out, it));
      }
      case Failure.TakenBack(String message) -> out.text('k', "taken_back").text('s', message);
      case Failure.Recorded(String kind, String message) ->
          out.text('k', "recorded").text('t', kind).text('s', message);
      case Failure.Defect(Throwable it) -> thrown(out.text('k', "defect"), it);
    }
    out.end();
  }

  private static void connection(
      FormWriter out, String kind, String target, String why, Optional<Throwable> thrown) {
    out.text('k', kind).text('h', target).text('w', why);
    thrown.ifPresent(it -> thrown(out, it));
  }

  private static void blame(FormWriter out, Failure.ByProvider failure) {
    Reason reason = failure.reason();
    out.text('r', reason == Reason.UNKNOWN ? "" : word(reason)).text('f', failure.field());
    advice(out, failure.advice());
  }

  private static void advice(FormWriter out, RetryAdvice advice) {
    if (!advice.equals(RetryAdvice.NONE)) {
      out.name('v').object();
      advice.after().ifPresent(time -> out.name('a').value(time));
      advice.should().ifPresent(should -> out.name('r').value(should));
      advice.longest().ifPresent(time -> out.name('l').value(time));
      out.end();
    }
  }

  private static void thrown(FormWriter out, Throwable thrown) {
    Throwable next = thrown;
    int count = 0;
    for (; next != null && count <= RecordedException.MAX_CAUSES; count++) {
      String className = RecordedException.classOf(next);
      Optional<String> message = Optional.ofNullable(next.getMessage());
      out.name('x').object().text('n', className);
      message.ifPresent(text -> out.name('s').value(text));
      out.text('t', next.toString(), RecordedException.usual(className, message));
      next = next.getCause();
    }
    while (count-- > 0) {
      out.end();
    }
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  static Failure read(FormReader in) {
    int start = in.place();
    String kind = in.kind();
    if (!KINDS.contains(kind)) {
      return unknown(in, start, kind);
    }
    Members had = new Members(in);
    return switch (kind) {
      case "unreachable" ->
          new Failure.Unreachable(had.host, had.why, Optional.ofNullable(had.thrown));
      case "untrusted" -> new Failure.Untrusted(had.host, had.why, Optional.ofNullable(had.thrown));
      case "misconfigured" ->
          new Failure.Misconfigured(had.host, had.why, Optional.ofNullable(had.thrown));
      case "connection_lost" ->
          new Failure.ConnectionLost(had.host, had.why, Optional.ofNullable(had.thrown));
      case "refused" ->
          new Failure.Refused(
                  had.host, had.status(), had.said, had.type, had.code, had.requestId, had.advice)
              .because(had.reason())
              .about(had.field);
      case "error_in_stream" ->
          new Failure.ErrorInStream(had.said, had.type, had.code)
              .because(had.reason())
              .about(had.field)
              .advised(had.advice);
      case "not_a_stream" ->
          new Failure.NotAStream(had.host, had.status(), had.mediaType, had.body);
      case "ended_early" -> new Failure.EndedEarly(had.host, had.why);
      case "malformed" -> new Failure.Malformed(had.why, had.excerpt);
      case "limit_exceeded" -> new Failure.LimitExceeded(had.why, had.number, had.unit);
      case "timeout" -> had.timeout(in.since(start));
      case "budget_spent" -> new Failure.BudgetSpent(had.why, had.estimated);
      case "process_ended" -> new Failure.ProcessEnded(had.why);
      case "invalid_request" -> new Failure.InvalidRequest(had.said);
      case "unavailable" -> new Failure.Unavailable(had.said, Optional.ofNullable(had.thrown));
      case "taken_back" -> new Failure.TakenBack(had.said);
      case "recorded" -> new Failure.Recorded(had.type, had.said);
      case "defect" -> new Failure.Defect(had.defect());
      default -> throw new IllegalStateException("a defect: the kind " + kind + " is not read");
    };
  }

  /** A kind of a later version tells its message as all do that have no other. */
  private static Failure unknown(FormReader in, int start, String kind) {
    String message = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      if (name == 's' && in.isText()) {
        message = in.text();
      } else {
        in.skip();
      }
    }
    return new Failure.Recorded(kind, message.isEmpty() ? in.since(start) : message);
  }

  /** The members of all known kinds, each of which means one thing. */
  private static final class Members {
    private final FormReader in;
    private String host = "";
    private String why = "";
    private String said = "";
    private String type = "";
    private String code = "";
    private String requestId = "";
    private String mediaType = "";
    private String body = "";
    private String excerpt = "";
    private String unit = "";
    private String reason = "";
    private String field = "";
    private @Nullable String phase;
    private long number;
    private Duration after = Duration.ZERO;
    private boolean estimated;
    private RetryAdvice advice = RetryAdvice.NONE;
    private @Nullable Throwable thrown;

    /** Reads the rest of the object. */
    Members(FormReader in) {
      this.in = in;
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 'h' -> host = in.text();
          case 'w' -> why = in.text();
          case 's' -> said = in.text();
          case 't' -> type = in.text();
          case 'c' -> code = in.text();
          case 'q' -> requestId = in.text();
          case 'm' -> mediaType = in.text();
          case 'b' -> body = in.text();
          case 'e' -> excerpt = in.text();
          case 'u' -> unit = in.text();
          case 'r' -> reason = in.text();
          case 'f' -> field = in.text();
          case 'p' -> phase = in.text();
          case 'n' -> number = in.number();
          case 'a' -> after = in.time();
          case 'g' -> estimated = in.truth();
          case 'v' -> advice = advice(in);
          case 'x' -> thrown = thrown(in);
          default -> in.skip();
        }
      }
    }

    int status() {
      if (number != (int) number) {
        throw in.broken("the status is too large");
      }
      return (int) number;
    }

    /** One that only a later version knows is none that this one could act on. */
    Reason reason() {
      for (Reason one : Reason.values()) {
        if (word(one).equals(reason)) {
          return one;
        }
      }
      return Reason.UNKNOWN;
    }

    /** Of a phase that only a later version knows: what is there. */
    Failure timeout(String json) {
      String word = phase;
      if (word == null) {
        throw in.missing('p');
      }
      for (Phase one : Phase.values()) {
        if (word(one).equals(word)) {
          return new Failure.Timeout(one, after, host);
        }
      }
      return new Failure.Recorded("timeout", json);
    }

    Throwable defect() {
      if (thrown == null) {
        throw in.missing('x');
      }
      return thrown;
    }
  }

  private static RetryAdvice advice(FormReader in) {
    Duration after = null;
    Boolean should = null;
    Duration longest = null;
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'a' -> after = in.time();
        case 'r' -> should = in.truth();
        case 'l' -> longest = in.time();
        default -> in.skip();
      }
    }
    return new RetryAdvice(
        Optional.ofNullable(after), Optional.ofNullable(should), Optional.ofNullable(longest));
  }

  private static RecordedException thrown(FormReader in) {
    String className = "";
    String message = null;
    String words = null;
    RecordedException cause = null;
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'n' -> className = in.text();
        case 's' -> message = in.text();
        case 't' -> words = in.text();
        case 'x' -> cause = thrown(in);
        default -> in.skip();
      }
    }
    if (words == null) {
      words = RecordedException.usual(className, Optional.ofNullable(message));
    }
    return new RecordedException(className, message, words, cause);
  }
}
