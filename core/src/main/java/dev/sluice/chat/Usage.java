package dev.sluice.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request has used, as the provider counts it; what it did not say is empty. Immutable.
 *
 * <pre>{@code
 * Usage.builder().count(Usage.Count.INPUT, 120).count(Usage.Count.OUTPUT, 40).build()
 * }</pre>
 */
@SuppressWarnings("EnumOrdinal") // The order of the counts matters to arrays in memory alone.
public final class Usage extends Value {

  /** What is counted; tokens, unless it says otherwise. */
  public enum Count {
    /** The prompt, cached tokens included. */
    INPUT,
    /** The answer, reasoning tokens included. */
    OUTPUT,
    /** The part of the input that came from the provider's cache. */
    CACHED_INPUT,
    /** The part of the input that was written to the provider's cache, for whatever time. */
    CACHE_WRITE,
    /** The part of {@link #CACHE_WRITE} that is kept for five minutes. */
    CACHE_WRITE_5_MINUTES,
    /** The part of {@link #CACHE_WRITE} that is kept for an hour. */
    CACHE_WRITE_1_HOUR,
    /** The part of the output that was reasoning. */
    REASONING,
    /** The part of the input that was sound. */
    AUDIO_INPUT,
    /** The part of the output that was sound. */
    AUDIO_OUTPUT,
    /** The part of the input that was images. */
    IMAGE_INPUT,
    /** The part of the output that was images. */
    IMAGE_OUTPUT,
    /** The part of the input that results of the provider's own tools made. */
    TOOL_PROMPT,
    /** Tokens of a predicted output that were used. */
    ACCEPTED_PREDICTION,
    /** Tokens of a predicted output that were not, and are charged. */
    REJECTED_PREDICTION,
    /** How often the provider searched. */
    SEARCHES
  }

  /** Input and output. */
  private static final int USUAL_COUNTS = 2;

  private static final long[] NOTHING = {};
  private static final long UNTOLD = -1;
  private static final Usage UNKNOWN = builder().build();

  /** By the ordinal of {@link Count}; short where the rest is not told. */
  private final long[] counts;

  private final boolean estimated;
  private final Optional<Cost> cost;
  private final List<Step> steps;
  private final String raw;

  private Usage(
      long[] counts, boolean estimated, Optional<Cost> cost, List<Step> steps, String raw) {
    this.counts = trimmed(counts);
    this.estimated = estimated;
    this.cost = cost;
    this.steps = steps;
    this.raw = raw;
  }

  private static long[] trimmed(long[] counts) {
    int length = counts.length;
    while (length > 0 && counts[length - 1] < 0) {
      length--;
    }
    return length == counts.length ? counts : Arrays.copyOf(counts, length);
  }

  /**
   * What the provider itself says that it costs.
   *
   * @param unit the currency such as {@code USD}, or the provider's word, such as {@code credits}
   */
  public record Cost(BigDecimal amount, String unit) {
    public Cost {
      Objects.requireNonNull(amount, "amount");
      Objects.requireNonNull(unit, "unit");
    }
  }

  /**
   * What one of several models or steps of the provider's has used; it is a part of the whole.
   *
   * @param name the provider's name for it, such as the model's
   */
  public record Step(String name, Usage usage) {
    public Step {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(usage, "usage");
    }
  }

  /** Nothing was said. */
  public static Usage unknown() {
    return UNKNOWN;
  }

  /** Input and output, nothing else. */
  public static Usage of(long inputTokens, long outputTokens) {
    return new Usage(
        new long[] {inputTokens, outputTokens}, false, Optional.empty(), List.of(), "");
  }

  /** An estimate of the output tokens, nothing else. */
  public static Usage estimate(long outputTokens) {
    return new Usage(new long[] {UNTOLD, outputTokens}, true, Optional.empty(), List.of(), "");
  }

  /** A builder that knows nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds what this holds. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.counts = counts;
    builder.built = true;
    builder.estimated = estimated;
    builder.cost = cost;
    builder.steps.addAll(steps);
    builder.raw = raw;
    return builder;
  }

  /** One of the counts. */
  public OptionalLong count(Count count) {
    long value = told(count.ordinal());
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** One of the counts, or this where it is not told: for prices. */
  public long count(Count count, long otherwise) {
    long value = told(count.ordinal());
    return value < 0 ? otherwise : value;
  }

  private long told(int ordinal) {
    return ordinal < counts.length ? counts[ordinal] : UNTOLD;
  }

  /** {@link Count#INPUT}. */
  public OptionalLong inputTokens() {
    return count(Count.INPUT);
  }

  /** {@link Count#OUTPUT}. */
  public OptionalLong outputTokens() {
    return count(Count.OUTPUT);
  }

  /** {@link Count#CACHED_INPUT}. */
  public OptionalLong cachedInputTokens() {
    return count(Count.CACHED_INPUT);
  }

  /** {@link Count#REASONING}. */
  public OptionalLong reasoningTokens() {
    return count(Count.REASONING);
  }

  /** Whether the output tokens are an estimate, the provider not having counted. */
  public boolean estimated() {
    return estimated;
  }

  /** What the provider itself says that it costs. */
  public Optional<Cost> cost() {
    return cost;
  }

  /** What each of several models or steps has used; empty if there was one. */
  public List<Step> steps() {
    return steps;
  }

  /** The provider's own report, as JSON text; empty if it is not kept, or this is a sum. */
  public String raw() {
    return raw;
  }

  /**
   * The sum, as of two attempts at one answer; what only one of them knows counts alone. A sum that
   * no long can hold is {@link Long#MAX_VALUE}. Costs are added if they are in one unit; else the
   * sum has none.
   */
  public Usage plus(Usage other) {
    if (other.equals(UNKNOWN)) {
      return this;
    }
    if (equals(UNKNOWN)) {
      return other;
    }
    long[] sum = new long[Math.max(counts.length, other.counts.length)];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum(told(i), other.told(i));
    }
    List<Step> every = new ArrayList<>(steps);
    every.addAll(other.steps);
    return new Usage(sum, estimated || other.estimated, costWith(other), List.copyOf(every), "");
  }

