package dev.sluice.server.dialect;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.StreamEvent;

/**
 * What an ending that is not complete is called, in the stream as in an answer that has not begun.
 * These words are the same whoever the provider is: a dialect says them in its own.
 *
 * @param message for a person
 * @param type a word for the kind of error, as OpenAI has them
 * @param code a word for what exactly it is: {@code truncated}
 * @param param the field of the request that is blamed; empty if it is none
 */
public record EndingError(String message, String type, String code, String param) {

  /** Of this ending. */
  public static EndingError of(Ending.Incomplete ending) {
    return of(ending.cause());
  }

  /** Of this cause. */
  public static EndingError of(Cause cause) {
    return switch (cause) {
      case Cause.Cancelled c ->
          new EndingError(
              "the run was stopped: the answer is not whole", "cancelled", "cancelled", "");
      case Cause.Failed(Failure.ByProvider said) -> byProvider(said);
      case Cause.Failed(Failure.InvalidRequest wrong) ->
          new EndingError(wrong.message(), "invalid_request_error", wrong.kind(), "");
      case Cause.Failed(Failure.TakenBack void_) ->
          new EndingError(void_.message(), "server_error", "restarted", "");
      case Cause.Failed(Failure why) ->
          new EndingError(why.message(), "server_error", why.kind(), "");
      case Cause.TimedOut t -> new EndingError(t.message(), "timeout_error", t.kind(), "");
      case Cause.OverBudget o -> new EndingError(o.message(), "insufficient_quota", o.kind(), "");
      case Cause.Truncated t -> new EndingError(t.message(), "server_error", t.kind(), "");
      case Cause.Cut c -> new EndingError(c.message(), "server_error", c.kind(), "");
      case Cause.Interrupted i -> new EndingError(i.message(), "server_error", i.kind(), "");
    };
  }

  /** Of a reason that says by itself that the provider gave up, though it ended its answer. */
  public static EndingError of(FinishReason reason) {
    String word = reason.raw().isEmpty() ? reason.code() : reason.raw();
    String detail = reason.detail().isEmpty() ? "" : ": " + reason.detail();
    return new EndingError(
        "the provider ended the answer as failed (" + word + ")" + detail,
        "server_error",
        "upstream_error",
        "");
  }

  /** Of an answer that begins anew, where what was told can't be taken back. */
  public static EndingError of(StreamEvent.FurtherAttempt again) {
    return new EndingError(
        "the answer was interrupted ("
            + again.cause().message()
            + ") and begins anew: what was sent is void; ask again, or follow the run from its"
            + " start",
        "server_error",
        "restarted",
        "");
  }

  /** What a provider blames: if it does not say, its status does. */
  public static Failure.Reason reason(Failure.ByProvider said) {
    return said instanceof Failure.Refused refused && said.reason() == Failure.Reason.UNKNOWN
        ? Failure.Reason.ofStatus(refused.status())
        : said.reason();
  }

  private static EndingError byProvider(Failure.ByProvider said) {
    Failure.Reason reason = reason(said);
    String type =
        switch (reason) {
          case INVALID_REQUEST, CONTEXT_TOO_LONG, NOT_FOUND -> "invalid_request_error";
          case RATE_LIMITED -> "rate_limit_error";
          case QUOTA -> "insufficient_quota";
          case CONTENT_FILTERED -> "content_filter";
          case OVERLOADED -> "overloaded_error";
          // The gateway's own key, and no business of the client's.
          case AUTHENTICATION, PERMISSION, SERVER_ERROR, UNKNOWN -> "server_error";
        };
    String code =
        switch (reason) {
          case INVALID_REQUEST -> said.code().isEmpty() ? "invalid_request" : said.code();
          case CONTEXT_TOO_LONG -> "context_length_exceeded";
          case NOT_FOUND -> "model_not_found";
          case RATE_LIMITED -> "rate_limit_exceeded";
          case QUOTA -> "insufficient_quota";
          case CONTENT_FILTERED -> "content_filter";
          case OVERLOADED -> "overloaded";
          case AUTHENTICATION, PERMISSION -> "upstream_unauthorized";
          case SERVER_ERROR, UNKNOWN -> said.code().isEmpty() ? "upstream_error" : said.code();
        };
    return new EndingError(said.message(), type, code, said.field());
  }
}
