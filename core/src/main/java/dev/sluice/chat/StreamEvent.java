package dev.sluice.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One thing that happened in a stream. Immutable.
 *
 * <p>A stream is any number of events and then exactly one {@link Ended}. Whoever asks only whether
 * something of the answer has come looks for {@link Content}; whoever asks whether an attempt was
 * followed by another one, for {@link FurtherAttempt}.
 *
 * <p>An answer is a list of {@link Part}s. Each has an index, counted from 0 without regard to its
 * kind; begins with a {@link PartStarted}, grows by deltas that name its index, and has ended with
 * its {@link PartEnded}. Parts may grow in turns. An index belongs to one part of a stream, also
 * where a loop of tools asks several times.
 */
// Long because the kinds of events are read side by side.
public sealed interface StreamEvent {

  /**
   * How much it holds, in characters, for whoever keeps events within bounds. What a reply keeps
   * anyway, as the end of a part and of a stream, weighs nothing.
   */
  default int weight() {
    return Weight.of(this);
  }

  // Who answers.

  /** The provider has begun to answer. At most once per attempt, before any delta. */
  final class Started extends Value implements StreamEvent {
    private final String id;
    private final String model;
    private final String requestId;
    private final List<RateLimit> rateLimits;

    /**
     * The beginning of an answer.
     *
     * @param id see {@link #id}
     * @param model see {@link #model}
     * @param requestId see {@link #requestId}
     */
    public Started(String id, String model, String requestId) {
      this(id, model, requestId, List.of());
    }

    private Started(String id, String model, String requestId, List<RateLimit> rateLimits) {
      this.id = Objects.requireNonNull(id, "id");
      this.model = Objects.requireNonNull(model, "model");
      this.requestId = Objects.requireNonNull(requestId, "requestId");
      this.rateLimits = List.copyOf(rateLimits);
    }

    /** The provider's name for the response; empty if it gives none. */
    public String id() {
      return id;
    }

    /** The model that answers, which may be more exact than the one asked for. */
    public String model() {
      return model;
    }

    /** What to quote to the provider's support; empty if it gives none. */
    public String requestId() {
      return requestId;
    }

    /** What the provider says is left of its limits. */
    public List<RateLimit> rateLimits() {
      return rateLimits;
    }

    /** This with these limits. */
    public Started limited(List<RateLimit> limits) {
      return new Started(id, model, requestId, limits);
    }

    int size() {
      return id.length() + model.length() + requestId.length();
    }

    @Override
    List<Object> values() {
      return List.of(id, model, requestId, rateLimits);
    }
  }

  // The answer.

  /** Something of the answer itself. */
  sealed interface Content extends StreamEvent {
    /** Which part of the answer it belongs to. */
    int part();

    /**
     * Whether the model has said something with it: progress, and the first one is the first token.
     * The bare start of a text is none, nor is an end.
     */
    default boolean isToken() {
      return false;
    }

    /**
     * How many characters (UTF-16 units) of the answer it brings; a tool's name counts. For
     * estimates and bounds.
     */
    default int length() {
      return 0;
    }

    /** The same of another part: for whoever joins answers. */
    Content inPart(int index);
  }

  /**
   * A part begins.
   *
   * @param begun as far as it is known: of a text nothing, of a tool call its id and its name, of a
   *     part that comes at once all of it
   */
  record PartStarted(int part, Part begun) implements Content {
    public PartStarted {
      Objects.requireNonNull(begun, "begun");
    }

    @Override
    public boolean isToken() {
      return switch (begun) {
        case Part.Text text -> !text.text().isEmpty();
        case Part.Reasoning reasoning -> !reasoning.text().isEmpty();
        case Part.Refusal refusal -> !refusal.text().isEmpty();
        case Part.ToolCall call -> true;
        case Part.ToolResult result -> true;
        case Part.ApprovalRequest request -> true;
        case Part.ApprovalAnswer answer -> true;
        case Part.Media media -> true;
        case Part.Native own -> true;
      };
    }

    @Override
    public int length() {
      return begun instanceof Part.Media ? 0 : begun.size();
    }

    @Override
    public PartStarted inPart(int index) {
      return new PartStarted(index, begun);
    }
  }

  /** More of a text; never empty, and never half of a surrogate pair. */
  record TextDelta(int part, String text) implements Content {
    public TextDelta {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public TextDelta inPart(int index) {
      return new TextDelta(index, text);
    }
  }

  /** More of what the model thinks before it answers; never empty. */
  record ReasoningDelta(int part, String text) implements Content {
    public ReasoningDelta {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public ReasoningDelta inPart(int index) {
      return new ReasoningDelta(index, text);
    }
  }

  /** More of the model's refusal to answer, where the provider tells it apart; never empty. */
  record RefusalDelta(int part, String text) implements Content {
    public RefusalDelta {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public RefusalDelta inPart(int index) {
      return new RefusalDelta(index, text);
    }
  }

  /**
   * More of a tool call's arguments.
   *
   * @param fragment a piece of JSON text, or of free text, cut anywhere; never empty
   */
  record ToolCallDelta(int part, String fragment) implements Content {
    public ToolCallDelta {
      Objects.requireNonNull(fragment, "fragment");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return fragment.length();
    }

    @Override
    public ToolCallDelta inPart(int index) {
      return new ToolCallDelta(index, fragment);
    }
  }

  /**
   * More of an image, a document or sound.
   *
   * @param base64 bytes in base 64; each delta of a part that grows holds whole groups of four
   * @param replaces whether it takes the place of what came before, as a better preview does
   */
  record MediaDelta(int part, String base64, boolean replaces) implements Content {
    public MediaDelta {
      Objects.requireNonNull(base64, "base64");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return 0; // It is no text, and has bounds of its own.
    }