  private static long sum(long one, long other) {
    if (one < 0 || other < 0) {
      return Math.max(one, other);
    }
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private Optional<Cost> costWith(Usage other) {
    if (cost.isEmpty() || other.cost.isEmpty()) {
      return cost.or(() -> other.cost);
    }
    Cost one = cost.get();
    Cost two = other.cost.get();
    return one.unit.equals(two.unit)
        ? Optional.of(new Cost(one.amount.add(two.amount), one.unit))
        : Optional.empty();
  }

  /** What is left of a sum without one of its parts; never below zero. */
  public Usage minus(Usage part) {
    long[] rest = counts.clone();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] >= 0 && part.told(i) >= 0) {
        rest[i] = Math.max(0, rest[i] - part.told(i));
      }
    }
    Optional<Cost> left =
        cost.map(
            whole ->
                part.cost
                    .filter(one -> one.unit.equals(whole.unit))
                    .map(one -> new Cost(whole.amount.subtract(one.amount), whole.unit))
                    .orElse(whole));
    return new Usage(rest, estimated, left, steps, part.equals(UNKNOWN) ? raw : "");
  }

  /**
   * A later report of the same answer on top of this one: what it says counts, and what it leaves
   * out stays as it was.
   */
  public Usage updated(Usage later) {
    long[] both = new long[Math.max(counts.length, later.counts.length)];
    for (int i = 0; i < both.length; i++) {
      both[i] = later.told(i) >= 0 ? later.told(i) : told(i);
    }
    return new Usage(
        both,
        later.outputTokens().isPresent() ? later.estimated : estimated,
        later.cost.or(() -> cost),
        later.steps.isEmpty() ? steps : later.steps,
        later.raw.isEmpty() ? raw : later.raw);
  }

  /** This usage with output tokens estimated from the answer's size, if nobody counted them. */
  Usage orEstimated(long characters) {
    return outputTokens().isPresent() || characters == 0
        ? this
        : toBuilder().count(Count.OUTPUT, estimatedTokens(characters)).estimated(true).build();
  }

  /** About how many tokens so many characters are: four to a token, the usual rule for English. */
  public static long estimatedTokens(long characters) {
    return (characters + 3) / 4;
  }

  @Override
  List<Object> values() {
    return List.of(Arrays.stream(counts).boxed().toList(), estimated, cost, steps, raw);
  }

  /** Some providers report with every delta, and each report is compared. */
  @Override
  boolean holdsSame(Value other) {
    return other instanceof Usage usage
        && Arrays.equals(counts, usage.counts)
        && estimated == usage.estimated
        && cost.equals(usage.cost)
        && steps.equals(usage.steps)
        && raw.equals(usage.raw);
  }

  /** What was told, by name. */
  @Override
  public String toString() {
    List<String> told = new ArrayList<>();
    for (Count count : Count.values()) {
      count(count)
          .ifPresent(value -> told.add(count.name().toLowerCase(Locale.ROOT) + "=" + value));
    }
    cost.ifPresent(value -> told.add("cost=" + value.amount + " " + value.unit));
    return "Usage" + told + (estimated ? " (estimated)" : "");
  }

  /** Gathers a usage. Not thread-safe. */
  public static final class Builder {
    /** As long as what was told needs: some providers report with every delta. */
    private long[] counts = NOTHING;

    /** Whether a usage has the counts, which are then its own. */
    private boolean built;

    private boolean estimated;
    private Optional<Cost> cost = Optional.empty();
    private final List<Step> steps = new ArrayList<>(0);
    private String raw = "";

    private Builder() {}

    /** Sets a count; a negative one is as if nothing was said. */
    public Builder count(Count what, long value) {
      int at = what.ordinal();
      if (at >= counts.length) {
        if (value < 0) {
          return this;
        }
        int before = counts.length;
        counts = Arrays.copyOf(counts, Math.max(at + 1, USUAL_COUNTS));
        Arrays.fill(counts, before, counts.length, UNTOLD);
      } else if (built) {
        counts = counts.clone();
      }
      built = false;
      counts[at] = Math.max(UNTOLD, value);
      return this;
    }

    /** Sets {@link Usage#estimated}. */
    public Builder estimated(boolean whether) {
      estimated = whether;
      return this;
    }

    /** Sets {@link Usage#cost}. */
    public Builder cost(BigDecimal amount, String unit) {
      cost = Optional.of(new Cost(amount, unit));
      return this;
    }

    /** Adds to {@link Usage#steps}. */
    public Builder step(String name, Usage usage) {
      steps.add(new Step(name, usage));
      return this;
    }

    /** Sets {@link Usage#raw}. */
    public Builder raw(String json) {
      raw = Objects.requireNonNull(json, "raw");
      return this;
    }

    /** The usage. */
    public Usage build() {
      built = true;
      return new Usage(counts, estimated, cost, List.copyOf(steps), raw);
    }
  }
}
