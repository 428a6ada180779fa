package dev.sluice.policy;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Policy;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import dev.sluice.stream.StreamSource;
import dev.sluice.stream.Usage;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A stream that stops itself: at so many output tokens, so many characters, or a price. The
 * provider sees its socket close, and the ending says that the budget is spent.
 *
 * <p>Tokens are the provider's own count where it tells while it streams; otherwise they are
 * estimated at four characters each, and the ending says so. Characters are Unicode code points and
 * exact. What an earlier attempt has used counts for tokens and price.
 */
public final class Budget implements Policy {
  private final Limit limit;
  private final String description;

  private Budget(Limit limit, String description) {
    this.limit = limit;
    this.description = description;
  }

  /** Decides after each piece. */
  private interface Limit {
    /** How many of the next characters may pass; fewer than there are stop the stream. */
    default long room(Meter unused) {
      return Long.MAX_VALUE;
    }

    boolean isSpent(Meter meter);

    /** Whether it depends on a count that may be an estimate. */
    default boolean estimates() {
      return true;
    }
  }

  /**
   * Stops once this many output tokens have come.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Budget tokens(long most) {
    check(most);
    return new Budget(meter -> meter.usage().outputTokens().orElse(0) >= most, most + " tokens");
  }

  /**
   * Stops after exactly this many characters of text.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Budget characters(long most) {
    check(most);
    return new Budget(
        new Limit() {
          @Override
          public long room(Meter meter) {
            return most - meter.codePoints;
          }

          @Override
          public boolean isSpent(Meter meter) {
            return meter.codePoints >= most;
          }

          @Override
          public boolean estimates() {
            return false;
          }
        },
        most + " characters");
  }

  /**
   * Stops once the usage up to now costs this much.
   *
   * @param price what a usage costs; fields that nobody has told are empty, and output tokens may
   *     be an estimate
   * @param currency for the message, such as {@code USD}
   */
  public static Budget price(Function<Usage, BigDecimal> price, BigDecimal most, String currency) {
    return new Budget(
        meter -> price.apply(meter.usage()).compareTo(most) >= 0,
        most.toPlainString() + " " + currency);
  }

  private static void check(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("a budget must be 1 or more, not " + most);
    }
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.BUDGET);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    return new Decorator(
        inner,
        (request, sink) -> {
          BudgetStage stage = new BudgetStage(sink);
          stage.open(() -> inner.open(request, stage));
          return stage;
        });
  }

  /** What a stream has used up to now. */
  private static final class Meter {
    private Usage told = Usage.unknown();
    private long characters;
    private long codePoints;

    Usage usage() {
      return told.outputTokens().isPresent()
          ? told
          : new Usage(
              told.inputTokens(),
              OptionalLong.of(Usage.estimatedTokens(characters)),
              told.cachedInputTokens(),
              told.reasoningTokens(),
              true);
    }
  }

  private final class BudgetStage extends Stage {
    private final Meter meter = new Meter();

    BudgetStage(StreamSink out) {
      super(out);
    }

    @Override
    void forward(StreamEvent event) {
      switch (event) {
        case StreamEvent.TextDelta delta -> text(delta);
        case StreamEvent.ReasoningDelta delta -> counted(delta, delta.text().length());
        case StreamEvent.RefusalDelta delta -> counted(delta, delta.text().length());
        case StreamEvent.ToolCallStarted call -> counted(call, call.name().length());
        case StreamEvent.ToolCallDelta delta -> counted(delta, delta.fragment().length());
        case StreamEvent.UsageReported report -> {
          meter.told = report.usage();
          super.forward(report);
        }
        case StreamEvent.Restarted restart -> {
          meter.codePoints = 0;
          super.forward(restart);
        }
        case StreamEvent.Started s -> super.forward(s);
        case StreamEvent.Retrying r -> super.forward(r);
        case StreamEvent.Continued c -> super.forward(c);
        case StreamEvent.Ended e -> super.forward(e);
      }
    }

    private void text(StreamEvent.TextDelta delta) {
      String text = delta.text();
      int size = text.codePointCount(0, text.length());
      long room = limit.room(meter);
      StreamEvent.TextDelta within = delta;
      if (size > room) {
        size = (int) room;
        within = new StreamEvent.TextDelta(text.substring(0, text.offsetByCodePoints(0, size)));
      }
      meter.codePoints += size;
      counted(within, within.text().length());
    }

    private void counted(StreamEvent event, int characters) {
      meter.characters += characters;
      super.forward(event);
      if (limit.isSpent(meter)) {
        stop(
            new Cause.OverBudget(
                new Failure.BudgetSpent(
                    description, limit.estimates() && meter.usage().estimated())));
      }
    }
  }
}
