package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.transport.ResponseHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the keys out of what a peer said, for it may have echoed them; then shortens it, in this
 * order, since half a key is no longer found. The one border that everything passes which leaves a
 * wire format: an answer's head, what names it, and how it ends. What the model says is left alone.
 */
final class Redaction {
  /** The most characters of a message or of a body that are shown. */
  static final int MAX_TEXT = 2000;

  /** The most characters of a word of a peer's, such as an error's code, and of an excerpt. */
  static final int MAX_WORD = 200;

  /** How deep a chain of exceptions is looked through. */
  private static final int MAX_CAUSES = 16;

  private final WireFormat format;

  /** Those of the request's own headers, and of the way to the peer. */
  private final List<Secret> secrets;

  /**
   * What takes out the keys of a format, of a request, and of the way that it goes.
   *
   * @param onTheWay see {@link dev.sluice.spi.transport.Exchange#secrets}
   */
  Redaction(WireFormat format, ChatRequest request, List<String> onTheWay) {
    this.format = format;
    if (request.headers().isEmpty() && onTheWay.isEmpty()) {
      this.secrets = List.of();
    } else {
      this.secrets = new ArrayList<>(Secret.of(request.headers()));
      onTheWay.forEach(secret -> secrets.add(new Secret(secret)));
    }
  }

  /** This text without any key. */
  String redact(String text) {
    String clean = format.redact(text);
    for (Secret secret : secrets) {
      clean = secret.redact(clean);
    }
    return clean;
  }

  /** A head with clean values. */
  ResponseHead head(ResponseHead head) {
    Map<String, String> clean = new HashMap<>();
    head.headers().forEach((name, value) -> clean.put(redact(name), redact(value)));
    return clean.equals(head.headers()) ? head : new ResponseHead(head.status(), clean);
  }

  /** An event with clean names and ids. */
  StreamEvent event(StreamEvent event) {
    return switch (event) {
      case StreamEvent.PartStarted(int part, Part begun) ->
          new StreamEvent.PartStarted(part, part(begun));
      case StreamEvent.PartEnded(int part, Part ended) ->
          new StreamEvent.PartEnded(part, part(ended));
      case StreamEvent.PartNoted(int part, ProviderData data) ->
          new StreamEvent.PartNoted(part, data(data));
      case StreamEvent.Cited(int part, Citation citation) ->
          new StreamEvent.Cited(part, citation(citation));
      case StreamEvent.Content said -> said;
      case StreamEvent.Started start ->
          new StreamEvent.Started(
                  redact(start.id()), redact(start.model()), redact(start.requestId()))
              .limited(start.rateLimits());
      case StreamEvent.Noted(ProviderData data) -> new StreamEvent.Noted(data(data));
      case StreamEvent.Native(String provider, String type, String json) ->
          new StreamEvent.Native(provider, redact(type), redact(json));
      case StreamEvent.Warned(String message) -> new StreamEvent.Warned(text(message));
      case StreamEvent.UsageReported report -> new StreamEvent.UsageReported(usage(report.usage()));
      case StreamEvent.RoundStarted round -> round;
      case StreamEvent.FurtherAttempt attempt -> attempt;
      case StreamEvent.Ended ended -> ended;
    };
  }

  /** What was counted, with a clean report as it came. */
  private Usage usage(Usage usage) {
    String raw = redact(usage.raw());
    return raw.equals(usage.raw()) ? usage : usage.toBuilder().raw(raw).build();
  }

  /** A part with clean names, ids and data: of what it says, only what the model does not. */
  private Part part(Part part) {
    Part clean =
        switch (part) {
          case Part.ToolCall call -> call.called(redact(call.id()), redact(call.name()));
          case Part.Native own -> own.typed(redact(own.type()));
          case Part.ToolResult result -> result;
          case Part.ApprovalRequest request -> request;
          case Part.ApprovalAnswer answer -> answer;
          case Part.Text text -> text.cited(text.citations().stream().map(this::citation).toList());
          case Part.Reasoning reasoning -> reasoning;
          case Part.Refusal refusal -> refusal;
          case Part.Media media -> media;
        };
    return part.data().map(data -> clean.withData(data(data))).orElse(clean);
  }

  private ProviderData data(ProviderData data) {
    Map<String, String> clean = new LinkedHashMap<>();
    data.fields().forEach((name, json) -> clean.put(redact(name), redact(json)));
    return ProviderData.of(data.provider(), clean);
  }

