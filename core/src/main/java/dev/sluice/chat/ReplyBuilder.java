package dev.sluice.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins events to a reply and notes when the tokens came. Whoever has kept the events of a stream
 * with their times gets the same reply from them again, timings included. Not thread-safe.
 */
public final class ReplyBuilder {
  /** A reply of more characters than this is ended: it is kept in memory whole. */
  private static final long MAX_CHARACTERS = 16 * 1024 * 1024;

  /** The same for images and sound, in characters of base 64. */
  private static final long MAX_MEDIA_CHARACTERS = 64 * 1024 * 1024;

  /** What a part, a citation or a warning counts besides its characters. */
  private static final int PIECE_CHARACTERS = 64;

  private final String askedModel;
  private final long startedNanos;
  private final boolean streamed;
  private final List<Reply.Attempt> earlier = new ArrayList<>(0);
  private final ToldBeside told = new ToldBeside();

  /** The parts by their indexes. */
  private @Nullable TreeMap<Integer, GrowingPart> parts;

  /** The one that grew last, and mostly grows on. */
  private @Nullable GrowingPart last;

  /** The rounds that are over, each with the index at which the next one began. */
  private @Nullable List<Reply.Round> rounds;

  private Usage usage = Usage.unknown();
  private String model;
  private boolean anyToken;
  private long firstTokenNanos;
  private long lastTokenNanos;
  private long size;
  private long mediaSize;

  /** The characters of names, ids and what is told beside the answer: kept, but no part of it. */
  private long beside;

  /**
   * Of a stream that nothing has come of.
   *
   * @param askedModel who is asked, {@code provider/model}
   * @param startedNanos when; every other time is told by the same clock
   * @param streamed whether the answer was asked for in deltas: otherwise there is no first token
   */
  public ReplyBuilder(String askedModel, long startedNanos, boolean streamed) {
    this.askedModel = askedModel;
    this.model = askedModel;
    this.startedNanos = startedNanos;
    this.streamed = streamed;
  }

  /**
   * Of a stream that goes on from a kept partial: the reply begins with that, and its times are
   * those of what is added. The parts have the indexes of their places in it.
   *
   * @param startedNanos see {@link #ReplyBuilder(String, long, boolean)}
   * @param streamed as there
   */
  public ReplyBuilder(Reply kept, long startedNanos, boolean streamed) {
    this(kept.askedModel(), startedNanos, streamed);
    for (Part part : kept.parts()) {
      keep(GrowingPart.kept(nextIndex(), part));
      beside += PIECE_CHARACTERS + part.beside();
      if (part instanceof Part.Media) {
        mediaSize += part.size();
      } else {
        size += part.size();
      }
    }
    if (!kept.rounds().isEmpty()) {
      rounds = new ArrayList<>(kept.rounds());
    }
    earlier.addAll(kept.earlier());
    beside += PIECE_CHARACTERS * (long) (kept.earlier().size() + kept.rounds().size());
    told.stands(kept);
    usage = kept.usage();
  }

  /**
   * Adds an event that happened at this time.
   *
   * @return the event for readers: where a part ends, with the whole part
   * @throws IllegalArgumentException if no stream says this: a delta that its part does not grow
   *     by, or a part that begins twice
   */
  public StreamEvent add(StreamEvent event, long nowNanos) {
    // Most events are more of the same text, and a switch over kinds looks at one after the other.
    GrowingPart text = last;
    if (event instanceof StreamEvent.TextDelta delta
        && text != null
        && text.index() == delta.part()
        && text.isText()) {
      token(nowNanos);
      size += delta.text().length();
      text.grow(delta.text());
      return event;
    }
    switch (event) {
      case StreamEvent.Content content -> {
        if (content.isToken()) {
          token(nowNanos);
        }
        return content(content);
      }
      case StreamEvent.UsageReported report -> usage = report.usage();
      case StreamEvent.Started start -> {
        told.started(start);
        beside += start.size();
      }
      case StreamEvent.Noted noted -> {
        told.data(noted.data());
        beside += noted.data().size();
      }
      case StreamEvent.Warned warned -> {
        told.warning(warned.message());
        beside += warned.message().length() + PIECE_CHARACTERS;
      }
      case StreamEvent.Native own -> {}
      case StreamEvent.RoundStarted round -> {
        rounds = rounds == null ? new ArrayList<>() : rounds;
        rounds.add(new Reply.Round(nextIndex(), model));
        told.goesOn();
        model = round.model();
        beside += PIECE_CHARACTERS + round.model().length();
      }
      case StreamEvent.FurtherAttempt next -> attempt(next);
      case StreamEvent.Ended ended ->
          throw new IllegalArgumentException("a source never sends " + ended);
    }
    return event;
  }

