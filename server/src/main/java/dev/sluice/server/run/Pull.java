package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.Replay;
import dev.sluice.log.RunReader;
import dev.sluice.server.dialect.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run from its log for one client, a bounded batch at a time: frames go as they are to a
 * client of their format, and as the events that they tell to others. Not thread-safe; waits for a
 * disk where the client is far behind.
 */
final class Pull implements AutoCloseable {
  private final RunReader reader;
  private final Feed feed;
  private final String wireFormat;
  private final Replay.Formats formats;

  /** The run, if it was going on when the client came. */
  private final @Nullable Run run;

  private final Map<String, Optional<Replay.Decoder>> decoders = new HashMap<>();
  private final List<StreamEvent> told = new ArrayList<>();

  Pull(RunReader reader, Feed feed, String wireFormat, Replay.Formats formats, @Nullable Run run) {
    this.reader = reader;
    this.feed = feed;
    this.wireFormat = wireFormat;
    this.formats = formats;
    this.run = run;
  }

  /**
   * What was read.
   *
   * @param at behind the last entry that was
   * @param entries how many were
   * @param more whether there may be more at once
   * @param ending the run's, if it was read; then {@code at} is behind it
   */
  record Batch(Bytes bytes, Offset at, int entries, boolean more, @Nullable Ending ending) {}

  /** Reads what is there, up to so much; an entry that is longer comes alone. */
  Batch read(int maxEntries, int maxBytes) {
    Bytes out = new Bytes();
    int entries = 0;
    while (entries < maxEntries && out.size() < maxBytes && !feed.isOver()) {
      if (!reader.poll()) {
        return new Batch(out, reader.offset(), entries, false, null);
      }
      entries++;
      switch (reader.kind()) {
        case EVENT -> event(reader.event(), out);
        case FRAME -> frame(out);
        case END -> {
          return new Batch(out, reader.offset(), entries, false, reader.ending());
        }
      }
    }
    return new Batch(out, reader.offset(), entries, true, null);
  }

  private void event(StreamEvent event, Bytes out) {
    if (event instanceof StreamEvent.FurtherAttempt || event instanceof StreamEvent.RoundStarted) {
      decoders.clear(); // Frames behind it are of another answer.
    }
    feed.events(List.of(event), reader.offset(), out);
  }

  private void frame(Bytes out) {
    Offset at = reader.offset();
    if (reader.format().equals(wireFormat)) {
      boolean token = feed.hasBegun() || (run == null ? tells() : run.recorder().hasBegun(at));
      feed.frame(reader.type(), reader.bytes(), reader.from(), reader.length(), at, token, out);
      return;
    }
    decode();
    feed.events(told, at, out);
    told.clear();
  }

  /** Whether the frame tells something of the answer; one that nobody can read may. */
  private boolean tells() {
    boolean known = decode();
    boolean token = !known || told.stream().anyMatch(StreamEvent.Content.class::isInstance);
    told.clear();
    return token;
  }

  private boolean decode() {
    Optional<Replay.Decoder> decoder = decoders.computeIfAbsent(reader.format(), formats::decoder);
    decoder.ifPresent(
        known ->
            known.frame(reader.type(), reader.bytes(), reader.from(), reader.length(), told::add));
    return decoder.isPresent();
  }

  /** Has a task called, once, when there is more to read. */
  void whenMore(Runnable task) {
    reader.whenMore(task);
  }

  @Override
  public void close() {
    reader.close();
  }
}
