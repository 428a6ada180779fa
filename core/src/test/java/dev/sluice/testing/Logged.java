package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.log.Block;
import dev.sluice.log.Entries;
import dev.sluice.log.EntryCursor;
import dev.sluice.log.Replay;
import dev.sluice.log.RunStart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run as a log has it, without a log. */
public final class Logged {
  private final List<byte[]> entries = new ArrayList<>();

  public Logged event(StreamEvent event) {
    entries.add(Entries.event(event));
    return this;
  }

  public Logged events(List<StreamEvent> events) {
    events.forEach(this::event);
    return this;
  }

  public Logged frame(String format, String type, byte[] bytes) {
    entries.add(Entries.frame(format, type, bytes, 0, bytes.length));
    return this;
  }

  public Logged ending(Ending ending) {
    entries.add(Entries.ending(ending));
    return this;
  }

  /** A whole entry, as a later version may have written it. */
  public Logged bytes(int kind, String form) {
    byte[] text = form.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(text).hasSizeLessThan(0x80);
    byte[] entry = new byte[text.length + 2];
    entry[0] = (byte) kind;
    entry[1] = (byte) text.length;
    System.arraycopy(text, 0, entry, 2, text.length);
    entries.add(entry);
    return this;
  }

  public EntryCursor cursor() {
    return new EntryCursor(
        new Block(1, 0, entries.size(), Coded.joined(entries.toArray(byte[][]::new))));
  }

  /** What the run of a model is made of again. */
  public List<StreamEvent> read(Replay replay) {
    List<StreamEvent> events = new ArrayList<>();
    EntryCursor cursor = cursor();
    Optional<StreamEvent> event = replay.next(cursor);
    while (event.isPresent()) {
      events.add(event.get());
      event = replay.next(cursor);
    }
    return events;
  }

  public static RunStart start(String model, ChatRequest request) {
    return new RunStart("run-1", model, request, Instant.EPOCH);
  }

  /**
   * That events that a recorder heard and their ending come back from a log as readers got them: in
   * the same form, since of exceptions no two are equal. Returns what came back.
   */
  public static List<StreamEvent> assertComesBack(
      String model, List<StreamEvent> events, Ending ending) {
    ReplyBuilder reader = new ReplyBuilder(model, 0, true);
    List<StreamEvent> shown = events.stream().map(event -> reader.add(event, 0)).toList();
    return assertComesBack(model, events, shown, ending);
  }

  /**
   * The same.
   *
   * @param shown what readers got
   */
  public static List<StreamEvent> assertComesBack(
      String model, List<StreamEvent> events, List<StreamEvent> shown, Ending ending) {
    List<StreamEvent> whole = new ArrayList<>(shown);
    whole.add(new StreamEvent.Ended(ending));
    Replay replay = Replay.of(start(model, ChatRequest.of("hi")));
    List<StreamEvent> read = new Logged().events(events).ending(ending).read(replay);
    assertThat(forms(read)).isEqualTo(forms(whole));
    assertThat(read.getLast()).isEqualTo(new StreamEvent.Ended(replay.ending().orElseThrow()));
    assertThat(replay.snapshot()).isEqualTo(replay.ending().orElseThrow().reply());
    return read;
  }

  private static List<String> forms(List<StreamEvent> events) {
    return events.stream().map(EventCodec::encode).toList();
  }
}
