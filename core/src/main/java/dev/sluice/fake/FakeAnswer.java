package dev.sluice.fake;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a {@link FakeModel} says to one request, and how that ends. Immutable; each method gives
 * another answer.
 *
 * <pre>{@code
 * FakeAnswer.text("It is sunny.").withReasoning("Look outside.").withUsage(12, 5)
 * FakeAnswer.toolCall("weather", "{\"city\":\"Bern\"}")
 * FakeAnswer.text("One two three").cutAfter(2)
 * FakeAnswer.refused(429, Duration.ofSeconds(1))
 * }</pre>
 *
 * <p>A <i>piece</i> is one event of content: a word of a text, a thought, the start of a tool call
 * or a fragment of its arguments.
 */
public final class FakeAnswer {
  /** What failures name as the one that failed. */
  private static final String TARGET = "the fake model";

  private static final FinishReason TOOL_CALLS =
      new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls");

  /** Between a word and the white space after it. */
  private static final Pattern WORDS = Pattern.compile("(?<=\\S)(?=\\s)");

  private static final FakeAnswer EMPTY =
      new FakeAnswer(
          List.of(),
          Usage.unknown(),
          new Close.Ends(new Outcome.Finished(FinishReason.STOP)),
          Duration.ZERO,
          Duration.ZERO);

  /** The part of a piece of text is numbered when it is told. */
  private static final int UNNUMBERED = 0;

  private final List<StreamEvent> pieces;
  private final Usage usage;
  private final Close close;
  private final Duration first;
  private final Duration between;

  private FakeAnswer(
      List<StreamEvent> pieces, Usage usage, Close close, Duration first, Duration between) {
    this.pieces = pieces;
    this.usage = usage;
    this.close = close;
    this.first = first;
    this.between = between;
  }

  // What it begins with.

  /** A text that comes word by word, each with the white space before it. */
  public static FakeAnswer text(String text) {
    return EMPTY.withText(text);
  }

  /**
   * A text that comes in exactly these pieces.
   *
   * @throws IllegalArgumentException if one is empty: no event is
   */
  public static FakeAnswer pieces(String... pieces) {
    Objects.requireNonNull(pieces, "pieces");
    return EMPTY.plus(Stream.of(pieces).map(FakeAnswer::piece).toList());
  }

  /**
   * A call of a tool, which finishes with {@link FinishReason.Kind#TOOL_CALLS}.
   *
   * @param arguments JSON text, whole or in fragments that are cut anywhere
   */
  public static FakeAnswer toolCall(String name, String... arguments) {
    return EMPTY.withToolCall(name, arguments);
  }

  /**
   * Exactly these pieces, of whatever kind.
   *
   * @throws IllegalArgumentException if one is no part of an answer's content or usage: its start
   *     and its end are told by the model, and attempts by policies
   */
  public static FakeAnswer events(StreamEvent... events) {
    List<StreamEvent> all = List.of(Objects.requireNonNull(events, "events"));
    for (StreamEvent event : all) {
      if (!isPiece(event)) {
        throw new IllegalArgumentException("not a piece of an answer: " + event);
      }
    }
    return EMPTY.plus(all);
  }

  /** An HTTP error status instead of an answer. */
  public static FakeAnswer refused(int status) {
    return refused(status, Failure.RetryAdvice.NONE);
  }

  /** An HTTP error status, with a {@code Retry-After} of so long. */
  public static FakeAnswer refused(int status, Duration retryAfter) {
    Objects.requireNonNull(retryAfter, "retryAfter");
    return refused(status, new Failure.RetryAdvice(Optional.of(retryAfter), Optional.empty()));
  }

  private static FakeAnswer refused(int status, Failure.RetryAdvice advice) {
    return failed(new Failure.Refused(TARGET, status, "its script refuses", "", "", "", advice));
  }

  /** A server that no connection can be made to. */
  public static FakeAnswer unreachable() {
    return failed(
        new Failure.Unreachable(TARGET, "its script lets nobody connect", Optional.empty()));
  }