  private StreamEvent content(StreamEvent.Content content) {
    int length = content.length();
    size += length;
    GrowingPart part = last;
    if (part == null || part.index() != content.part()) {
      part = find(content);
      last = part;
      if (content instanceof StreamEvent.PartStarted) {
        return content;
      }
    }
    if (!part.growsBy(content) && !turns(part, content)) {
      throw new IllegalArgumentException(
          content instanceof StreamEvent.PartStarted
              ? begunTwice(content.part())
              : "the part "
                  + content.part()
                  + " is a "
                  + part.kind()
                  + ": a "
                  + content.getClass().getSimpleName()
                  + " is no piece of it");
    }
    return grown(part, content);
  }

  /** Of a part whose start was missed, what is only told of it does not say its kind. */
  private static boolean turns(GrowingPart part, StreamEvent.Content content) {
    return !(content instanceof StreamEvent.PartStarted) && part.turnsInto(begun(content));
  }

  private static String begunTwice(int part) {
    return "the part " + part + " has begun already";
  }

  private StreamEvent grown(GrowingPart part, StreamEvent.Content content) {
    switch (content) {
      case StreamEvent.TextDelta delta -> part.grow(delta.text());
      case StreamEvent.ReasoningDelta delta -> part.grow(delta.text());
      case StreamEvent.RefusalDelta delta -> part.grow(delta.text());
      case StreamEvent.ToolCallDelta delta -> part.grow(delta.fragment());
      case StreamEvent.NativeDelta delta -> part.grow(delta.text());
      case StreamEvent.MediaDelta delta -> {
        if (delta.replaces()) {
          mediaSize += part.replace(delta.base64());
        } else {
          mediaSize += delta.base64().length();
          part.grow(delta.base64());
        }
      }
      case StreamEvent.Cited cited -> {
        part.cite(cited.citation());
        beside += cited.citation().size() + PIECE_CHARACTERS;
      }
      case StreamEvent.PartNoted noted -> {
        part.note(noted.data());
        beside += noted.data().size();
      }
      case StreamEvent.LogProbs l -> {}
      case StreamEvent.PartStarted s -> {}
      case StreamEvent.PartEnded end -> {
        return ended(part, end);
      }
    }
    return content;
  }

  /**
   * A part that its source ends with more than its deltas have told counts with all of it, and with
   * all of it once more each time that it is ended again: every end holds a text of its own.
   */
  private StreamEvent ended(GrowingPart part, StreamEvent.PartEnded end) {
    int before = part.length();
    if (part.hasEnded()) {
      beside += PIECE_CHARACTERS;
      if (end.ended() instanceof Part.Media) {
        mediaSize += before;
      } else {
        beside += before;
      }
    }
    beside += Math.max(0, end.ended().beside() - part.beside());
    Part whole = part.end(end.ended());
    int grown = Math.max(0, part.length() - before);
    if (whole instanceof Part.Media) {
      mediaSize += grown;
    } else {
      size += grown;
    }
    return new StreamEvent.PartEnded(end.part(), whole);
  }

  /** The part that an event belongs to, which begins with it if it is not there. */
  private GrowingPart find(StreamEvent.Content content) {
    GrowingPart found = parts == null ? null : parts.get(content.part());
    if (found != null && content instanceof StreamEvent.PartStarted) {
      throw new IllegalArgumentException(begunTwice(content.part()));
    }
    if (found == null) {
      Part begun = begun(content);
      boolean kindIsTold =
          !(content instanceof StreamEvent.PartNoted || content instanceof StreamEvent.LogProbs);
      found = new GrowingPart(content.part(), begun, kindIsTold);
      beside += PIECE_CHARACTERS + begun.beside();
      if (begun instanceof Part.Media) {
        mediaSize += begun.size();
      } else if (content instanceof StreamEvent.PartEnded) {
        size += begun.size();
      }
      keep(found);
    }
    return found;
  }

  private void keep(GrowingPart part) {
    if (parts == null) {
      parts = new TreeMap<>();
    }
    parts.put(part.index(), part);
  }

