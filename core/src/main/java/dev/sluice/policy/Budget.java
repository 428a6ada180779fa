package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stream that stops itself: at so many output tokens, so many characters, or a price. The
 * provider sees its socket close, and the ending says that the budget is spent.
 *
 * <p>Tokens are the provider's own count where it tells while it streams; what came since it told
 * is estimated at four characters each, and the ending says so. Characters are Unicode code points
 * and exact. What an earlier attempt has used counts for tokens and price.
 */
public final class Budget implements Policy {
  private final long maxCharacters;
  private final Predicate<Usage> isSpent;
  private final String description;

  private Budget(long maxCharacters, Predicate<Usage> isSpent, String description) {
    this.maxCharacters = maxCharacters;
    this.isSpent = isSpent;
    this.description = description;
  }

  /**
   * Stops once this many output tokens have come.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Budget tokens(long max) {
    check(max);
    return new Budget(
        Long.MAX_VALUE, used -> used.outputTokens().orElse(0) >= max, max + " tokens");
  }

  /**
   * Stops after exactly this many characters of text.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Budget characters(long max) {
    check(max);
    return new Budget(max, used -> false, max + " characters");
  }

  /**
   * Stops once the usage up to now costs this much.
   *
   * @param price what a usage costs; fields that nobody has told are empty, and output tokens may
   *     be an estimate
   * @param currency for the message, such as {@code USD}
   */
  public static Budget price(Function<Usage, BigDecimal> price, BigDecimal max, String currency) {
    Objects.requireNonNull(price, "price");
    Objects.requireNonNull(max, "max");
    Objects.requireNonNull(currency, "currency");
    return new Budget(
        Long.MAX_VALUE,
        used -> price.apply(used).compareTo(max) >= 0,
        max.toPlainString() + " " + currency);
  }

  private static void check(long max) {
    if (max < 1) {
      throw new IllegalArgumentException("a budget must be 1 or more, not " + max);
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
          stage.open(inner, request);
        });
  }

  private final class BudgetStage extends Stage {
    private final Meter meter = new Meter();

    /** The answer's text up to now, if characters are counted; never longer than the budget. */
    private final StringBuilder text = new StringBuilder();

    /** The parts that their provider calls commentary, which are no text of the answer. */
    private final Commentary commentary = new Commentary();

    private long characters;
    private boolean full;

    BudgetStage(StreamSink out) {
      super(out);
    }

    @Override
    void forward(StreamEvent event) {
      switch (event) {
        case StreamEvent.PartStarted start -> started(start);
        case StreamEvent.TextDelta delta when !commentary.has(delta.part()) -> text(delta);
        case StreamEvent.Content content when content.isToken() -> piece(content);
        case StreamEvent.Content beside -> other(beside);
        case StreamEvent.Restarted restart -> {
          backTo(0);
          other(restart);
        }
        case StreamEvent.Continued seam -> {
          backTo(seam.position());
          other(seam);
        }
        case StreamEvent.Retrying retry -> other(retry);
        case StreamEvent.UsageReported report -> other(report);
        case StreamEvent.Started s -> other(s);
        case StreamEvent.Noted n -> other(n);
        case StreamEvent.Warned w -> other(w);
        case StreamEvent.Native n -> other(n);
        case StreamEvent.RoundStarted r -> other(r);
        case StreamEvent.Ended e -> other(e);
      }
    }

    private void started(StreamEvent.PartStarted start) {
      commentary.begins(start);
      if (start.isToken()) {
        piece(start);
      } else {
        other(start);
      }
    }

    private void other(StreamEvent event) {
      meter.add(event);
      super.forward(event);
    }

    /** A piece of the answer: goes out unless the budget was spent before it. */
    private void piece(StreamEvent event) {
      stopIfSpent();
      if (!isOver()) {
        other(event);
        stopIfSpent();
      }
    }

    private void text(StreamEvent.TextDelta delta) {
      stopIfSpent();
      if (!isOver()) {
        StreamEvent.TextDelta within = maxCharacters == Long.MAX_VALUE ? delta : within(delta);
        if (!within.text().isEmpty()) {
          other(within);
        }
        stopIfSpent();
      }
    }

    /** As much of the text as there is room for. */
    private StreamEvent.TextDelta within(StreamEvent.TextDelta delta) {
      String piece = delta.text();
      int size = piece.codePointCount(0, piece.length());
      long room = maxCharacters - characters;
      boolean tooLong = size > room;
      if (tooLong) {
        size = (int) room;
        piece = piece.substring(0, piece.offsetByCodePoints(0, size));
      }
      text.append(piece);
      characters += size;
      full = tooLong || characters == maxCharacters;
      return tooLong ? new StreamEvent.TextDelta(delta.part(), piece) : delta;
    }

    private void backTo(int position) {
      text.setLength(Math.clamp(position, 0, text.length()));
      characters = text.codePointCount(0, text.length());
    }

    private void stopIfSpent() {
      Usage used = meter.usage();
      if (full || isSpent.test(used)) {
        boolean estimated = !full && used.estimated();
        stop(new Cause.OverBudget(new Failure.BudgetSpent(description, estimated)));
      }
    }
  }
}