  /**
   * A connection that never comes about: the connect timeout ends it, ten seconds unless a policy
   * sets another.
   */
  public static FakeAnswer neverConnecting() {
    return EMPTY.closing(new Close.NeverConnects());
  }

  /** Any other failure instead of an answer. */
  public static FakeAnswer failed(Failure failure) {
    return ending(new Cause.Failed(Objects.requireNonNull(failure, "failure")));
  }

  /** Any other end without an answer. */
  public static FakeAnswer ending(Cause cause) {
    return EMPTY.endingAfter(0, cause);
  }

  /** Nothing at all, for ever: for the first-token timeout. */
  public static FakeAnswer stalled() {
    return EMPTY.stallingAfter(0);
  }

  // What is added.

  /** More text, word by word, after what there is. */
  public FakeAnswer withText(String text) {
    return plus(words(text).stream().map(FakeAnswer::piece).toList());
  }

  /** Thoughts before all that there is, word by word. */
  public FakeAnswer withReasoning(String text) {
    List<StreamEvent> more = new ArrayList<>();
    words(text).forEach(word -> more.add(new StreamEvent.ReasoningDelta(UNNUMBERED, word)));
    more.addAll(pieces);
    return new FakeAnswer(List.copyOf(more), usage, close, first, between);
  }

  /** A refusal of the model's, as providers tell it apart from text, word by word. */
  public FakeAnswer withRefusal(String text) {
    return plus(
        words(text).stream().map(word -> new StreamEvent.RefusalDelta(UNNUMBERED, word)).toList());
  }