    @Override
    public MediaDelta inPart(int index) {
      return new MediaDelta(index, base64, replaces);
    }

    /** Tells the size alone. */
    @Override
    public String toString() {
      return "MediaDelta[" + part + ", " + base64.length() + " characters of base 64]";
    }
  }

  /** More of a part of the provider's own; never empty. */
  record NativeDelta(int part, String text) implements Content {
    public NativeDelta {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean isToken() {
      return true;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public NativeDelta inPart(int index) {
      return new NativeDelta(index, text);
    }
  }

  /** Where something in a text comes from. */
  record Cited(int part, Citation citation) implements Content {
    public Cited {
      Objects.requireNonNull(citation, "citation");
    }

    @Override
    public Cited inPart(int index) {
      return new Cited(index, citation);
    }
  }

  /** How probable the tokens were that a part grew by. */
  record LogProbs(int part, List<LogProb> tokens) implements Content {
    public LogProbs {
      tokens = List.copyOf(tokens);
    }

    @Override
    public LogProbs inPart(int index) {
      return new LogProbs(index, tokens);
    }
  }

  /** What only the provider understands of a part; of each field the last report counts. */
  record PartNoted(int part, ProviderData data) implements Content {
    public PartNoted {
      Objects.requireNonNull(data, "data");
    }

    @Override
    public PartNoted inPart(int index) {
      return new PartNoted(index, data);
    }
  }

  /**
   * A part is whole: its provider has ended it.
   *
   * @param ended the whole part. A source gives it without what its deltas have told, and the
   *     stream fills that in; what a source does give takes the place of it
   */
  record PartEnded(int part, Part ended) implements Content {
    public PartEnded {
      Objects.requireNonNull(ended, "ended");
    }

    @Override
    public PartEnded inPart(int index) {
      return new PartEnded(index, ended);
    }
  }

  // What is told beside the answer.

  /** What the answer has used up to now; each report replaces the one before. */
  record UsageReported(Usage usage) implements StreamEvent {
    public UsageReported {
      Objects.requireNonNull(usage, "usage");
    }
  }

  /** What only the provider understands of the answer; of each field the last report counts. */
  record Noted(ProviderData data) implements StreamEvent {
    public Noted {
      Objects.requireNonNull(data, "data");
    }
  }

  /**
   * Something was done otherwise than it was asked for.
   *
   * @param message a line for a person: what was left out, and why
   */
  record Warned(String message) implements StreamEvent {
    public Warned {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * An event of the provider's own that has no other form here; only where the request asks for
   * such events.
   *
   * @param provider whose it is; empty where a later version of this library recorded an event that
   *     this one does not know
   * @param type the provider's word for it; empty if it has none
   * @param json the event as it came
   */
  record Native(String provider, String type, String json) implements StreamEvent {
    public Native {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(json, "json");
    }
  }

  /**
   * A loop of tools asks again, with the results of the calls: the parts that follow belong to the
   * next message of the model. What was reported as used goes on to be summed.
   *
   * @param round which round begins, the first being 1
   * @param model who is asked, {@code provider/model}
   */
  record RoundStarted(int round, String model) implements StreamEvent {
    public RoundStarted {
      Objects.requireNonNull(model, "model");
    }
  }

  // Further attempts.

  /** An attempt has ended without the answer, and another one follows. */
  sealed interface FurtherAttempt extends StreamEvent {
    /** Which attempt comes, the first being 1. */
    int attempt();

    /** Who is asked: the same again, or another one. */
    String model();

    /** Why the attempt before ended. */
    Cause cause();

    /** What the attempt before had used. */
    Usage used();
  }

  /**
   * Nothing of the answer had come, and another attempt is made after a wait.
   *
   * @param delay how long until it is made
   */
  record Retrying(int attempt, String model, Cause cause, Duration delay, Usage used)
      implements FurtherAttempt {
    public Retrying {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(delay, "delay");
      Objects.requireNonNull(used, "used");
    }
  }

  /** The answer begins anew: everything before is void, and whoever shows it clears it. */
  record Restarted(int attempt, String model, Cause cause, Usage used) implements FurtherAttempt {
    public Restarted {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(used, "used");
    }
  }

  /**
   * The seam of an answer that was interrupted and is continued: what follows joins the text here.
   *
   * @param part the part in which the text is cut: it goes on, or stands if another one follows.
   *     Parts with a higher index are void
   * @param position how many characters (UTF-16 units) of the whole text stand, counted over all
   *     its parts as {@link Reply#text} joins them; what came after them is void
   */
  record Continued(int attempt, String model, int part, int position, Cause cause, Usage used)
      implements FurtherAttempt {
    public Continued {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(used, "used");
    }
  }

  /** The last event of every stream. */
  record Ended(Ending ending) implements StreamEvent {
    public Ended {
      Objects.requireNonNull(ending, "ending");
    }
  }

  /**
   * What is left of a provider's limit.
   *
   * @param what it counts, in the provider's word: {@code requests}, {@code tokens}
   * @param limit how many there are; -1 if that is not told
   * @param remaining how many of them are left; -1 if that is not told
   * @param resetsAfter how long until it is full again; zero if that is not told
   */
  record RateLimit(String what, long limit, long remaining, Duration resetsAfter) {
    public RateLimit {
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(resetsAfter, "resetsAfter");
    }
  }

  /**
   * How probable a token was.
   *
   * @param logProbability the natural logarithm of its probability
   * @param others which tokens there might have been in its place; empty if they are not told
   */
  record LogProb(String token, double logProbability, List<LogProb> others) {
    public LogProb {
      Objects.requireNonNull(token, "token");
      others = List.copyOf(others);
    }
  }
}
