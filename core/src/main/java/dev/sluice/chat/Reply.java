package dev.sluice.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stream has said, joined: the whole answer if it completed, else what had come. Immutable.
 *
 * <p>An answer is a list of {@link #parts} in the order in which they began; {@link #text}, {@link
 * #reasoning}, {@link #refusal} and {@link #toolCalls} are views of it.
 */
public final class Reply extends Value {
  private final List<Part> parts;
  private final List<Round> rounds;
  private final Optional<FinishReason> finishReason;
  private final String askedModel;
  private final Usage usage;
  private final Timings timings;
  private final StreamEvent.Started started;
  private final List<ProviderData> data;
  private final List<String> warnings;
  private final List<Attempt> earlier;

  private Reply(Builder builder) {
    this.parts = List.copyOf(builder.parts);
    this.rounds = List.copyOf(builder.rounds);
    this.finishReason = builder.finishReason;
    this.askedModel = builder.askedModel;
    this.usage = builder.usage;
    this.timings = builder.timings;
    this.started = builder.started;
    this.data = builder.data.stream().map(Notes::data).toList();
    this.warnings = List.copyOf(builder.warnings);
    this.earlier = List.copyOf(builder.earlier);
  }

  /** A reply of one's own, for tests and for what was kept in another form. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds what this reply holds. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.parts.addAll(parts);
    builder.rounds.addAll(rounds);
    data.forEach(builder::data);
    builder.warnings.addAll(warnings);
    builder.earlier.addAll(earlier);
    return builder
        .finishReason(finishReason)
        .askedModel(askedModel)
        .usage(usage)
        .timings(timings)
        .started(started);
  }

  /**
   * An attempt that did not bring the answer.
   *
   * @param cause why it ended
   * @param usage what it had used, as far as its provider had said
   */
  public record Attempt(Cause cause, Usage usage) {}

  /**
   * A round of a loop of tools that another one followed.
   *
   * @param end how many of {@link #parts} had come by its end
   * @param model who answered it, {@code provider/model}
   */
  public record Round(int end, String model) {
    public Round {
      Objects.requireNonNull(model, "model");
    }
  }

  /** Everything that came, in order; what was not ended is not {@link Part#isWhole}. */
  public List<Part> parts() {
    return parts;
  }

  /**
   * The answer: its texts joined, without what their provider calls commentary. Of a model that
   * only refused, the words of its refusal.
   */
  public String text() {
    String text = join(PartText::answer);
    return text.isEmpty() ? refusal() : text;
  }

  /** What the model thought before, joined; empty if it told nothing. */
  public String reasoning() {
    return join(PartText::reasoning);
  }

  /** The model's refusal; empty if it did not refuse in words of their own. */
  public String refusal() {
    return join(PartText::refusal);
  }

  private String join(PartText view) {
    String joined = "";
    StringBuilder more = null;
    for (Part part : parts) {
      String piece = view.of(part);
      if (joined.isEmpty()) {
        joined = piece;
      } else if (!piece.isEmpty()) {
        more = more == null ? new StringBuilder(joined) : more;
        more.append(piece);
      }
    }
    return more == null ? joined : more.toString();
  }

  /**
   * The calls of tools in order, those included that the provider ran itself; of an incomplete
   * reply possibly such that are not {@link Part#isWhole}.
   */
  public List<Part.ToolCall> toolCalls() {
    List<Part.ToolCall> calls = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.ToolCall call) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** Where the texts come from, in the order in which that was told. */
  public List<Citation> citations() {
    List<Citation> citations = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        citations.addAll(text.citations());
      }
    }
    return citations;
  }

  /** The rounds of a loop of tools before the last one, in order; empty if there was one round. */
  public List<Round> rounds() {
    return rounds;
  }

  /** This of a stream that ended so: the ending and its reply say the same. */
  Reply ended(Optional<FinishReason> reason) {
    return finishReason.equals(reason) ? this : toBuilder().finishReason(reason).build();
  }

  /** Whether the provider's good end had come. */
  public boolean isComplete() {
    return finishReason.isPresent();
  }

  /** Why the model stopped; empty if the provider's good end had not come. */
  public Optional<FinishReason> finishReason() {
    return finishReason;
  }

  /** Who was asked, {@code provider/model}: of several models the last; empty if nobody was. */
  public String askedModel() {
    return askedModel;
  }

  /** Summed over all attempts. */
  public Usage usage() {
    return usage;
  }

  /** Measured here. */
  public Timings timings() {
    return timings;
  }

  /** Who answered: of the attempts that the answer is of the last; all empty if none had come. */
  public StreamEvent.Started started() {
    return started;
  }

  /**
   * What only its provider understands of the answer, if it told anything: told by the attempts
   * that the answer is of. Where one goes on with another one's answer, the last report of a field
   * counts.
   */
  public Optional<ProviderData> data(String provider) {
    return data.stream().filter(one -> one.provider().equals(provider)).findFirst();
  }

  /** The same of every provider that answered. */
  public List<ProviderData> data() {
    return data;
  }

  /**
   * What was done otherwise than it was asked for, for a person: by the attempts that the answer is
   * of, and once though several of them said it.
   */
  public List<String> warnings() {
    return warnings;
  }

  /** The attempts before the last one, oldest first; empty if the first one answered. */
  public List<Attempt> earlier() {
    return earlier;
  }

  /**
   * This reply as a message for the history of the next turn: exactly what came, and of an
   * incomplete reply what its provider takes back. If a loop of tools asked several times, the last
   * message. Of a reply of which nothing goes back it is a message without parts, which many
   * providers refuse; {@link #toMessages} has none then, and is the better choice for a history.
   */
  public Message.Assistant toMessage() {
    return SentBack.last(this);
  }

  /**
   * This reply as messages for the history of the next turn: one of the model for each round, each
   * followed by the results of the tools that the caller ran. A round of which nothing goes back
   * has none: so of a stream that failed before its first token there is no message.
   */
  public List<Message> toMessages() {
    return SentBack.all(this);
  }

  @Override
  List<Object> values() {
    return List.of(
        parts, rounds, finishReason, askedModel, usage, timings, started, data, warnings, earlier);
  }

  /** Gathers a reply. Not thread-safe. */
  public static final class Builder {
    static final StreamEvent.Started NOBODY = new StreamEvent.Started("", "", "");

    private final List<Part> parts = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>(0);
    private Optional<FinishReason> finishReason = Optional.empty();
    private String askedModel = "";
    private Usage usage = Usage.unknown();
    private Timings timings = Timings.none();
    private StreamEvent.Started started = NOBODY;
    private final List<Notes> data = new ArrayList<>(0);
    private final List<String> warnings = new ArrayList<>(0);
    private final List<Attempt> earlier = new ArrayList<>(0);

    private Builder() {}

    /** Adds a part. */
    public Builder part(Part part) {
      parts.add(Objects.requireNonNull(part, "part"));
      return this;
    }

    /** Ends a round, which this model answered: with the next part a further one begins. */
    public Builder round(String model) {
      rounds.add(new Round(parts.size(), model));
      return this;
    }

    /** See {@link Reply#finishReason}. */
    public Builder finishReason(Optional<FinishReason> reason) {
      finishReason = Objects.requireNonNull(reason, "finishReason");
      return this;
    }

    /** See {@link Reply#askedModel}. */
    public Builder askedModel(String name) {
      askedModel = Objects.requireNonNull(name, "askedModel");
      return this;
    }

    /** See {@link Reply#usage}. */
    public Builder usage(Usage used) {
      usage = Objects.requireNonNull(used, "usage");
      return this;
    }

    /** See {@link Reply#timings}. */
    public Builder timings(Timings measured) {
      timings = Objects.requireNonNull(measured, "timings");
      return this;
    }

    /** See {@link Reply#started}. */
    public Builder started(StreamEvent.Started who) {
      started = Objects.requireNonNull(who, "started");
      return this;
    }

    /** Adds to {@link Reply#data}: of each field of a provider's the last one counts. */
    public Builder data(ProviderData told) {
      Notes.add(data, told);
      return this;
    }

    /** Adds to {@link Reply#warnings}. */
    public Builder warning(String message) {
      warnings.add(Objects.requireNonNull(message, "warning"));
      return this;
    }

    /** Adds to {@link Reply#earlier}. */
    public Builder earlier(Attempt attempt) {
      earlier.add(Objects.requireNonNull(attempt, "attempt"));
      return this;
    }

    /** The reply. */
    public Reply build() {
      return new Reply(this);
    }
  }
}