  /**
   * One more call of a tool, after what there is; its id is {@code call_} and its number from 0.
   * The answer then finishes with {@link FinishReason.Kind#TOOL_CALLS}.
   *
   * @param arguments JSON text, whole or in fragments that are cut anywhere
   */
  public FakeAnswer withToolCall(String name, String... arguments) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
    int index = (int) pieces.stream().filter(FakeAnswer::isCall).count();
    List<StreamEvent> more = new ArrayList<>();
    more.add(new StreamEvent.PartStarted(index, new Part.ToolCall("call_" + index, name, "")));
    for (String fragment : arguments) {
      more.add(new StreamEvent.ToolCallDelta(index, whole(fragment)));
    }
    return plus(more).withFinish(TOOL_CALLS);
  }

  /** What the provider counts, told after the last piece of an answer that is whole. */
  public FakeAnswer withUsage(long inputTokens, long outputTokens) {
    return withUsage(Usage.of(inputTokens, outputTokens));
  }

  /** What the provider counts, told after the last piece of an answer that is whole. */
  public FakeAnswer withUsage(Usage used) {
    Objects.requireNonNull(used, "used");
    return new FakeAnswer(pieces, used, close, first, between);
  }

  // How it ends.

  /** The provider's good end, for this reason. */
  public FakeAnswer withFinish(FinishReason reason) {
    Objects.requireNonNull(reason, "reason");
    return closing(new Close.Ends(new Outcome.Finished(reason)));
  }

  /** The connection breaks after so many pieces; before the first one that is a failure. */
  public FakeAnswer cutAfter(int count) {
    Failure.ConnectionLost lost =
        new Failure.ConnectionLost(TARGET, "its script cuts it", Optional.empty());
    return endingAfter(count, count == 0 ? new Cause.Failed(lost) : new Cause.Cut(lost));
  }

  /** The body ends cleanly after so many pieces, without the provider's good end. */
  public FakeAnswer truncatedAfter(int count) {
    return endingAfter(
        count, new Cause.Truncated(new Failure.EndedEarly(TARGET, "a finish reason")));
  }

  /**
   * The provider reports an error in its stream, after so many pieces.
   *
   * @param message what it says, for a person
   */
  public FakeAnswer failingAfter(int count, String message) {
    Objects.requireNonNull(message, "message");
    return endingAfter(count, new Cause.Failed(new Failure.ErrorInStream(message, "", "")));
  }

  /**
   * It ends like this after so many pieces, or after all if there are fewer.
   *
   * @throws IllegalArgumentException if the count is negative
   */
  public FakeAnswer endingAfter(int count, Cause cause) {
    Objects.requireNonNull(cause, "cause");
    return upTo(count, new Close.Ends(cause));
  }

  /** After so many pieces nothing more comes: for the idle timeout, and for cancels. */
  public FakeAnswer stallingAfter(int count) {
    return upTo(count, new Close.Stalls());
  }

  private FakeAnswer upTo(int count, Close then) {
    if (count < 0) {
      throw new IllegalArgumentException("the number of pieces cannot be negative: " + count);
    }
    List<StreamEvent> some = pieces.subList(0, Math.min(count, pieces.size()));
    return new FakeAnswer(List.copyOf(some), usage, then, first, between);
  }

  // At what pace.

  /**
   * Its pace, by the model's clock; none of its own is as fast as it is read.
   *
   * @param beforeFirst before the first piece, or before the end if there is none
   * @param betweenPieces from one piece to the next
   * @throws IllegalArgumentException if one is negative
   */
  public FakeAnswer paced(Duration beforeFirst, Duration betweenPieces) {
    Objects.requireNonNull(beforeFirst, "beforeFirst");
    Objects.requireNonNull(betweenPieces, "betweenPieces");
    if (beforeFirst.isNegative() || betweenPieces.isNegative()) {
      throw new IllegalArgumentException(
          "a pace cannot be negative: " + beforeFirst + ", " + betweenPieces);
    }
    return new FakeAnswer(pieces, usage, close, beforeFirst, betweenPieces);
  }

  // What plays it.

  /** The content as one request gets it. */
  List<StreamEvent> content(boolean streamed) {
    if (close instanceof Close.NeverConnects) {
      return List.of();
    }
    return streamed ? pieces : isWhole() ? Joined.of(pieces) : List.of();
  }

  /** Told between the content and the good end; empty if there is nothing to tell. */
  Optional<Usage> used() {
    return isWhole() && !usage.equals(Usage.unknown()) ? Optional.of(usage) : Optional.empty();
  }

  /** Whether a provider begins to answer at all. */
  boolean begins() {
    return isWhole() || (!pieces.isEmpty() && !(close instanceof Close.NeverConnects));
  }

  private boolean isWhole() {
    return close instanceof Close.Ends ends && ends.outcome() instanceof Outcome.Finished;
  }

  Close close() {
    return close;
  }

  /** The wait before a step; the first step is 0, and the one after the last piece is the end. */
  Duration waitBefore(int step, int count) {
    return step == 0 ? first : step < count ? between : Duration.ZERO;
  }

  private FakeAnswer closing(Close other) {
    return new FakeAnswer(pieces, usage, other, first, between);
  }

  private FakeAnswer plus(List<? extends StreamEvent> more) {
    List<StreamEvent> all = new ArrayList<>(pieces);
    all.addAll(more);
    return new FakeAnswer(Collections.unmodifiableList(all), usage, close, first, between);
  }

  private static List<String> words(String text) {
    Objects.requireNonNull(text, "text");
    return text.isEmpty() ? List.of() : WORDS.splitAsStream(text).toList();
  }

  private static StreamEvent piece(String text) {
    return new StreamEvent.TextDelta(UNNUMBERED, whole(text));
  }

  private static String whole(String piece) {
    if (piece.isEmpty()) {
      throw new IllegalArgumentException("a piece cannot be empty: no event of a stream is");
    }
    return piece;
  }

  private static boolean isCall(StreamEvent event) {
    return event instanceof StreamEvent.PartStarted start && start.begun() instanceof Part.ToolCall;
  }

  private static boolean isPiece(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Content c -> true;
      case StreamEvent.UsageReported u -> true;
      case StreamEvent.Noted n -> true;
      case StreamEvent.Warned w -> true;
      case StreamEvent.Native n -> true;
      case StreamEvent.RoundStarted r -> true;
      case StreamEvent.Started s -> false;
      case StreamEvent.FurtherAttempt f -> false;
      case StreamEvent.Ended e -> false;
    };
  }
}
