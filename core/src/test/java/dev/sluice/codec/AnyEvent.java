package dev.sluice.codec;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.RetryAdvice;
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
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Events, endings and all that is in them at random, extremes often. */
public final class AnyEvent {
  private static final int MAX_NESTED = 5;

  private final Random random;
  private final boolean exceptions;

  /**
   * Ones of this randomness.
   *
   * @param exceptions whether failures have exceptions, which are equal to none but themselves
   */
  public AnyEvent(Random random, boolean exceptions) {
    this.random = random;
    this.exceptions = exceptions;
  }

  public StreamEvent event() {
    return switch (random.nextInt(22)) {
      case 0 -> started();
      case 1, 2 -> new StreamEvent.PartStarted(integer(), part(0));
      case 3 -> new StreamEvent.TextDelta(integer(), text());
      case 4 -> new StreamEvent.ReasoningDelta(integer(), text());
      case 5 -> new StreamEvent.RefusalDelta(integer(), text());
      case 6 -> new StreamEvent.ToolCallDelta(integer(), text());
      case 7 -> new StreamEvent.MediaDelta(integer(), text(), random.nextBoolean());
      case 8 -> new StreamEvent.NativeDelta(integer(), text());
      case 9 -> new StreamEvent.Cited(integer(), citation());
      case 10 -> new StreamEvent.LogProbs(integer(), logProbs(0));
      case 11 -> new StreamEvent.PartNoted(integer(), data());
      case 12 -> new StreamEvent.PartEnded(integer(), part(0));
      case 13 -> new StreamEvent.UsageReported(usage(0));
      case 14 -> new StreamEvent.Noted(data());
      case 15 -> new StreamEvent.Warned(text());
      case 16 -> new StreamEvent.Native(text(), text(), text());
      case 17 -> new StreamEvent.RoundStarted(integer(), text());
      case 18 -> new StreamEvent.Retrying(integer(), text(), cause(), time(), usage(0));
      case 19 -> new StreamEvent.Restarted(integer(), text(), cause(), usage(0));
      case 20 ->
          new StreamEvent.Continued(integer(), text(), integer(), integer(), cause(), usage(0));
      default -> new StreamEvent.Ended(ending());
    };
  }

  public Ending ending() {
    return random.nextBoolean()
        ? new Ending.Incomplete(reply(), cause())
        : new Ending.Completed(
            reply(), new FinishReason(one(FinishReason.Kind.values()), text()).explained(text()));
  }

  private Reply reply() {
    Reply.Builder reply = Reply.builder();
    for (int i = random.nextInt(5); i > 0; i--) {
      if (random.nextInt(3) == 0) {
        reply.round(text());
      }
      reply.part(part(0));
    }
    if (random.nextInt(4) == 0) {
      reply.round(text());
    }
    list(this::data).forEach(reply::data);
    list(this::text).forEach(reply::warning);
    list(() -> new Reply.Attempt(cause(), usage(0))).forEach(reply::earlier);
    return reply.askedModel(text()).usage(usage(0)).timings(timings()).started(started()).build();
  }

  private Timings timings() {
    Timings total = Timings.of(time());
    return random.nextBoolean() ? total : total.tokens(time(), time());
  }

  private StreamEvent.Started started() {
    return new StreamEvent.Started(text(), text(), text())
        .limited(list(() -> new RateLimit(text(), number(), number(), time())));
  }

  Part part(int depth) {
    Part part =
        switch (random.nextInt(9)) {
          case 0 -> {
            Part.Text text = new Part.Text(text()).cited(list(this::citation));
            yield random.nextBoolean() ? text : text.asCommentary();
          }
          case 1 -> {
            Part.Reasoning thought = new Part.Reasoning(text(), text()).enciphered(text());
            yield random.nextBoolean() ? thought : thought.asSummary();
          }
          case 2 -> new Part.Refusal(text());
          case 3 -> call();
          case 4 -> {
            List<Part> content = depth < MAX_NESTED ? list(() -> part(depth + 1)) : List.of();
            Part.ToolResult result = new Part.ToolResult(text(), text(), content);
            result = random.nextBoolean() ? result : result.asFailure();
            yield random.nextBoolean() ? result : result.runByProvider();
          }
          case 5 -> new Part.ApprovalRequest(text(), (Part.ToolCall) marked(call()));
          case 6 -> new Part.ApprovalAnswer(text(), random.nextBoolean(), text());
          case 7 -> new Media(one(Media.Kind.values()), text(), source()).named(text());
          default -> new Part.Native(text(), text(), text());
        };
    return marked(part);
  }

  private Part.ToolCall call() {
    Part.ToolCall call = new Part.ToolCall(text(), text(), text());
    call = random.nextBoolean() ? call : call.asFreeText();
    return random.nextBoolean() ? call : call.runByProvider();
  }

  private Part marked(Part part) {
    Part marked = random.nextInt(3) > 0 ? part : part.withData(data());
    return random.nextInt(3) > 0 ? marked : marked.unfinished();
  }

  private Media.Source source() {
    return switch (random.nextInt(3)) {
      case 0 -> new Media.Inline(text());
      case 1 -> new Media.Url(URI.create(one("https://a.example/%C3%A9?q#f", "", "urn:x", "ü/b")));
      default -> new Media.File(text(), text());
    };
  }