  /** Sources are told by the server that looked them up, not by the model. */
  private Citation citation(Citation citation) {
    Citation.Builder clean =
        Citation.builder()
            .url(redact(citation.url()))
            .title(redact(citation.title()))
            .quote(redact(citation.quote()))
            .raw(redact(citation.raw()));
    return citation.hasPlace()
        ? clean.place(citation.from(), citation.to()).build()
        : clean.build();
  }

  /** An outcome that holds no key and no more of a peer's text than a person reads. */
  Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Finished(FinishReason reason) ->
          new Outcome.Finished(
              new FinishReason(reason.kind(), word(reason.raw())).explained(text(reason.detail())));
      case Cause.Truncated truncated -> truncated;
      case Cause.Cut(Failure.ConnectionLost why) -> new Cause.Cut(lost(why));
      case Cause.Failed(Failure why) -> new Cause.Failed(failure(why));
      case Cause.TimedOut timedOut -> timedOut;
      case Cause.OverBudget overBudget -> overBudget;
      case Cause.Interrupted interrupted -> interrupted;
      case Cause.Cancelled cancelled -> cancelled;
    };
  }

  /** A failure that holds no key, either. */
  Failure failure(Failure failure) {
    return switch (failure) {
      case Failure.Unreachable(String target, String reason, Optional<Throwable> cause) ->
          new Failure.Unreachable(target, text(reason), clean(cause));
      case Failure.Untrusted(String target, String reason, Optional<Throwable> cause) ->
          new Failure.Untrusted(target, text(reason), clean(cause));
      case Failure.Misconfigured(String target, String reason, Optional<Throwable> cause) ->
          new Failure.Misconfigured(target, text(reason), clean(cause));
      case Failure.ConnectionLost lost -> lost(lost);
      case Failure.Refused refused ->
          new Failure.Refused(
                  refused.target(),
                  refused.status(),
                  text(refused.detail()),
                  word(refused.type()),
                  word(refused.code()),
                  word(refused.requestId()),
                  refused.advice())
              .because(refused.reason())
              .about(word(refused.field()));
      case Failure.ErrorInStream error ->
          new Failure.ErrorInStream(text(error.detail()), word(error.type()), word(error.code()))
              .because(error.reason())
              .about(word(error.field()))
              .advised(error.advice());
      case Failure.NotAStream(String target, int status, String contentType, String body) ->
          new Failure.NotAStream(target, status, word(contentType), text(body));
      case Failure.Malformed(String what, String excerpt) ->
          new Failure.Malformed(text(what), word(excerpt));
      case Failure.InvalidRequest(String message) -> new Failure.InvalidRequest(text(message));
      case Failure.Unavailable(String message, Optional<Throwable> cause) ->
          new Failure.Unavailable(text(message), clean(cause));
      case Failure.Defect(Throwable thrown) -> new Failure.Defect(clean(thrown));
      case Failure.TakenBack(String message) -> new Failure.TakenBack(text(message));
      case Failure.Recorded(String kind, String message) ->
          new Failure.Recorded(word(kind), text(message));
      case Failure.EndedEarly early -> early;
      case Failure.LimitExceeded limit -> limit;
      case Failure.Timeout timeout -> timeout;
      case Failure.BudgetSpent budget -> budget;
      case Failure.ProcessEnded ended -> ended;
    };
  }

  private Failure.ConnectionLost lost(Failure.ConnectionLost lost) {
    return new Failure.ConnectionLost(lost.target(), text(lost.reason()), clean(lost.cause()));
  }

  private Optional<Throwable> clean(Optional<Throwable> cause) {
    return cause.map(this::clean);
  }

  /** The exception, or one in its place if a message in its chain holds a key. */
  private Throwable clean(Throwable thrown) {
    Throwable each = thrown;
    for (int i = 0; each != null && i < MAX_CAUSES; i++) {
      String said = each.toString();
      if (!redact(said).equals(said)) {
        Throwable without = new IllegalStateException(text(thrown.toString()));
        without.setStackTrace(thrown.getStackTrace());
        return without;
      }
      each = each.getCause();
    }
    return thrown;
  }

  private String text(String said) {
    return shortened(redact(said), MAX_TEXT);
  }

  /** A word of a peer's without keys, and no longer than a person reads. */
  String word(String said) {
    return shortened(redact(said), MAX_WORD);
  }

  private static String shortened(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end) + "…";
  }
}