  /** A source that says nothing of a part's start is understood. */
  private static Part begun(StreamEvent.Content content) {
    return switch (content) {
      case StreamEvent.PartStarted start -> start.begun();
      case StreamEvent.PartEnded end -> end.ended();
      case StreamEvent.TextDelta t -> new Part.Text("");
      case StreamEvent.Cited c -> new Part.Text("");
      case StreamEvent.PartNoted n -> new Part.Text("");
      case StreamEvent.LogProbs l -> new Part.Text("");
      case StreamEvent.ReasoningDelta r -> new Part.Reasoning("");
      case StreamEvent.RefusalDelta r -> new Part.Refusal("");
      case StreamEvent.ToolCallDelta t -> new Part.ToolCall("", "", "");
      case StreamEvent.MediaDelta m ->
          new Part.Media(Part.Media.Kind.DOCUMENT, "", new Part.Media.Inline(""));
      case StreamEvent.NativeDelta n -> new Part.Native("", "", "");
    };
  }

  private int nextIndex() {
    return parts == null || parts.isEmpty() ? 0 : parts.lastKey() + 1;
  }

  private void attempt(StreamEvent.FurtherAttempt next) {
    earlier.add(new Reply.Attempt(next.cause(), next.used()));
    beside += PIECE_CHARACTERS;
    boolean another = !provider(next.model()).equals(provider(model));
    model = next.model();
    switch (next) {
      case StreamEvent.Retrying r -> told.again();
      case StreamEvent.Restarted r -> {
        told.anew();
        parts = null;
        last = null;
        rounds = null;
      }
      case StreamEvent.Continued seam -> {
        told.goesOn();
        cut(seam);
        if (another && parts != null) {
          parts.values().forEach(GrowingPart::withoutProof);
        }
      }
    }
  }

  private static String provider(String model) {
    return ModelName.of(model).provider();
  }

  private void cut(StreamEvent.Continued seam) {
    if (parts == null) {
      return;
    }
    parts.tailMap(seam.part(), false).clear();
    last = null;
    if (rounds != null) {
      rounds.removeIf(round -> round.end() > seam.part());
    }
    int before = 0;
    for (GrowingPart part : parts.values()) {
      if (part.index() == seam.part() && before + part.answerLength() > seam.position()) {
        part.cut(Math.max(0, seam.position() - before));
      }
      before += part.answerLength();
    }
  }

  /** The bound that the reply has outgrown; null while it has not. */
  public Failure.@Nullable LimitExceeded excess() {
    if (size + beside > MAX_CHARACTERS) {
      return new Failure.LimitExceeded("the answer", MAX_CHARACTERS, "characters");
    }
    return mediaSize > MAX_MEDIA_CHARACTERS
        ? new Failure.LimitExceeded(
            "the media of the answer", MAX_MEDIA_CHARACTERS, "characters of base 64")
        : null;
  }

  /** The ending that an outcome at this time makes of what has come. */
  public Ending end(Outcome outcome, long nowNanos) {
    return switch (outcome) {
      case Outcome.Finished finished ->
          new Ending.Completed(reply(Optional.of(finished.reason()), nowNanos), finished.reason());
      case Cause cause -> new Ending.Incomplete(reply(Optional.empty(), nowNanos), cause);
    };
  }

  /**
   * What has come up to now, as the partial of a stream that goes on: further events may follow.
   * Its times end with the last token.
   */
  public Reply snapshot() {
    return reply(Optional.empty(), anyToken ? lastTokenNanos : startedNanos);
  }

  private Reply reply(Optional<FinishReason> reason, long nowNanos) {
    Reply.Builder reply = Reply.builder();
    List<Reply.Round> over = rounds == null ? List.of() : rounds;
    int round = 0;
    if (parts != null) {
      boolean whole = reason.isPresent() && !reason.get().cutsOff();
      for (GrowingPart part : parts.values()) {
        for (; round < over.size() && over.get(round).end() <= part.index(); round++) {
          reply.round(over.get(round).model());
        }
        reply.part(whole ? part.partOfWhole() : part.part());
      }
    }
    for (; round < over.size(); round++) {
      reply.round(over.get(round).model()); // Nothing came of the round after it.
    }
    told.give(reply);
    earlier.forEach(reply::earlier);
    return reply
        .finishReason(reason)
        .askedModel(model.isEmpty() ? askedModel : model)
        .usage(usage.orEstimated(size))
        .timings(timings(nowNanos))
        .build();
  }

  private Timings timings(long nowNanos) {
    Timings total = Timings.of(Duration.ofNanos(nowNanos - startedNanos));
    return anyToken && streamed
        ? total.tokens(
            Duration.ofNanos(firstTokenNanos - startedNanos),
            Duration.ofNanos(lastTokenNanos - startedNanos))
        : total;
  }

  private void token(long nowNanos) {
    lastTokenNanos = nowNanos;
    if (!anyToken) {
      anyToken = true;
      firstTokenNanos = nowNanos;
    }
  }
}