  private ProviderData data() {
    ProviderData data = ProviderData.of(text());
    for (int i = random.nextInt(3); i > 0; i--) {
      data = data.with(text(), text());
    }
    return data;
  }

  private Citation citation() {
    Citation.Builder citation =
        Citation.builder().url(text()).title(text()).quote(text()).raw(text());
    int from = Math.abs(integer() / 2);
    return random.nextBoolean()
        ? citation.build()
        : citation.place(from, from + random.nextInt(3)).build();
  }

  private List<LogProb> logProbs(int depth) {
    return list(
        () -> new LogProb(text(), decimal(), depth < MAX_NESTED ? logProbs(depth + 1) : List.of()));
  }

  private Usage usage(int depth) {
    Usage.Builder usage = Usage.builder().estimated(random.nextBoolean()).raw(text());
    for (Usage.Count count : Usage.Count.values()) {
      if (random.nextInt(3) == 0) {
        usage.count(count, number() & Long.MAX_VALUE);
      }
    }
    if (random.nextInt(3) == 0) {
      int scale = random.nextInt(401) - 200;
      usage.cost(new BigDecimal(new BigInteger(random.nextInt(600), random), scale), text());
    }
    if (depth < MAX_NESTED && random.nextInt(3) == 0) {
      usage.step(text(), usage(depth + 1));
    }
    return usage.build();
  }

  private Cause cause() {
    return switch (random.nextInt(7)) {
      case 0 -> new Cause.Truncated(new Failure.EndedEarly(text(), text()));
      case 1 -> new Cause.Cut(new Failure.ConnectionLost(text(), text(), thrown()));
      case 2 -> new Cause.TimedOut(timeout());
      case 3 -> new Cause.OverBudget(new Failure.BudgetSpent(text(), random.nextBoolean()));
      case 4 -> new Cause.Cancelled();
      case 5 -> new Cause.Interrupted(new Failure.ProcessEnded(text()));
      default -> new Cause.Failed(failure());
    };
  }

  private Failure.Timeout timeout() {
    return new Failure.Timeout(one(Failure.Timeout.Phase.values()), time(), text());
  }

  private Failure failure() {
    return switch (random.nextInt(exceptions ? 18 : 17)) {
      case 0 -> new Failure.Unreachable(text(), text(), thrown());
      case 1 -> new Failure.Untrusted(text(), text(), thrown());
      case 2 -> new Failure.Misconfigured(text(), text(), thrown());
      case 3 -> new Failure.ConnectionLost(text(), text(), thrown());
      case 4 -> new Failure.Refused(text(), integer(), text(), text(), text(), text(), advice());
      case 5 -> new Failure.ErrorInStream(text(), text(), text());
      case 6 -> new Failure.NotAStream(text(), integer(), text(), text());
      case 7 -> new Failure.EndedEarly(text(), text());
      case 8 -> new Failure.Malformed(text(), text());
      case 9 -> new Failure.LimitExceeded(text(), number(), text());
      case 10 -> timeout();
      case 11 -> new Failure.BudgetSpent(text(), random.nextBoolean());
      case 12 -> new Failure.InvalidRequest(text());
      case 13 -> new Failure.Unavailable(text(), thrown());
      case 14 -> new Failure.TakenBack(text());
      case 15 -> new Failure.Recorded(text(), text());
      case 16 -> new Failure.ProcessEnded(text());
      default -> new Failure.Defect(thrown().orElseGet(StackOverflowError::new));
    };
  }

  private RetryAdvice advice() {
    return new RetryAdvice(maybe(this::time), maybe(random::nextBoolean), maybe(this::time));
  }

  private Optional<Throwable> thrown() {
    if (!exceptions || random.nextInt(3) == 0) {
      return Optional.empty();
    }
    Throwable thrown = random.nextBoolean() ? new IOException(text()) : new IOException();
    for (int i = random.nextInt(12); i > 0; i--) {
      thrown = new IllegalStateException(text(), thrown);
    }
    return Optional.of(thrown);
  }

  // What all of it is made of.

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(value.get());
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int integer() {
    return one(0, 1, 9, 10, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt());
  }

  private long number() {
    return one(0L, 1L, -1L, 10L, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong());
  }

  private double decimal() {
    return one(
        0.0,
        -0.0,
        -0.5,
        1e22,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
  }

  private Duration time() {
    return one(
        Duration.ZERO,
        Duration.ofNanos(1),
        Duration.ofNanos(-1),
        Duration.ofNanos(Long.MAX_VALUE),
        Duration.ofSeconds(9_000_000_000L),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
        Duration.ofSeconds(Long.MIN_VALUE),
        Duration.ofSeconds(random.nextLong() >> random.nextInt(64), random.nextInt(1_000_000_000)));
  }

  String text() {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> one("text", "stop", "{ \"a\" : 1.0 }", "\"", "\\", "]}", "\u2028", "\0", "\uDE00");
      case 2 -> Version1.ODD;
      default -> {
        StringBuilder text = new StringBuilder();
        int range = one(0x80, 0x100, 0x800, 0x10000);
        for (int i = random.nextInt(20); i > 0; i--) {
          text.append((char) random.nextInt(range));
        }
        yield text.toString();
      }
    };
  }
}
