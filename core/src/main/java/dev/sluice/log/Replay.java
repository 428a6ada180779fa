package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of a run's entries again, and of all of them the reply that the stream had. Not
 * thread-safe.
 *
 * <pre>{@code
 * Replay replay = Replay.of(start);
 * while (reader.next()) { // waits for what comes
 *   replay.add(reader, event -> show(event));
 * }
 * }</pre>
 *
 * <p>{@link #next(RunReader)} is for whoever must not wait: of a run that goes on it has no event
 * where there is none yet, too, and {@link RunReader#whenMore} says when to ask again.
 *
 * <p>The last event of a run that has ended is {@link StreamEvent.Ended} with the whole reply, as
 * its readers had it. What this version of the library cannot read, because a later one wrote it or
 * nobody here knows the format of a frame, is a {@link StreamEvent.Native} whose provider is empty.
 */
public final class Replay {
  private final ReplyBuilder reply;
  private final Formats formats;
  private final Map<String, Optional<Decoder>> decoders = new HashMap<>();
  private final Queue<StreamEvent> told = new ArrayDeque<>();
  private @Nullable Ending ending;

  /** Reads the frames of one answer in one wire format. */
  @FunctionalInterface
  public interface Decoder {
    /**
     * Takes the next frame.
     *
     * @param type its own type
     * @param bytes holds it at {@code from} for {@code length} bytes; not to be changed
     * @param out hears the events
     */
    void frame(String type, byte[] bytes, int from, int length, Consumer<? super StreamEvent> out);
  }

  /**
   * Knows wire formats by their names. With {@code models} that are {@code
   * dev.sluice.models.Models}:
   *
   * <pre>{@code
   * format -> models.frames(format, start.model(), start.request()).map(kept -> kept::frame)
   * }</pre>
   */
  @FunctionalInterface
  public interface Formats {
    /** A decoder for the answer of this run; empty if the format is not known. */
    Optional<Decoder> decoder(String format);
  }

  private Replay(String model, Formats formats) {
    // When entries were written is kept of none, and of all of them in the ending.
    this.reply = new ReplyBuilder(model, 0, false);
    this.formats = Objects.requireNonNull(formats, "formats");
  }

  /** Of a run whose frames, if it has any, need not be understood. */
  public static Replay of(RunStart start) {
    return of(start, format -> Optional.empty());
  }

  /** Of a run whose frames are in one of these formats. */
  public static Replay of(RunStart start, Formats formats) {
    return new Replay(start.model(), formats);
  }

  /**
   * The next event of these entries; empty if there is none. Several calls may be needed for one
   * entry, and one call may pass over several.
   *
   * @throws RunLogException CORRUPT if they cannot be read
   */
  public Optional<StreamEvent> next(EntryCursor entries) {
    while (told.isEmpty() && entries.next()) {
      take(entries);
    }
    return Optional.ofNullable(told.poll());
  }

  /**
   * The next event that is there now, see {@link RunReader#poll}; waits for none. Empty if there is
   * none yet or, behind {@link StreamEvent.Ended}, ever: {@link RunReader#isOver} tells which.
   *
   * @throws RunLogException as the reader's methods
   */
  public Optional<StreamEvent> next(RunReader reader) {
    while (told.isEmpty() && reader.poll()) {
      take(reader);
    }
    return Optional.ofNullable(told.poll());
  }

  /**
   * Takes the entry that a cursor or a reader stands at.
   *
   * @param heard hears its events: mostly one, of a frame any number
   * @throws RunLogException CORRUPT if it cannot be read
   */
  public void add(Entry entry, Consumer<? super StreamEvent> heard) {
    take(entry);
    for (StreamEvent event; (event = told.poll()) != null; ) {
      heard.accept(event);
    }
  }

  private void take(Entry entry) {
    switch (entry.kind()) {
      case EVENT -> event(entry.event());
      case FRAME -> frame(entry);
      case END -> end(entry.ending());
    }
  }

  private void event(StreamEvent event) {
    if (event instanceof StreamEvent.FurtherAttempt || event instanceof StreamEvent.RoundStarted) {
      decoders.clear(); // Frames behind it are of another answer.
    }
    tell(event);
  }

  private void tell(StreamEvent event) {
    if (event instanceof StreamEvent.Ended(Ending whole)) {
      end(whole);
      return;
    }
    StreamEvent shown = event;
    try {
      shown = reply.add(event, 0);
    } catch (IllegalArgumentException nothingToJoin) {
      // Told of a part that only a later version knows: the reply has that as it was.
    }
    told.add(shown);
  }

  private void frame(Entry frame) {
    Optional<Decoder> decoder = decoders.computeIfAbsent(frame.format(), formats::decoder);
    if (decoder.isPresent()) {
      decoder.get().frame(frame.type(), frame.bytes(), frame.from(), frame.length(), this::tell);
    } else {
      String text = new String(frame.bytes(), frame.from(), frame.length(), StandardCharsets.UTF_8);
      told.add(new StreamEvent.Native("", frame.type(), text));
    }
  }

  private void end(Ending kept) {
    Ending whole = whole(kept);
    ending = whole;
    told.add(new StreamEvent.Ended(whole));
  }

  /** Adds to an ending what {@link Entries#stripped} has taken from it. */
  private Ending whole(Ending kept) {
    Reply told = kept.reply();
    if (!told.parts().isEmpty()) {
      return kept; // Nothing was.
    }
    return switch (kept) {
      case Ending.Completed done -> {
        Outcome outcome = new Outcome.Finished(done.finishReason());
        yield new Ending.Completed(joined(outcome, told), done.finishReason());
      }
      case Ending.Incomplete early ->
          new Ending.Incomplete(joined(early.cause(), told), early.cause());
    };
  }

  private Reply joined(Outcome outcome, Reply rest) {
    Reply.Builder all = reply.end(outcome, 0).reply().toBuilder().timings(rest.timings());
    if (!rest.askedModel().isEmpty()) {
      all.askedModel(rest.askedModel());
    }
    if (!rest.usage().equals(Usage.unknown())) {
      all.usage(rest.usage());
    }
    return all.build();
  }

  /** How the run ended, with the whole reply; empty before its last entry. */
  public Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  /**
   * What has come up to now, as the partial of a run that has no ending; its times are not known.
   * Once there is an ending, that one's reply.
   */
  public Reply snapshot() {
    return ending != null
        ? ending.reply()
        : reply.snapshot().toBuilder().timings(Timings.none()).build();
  }
}
