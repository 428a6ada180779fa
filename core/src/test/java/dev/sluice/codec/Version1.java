package dev.sluice.codec;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.RetryAdvice;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of the log {@code codec/version-1.jsonl}: every kind of everything that the first
 * version of the form knows, with every member of each. Neither this list nor the log is ever
 * changed: what later versions add to the form comes into a list and a log of their own.
 */
final class Version1 {
  /** Half a surrogate pair, a whole one, line ends of all sorts and the end of a C string. */
  static final String ODD =
      "\uD83D \uD83D\uDE00 \u2028\u2029\u0085\r\n\0\u001F\"\\/é€\uFFFD\uFFFF\u007F";

  private static final StreamEvent.Started STARTED =
      new StreamEvent.Started("c-1", "gpt", "req-1")
          .limited(
              List.of(
                  new RateLimit("requests", 100, 99, Duration.ofMillis(12)),
                  new RateLimit("tokens", -1, -1, Duration.ZERO)));
  private static final Usage FULL_USAGE = fullUsage();
  private static final ProviderData DATA =
      ProviderData.of("google", "thoughtSignature", "\"AbC+/=\"")
          .with("safety", "[ {\"a\" : 1.0e2} ]")
          .with("", "")
          .with(ODD, ODD);
  private static final Citation CITATION =
      Citation.builder()
          .place(0, 7)
          .url("https://example.com/a?b=c")
          .title("Title")
          .quote("what it says")
          .raw("{\"type\" : \"url_citation\"}")
          .build();
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("api.example.com", "reset", Optional.empty()));

  private Version1() {}

  static List<StreamEvent> events() {
    List<StreamEvent> events = new ArrayList<>();
    events.add(STARTED);
    parts().forEach(part -> events.add(new StreamEvent.PartStarted(events.size(), part)));
    events.add(new StreamEvent.TextDelta(0, "Hello"));
    events.add(new StreamEvent.TextDelta(3, ODD));
    events.add(new StreamEvent.ReasoningDelta(1, "hm"));
    events.add(new StreamEvent.RefusalDelta(2, "no"));
    events.add(new StreamEvent.ToolCallDelta(Integer.MAX_VALUE, "{\"a\":"));
    events.add(new StreamEvent.MediaDelta(4, "AAAA", true));
    events.add(new StreamEvent.MediaDelta(0, "", false));
    events.add(new StreamEvent.NativeDelta(5, "{\"x\""));
    events.add(new StreamEvent.Cited(6, CITATION));
    events.add(new StreamEvent.Cited(0, Citation.builder().build()));
    events.add(
        new StreamEvent.LogProbs(
            7,
            List.of(
                new LogProb("Hel", -0.1, List.of(new LogProb("Ha", -1e-300, List.of()))),
                new LogProb("", Double.NEGATIVE_INFINITY, List.of()),
                new LogProb("lo", -0.0, List.of()),
                new LogProb("x", Double.NaN, List.of()),
                new LogProb("y", Double.POSITIVE_INFINITY, List.of()),
                new LogProb("z", -1.0000000000000002, List.of()))));
    events.add(new StreamEvent.PartNoted(8, DATA));
    events.add(new StreamEvent.PartEnded(9, new Part.Text("Hello")));
    events.add(new StreamEvent.UsageReported(FULL_USAGE));
    events.add(new StreamEvent.UsageReported(Usage.unknown()));
    events.add(new StreamEvent.Noted(ProviderData.of("openai")));
    events.add(new StreamEvent.Warned("top_k was left out"));
    events.add(new StreamEvent.Native("anthropic", "ping", "{ \"type\": \"ping\" }"));
    events.add(new StreamEvent.RoundStarted(2, "openai/gpt"));
    events.add(
        new StreamEvent.Retrying(
            2, "openai/gpt", CUT, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), FULL_USAGE));
    events.add(new StreamEvent.Restarted(3, "openai/gpt", new Cause.Cancelled(), Usage.of(1, 2)));
    events.add(new StreamEvent.Continued(4, "openai/gpt", 5, 6, CUT, Usage.estimate(9)));
    causes().forEach(cause -> events.add(ended(new Ending.Incomplete(someReply(), cause))));
    for (FinishReason.Kind kind : FinishReason.Kind.values()) {
      FinishReason reason = new FinishReason(kind, "their " + kind);
      events.add(ended(new Ending.Completed(someReply(), reason.explained("why " + kind))));
    }
    events.add(ended(new Ending.Completed(wholeReply(), FinishReason.STOP)));
    return List.copyOf(events);
  }

  private static StreamEvent ended(Ending ending) {
    return new StreamEvent.Ended(ending);
  }

  static List<Part> parts() {
    Part.ToolCall call =
        new Part.ToolCall("t-1", "clock", "{ \"zone\":\"UTC\" }").asFreeText().runByProvider();
    Part.Text text = new Part.Text("Hello").cited(List.of(CITATION)).asCommentary();
    return List.of(
        new Part.Text(""),
        text.withData(DATA).unfinished(),
        new Part.Reasoning("hm", "sig==").enciphered("cipher").asSummary().withData(DATA),
        new Part.Refusal("I can't."),
        call.withData(ProviderData.of("google")).unfinished(),
        new Part.ToolResult("t-1", "clock", List.of(text, new Part.ToolResult("", "", List.of())))
            .asFailure()
            .runByProvider(),
        new Part.ApprovalRequest("a-1", (Part.ToolCall) call.unfinished()),
        new Part.ApprovalAnswer("a-1", true, "go on"),
        new Media(Media.Kind.IMAGE, "image/png", new Media.Inline("")),
        new Media(Media.Kind.DOCUMENT, "application/pdf", new Media.Inline("AAAA")).named("a.pdf"),
        new Media(Media.Kind.AUDIO, "", new Media.Url(URI.create("https://example.com/%20ü"))),
        new Media(Media.Kind.VIDEO, "video/mp4", new Media.File("google", "f-1")),
        new Part.Native("openai", "compaction", "{ \"a\": 1.0 }").unfinished());
  }

  static List<Cause> causes() {
    List<Cause> causes = new ArrayList<>();
    causes.add(new Cause.Truncated(new Failure.EndedEarly("host", "[DONE]")));
    causes.add(CUT);
    causes.add(new Cause.Cancelled());
    causes.add(new Cause.Interrupted(new Failure.ProcessEnded("ask 4711")));
    causes.add(new Cause.OverBudget(new Failure.BudgetSpent("500 tokens", true)));
    for (Phase phase : Phase.values()) {
      causes.add(new Cause.TimedOut(new Failure.Timeout(phase, Duration.ofNanos(1), "host")));
    }
    failures().forEach(failure -> causes.add(new Cause.Failed(failure)));
    return causes;
  }

  private static List<Failure> failures() {
    Throwable thrown = new IOException("reset", new IllegalStateException());
    RetryAdvice advice =
        new RetryAdvice(
            Optional.of(Duration.ofNanos(1_000_000_001)),
            Optional.of(false),
            Optional.of(Duration.ZERO));
    return List.of(
        new Failure.Unreachable("host", "refused", Optional.of(thrown)),
        new Failure.Untrusted("host", "expired", Optional.of(thrown)),
        new Failure.Misconfigured("host", "no URL", Optional.of(thrown)),
        new Failure.ConnectionLost("host", "reset", Optional.of(new OddlySaid())),
        new Failure.Refused("host", 429, "slow down", "requests", "rate", "req-1", advice)
            .because(Failure.Reason.RATE_LIMITED)
            .about("messages[0]"),
        new Failure.Refused("host", 500, "", "", "", "", RetryAdvice.NONE),
        new Failure.ErrorInStream("overloaded", "server", "503")
            .because(Failure.Reason.OVERLOADED)
            .about("model")
            .advised(advice),
        new Failure.ErrorInStream("odd", "", ""),
        new Failure.NotAStream("host", 200, "text/html", "<html>"),
        new Failure.Malformed("a line", "{"),
        new Failure.LimitExceeded("the answer", Long.MAX_VALUE, "characters"),
        new Failure.InvalidRequest("too long"),
        new Failure.Unavailable("no model", Optional.of(thrown)),
        new Failure.TakenBack("begins anew"),
        new Failure.Recorded("melted", "it melted"),
        new Failure.Defect(thrown));
  }

  /** An exception that says of itself what its class and its message don't. */
  private static final class OddlySaid extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("OverrideThrowableToString") // As exceptions of some libraries do.
    public String toString() {
      return "oddly said";
    }
  }

  private static Usage fullUsage() {
    Usage.Builder usage = Usage.builder();
    long value = Long.MAX_VALUE;
    for (Usage.Count count : Usage.Count.values()) {
      usage.count(count, value--);
    }
    return usage
        .estimated(true)
        .cost(new BigDecimal("0.001200"), "USD")
        .step("claude", Usage.builder().count(Usage.Count.INPUT, 0).raw("{}").build())
        .step("", Usage.unknown())
        .raw("{ \"total\": 1.0 }")
        .build();
  }

  private static Reply someReply() {
    return Reply.builder().part(new Part.Text("Hel").unfinished()).build();
  }

  private static Reply wholeReply() {
    Reply.Builder reply = Reply.builder().round("openai/gpt");
    parts().forEach(reply::part);
    return reply
        .round("openai/gpt")
        .round("openai/gpt-mini")
        .askedModel("openai/gpt")
        .usage(FULL_USAGE)
        .timings(Timings.of(Duration.ofNanos(3)).tokens(Duration.ofNanos(1), Duration.ofNanos(2)))
        .started(STARTED)
        .data(DATA)
        .data(ProviderData.of("openai", "id", "\"r\""))
        .warning("top_k was left out")
        .earlier(new Reply.Attempt(CUT, Usage.of(1, 2)))
        .earlier(new Reply.Attempt(new Cause.Cancelled(), Usage.unknown()))
        .build();
  }
}
