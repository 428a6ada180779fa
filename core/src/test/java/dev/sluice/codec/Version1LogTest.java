package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Ending;
import dev.sluice.stream.Failure;
import dev.sluice.stream.FinishReason;
import dev.sluice.stream.Part;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A log that the first version wrote is read by every later one. The log is never changed: whoever
 * has to change it to get this test to pass has broken all logs that people have kept.
 */
class Version1LogTest {
  private static final Path LOG = Path.of("src/test/resources/codec/version-1.jsonl");

  @Test
  void theLogOfTheFirstVersionIsReadAsItWasWritten() throws IOException {
    List<String> lines = Files.readAllLines(LOG);
    List<StreamEvent> events = Version1.events();
    assertThat(EventCodec.checkHeader(lines.get(0))).isEqualTo(1);
    assertThat(lines).hasSize(events.size() + 1);
    for (int i = 0; i < events.size(); i++) {
      StreamEvent read = EventCodec.decode(lines.get(i + 1));
      StreamEvent written = events.get(i);
      if (thrown(written).isEmpty()) {
        assertThat(read).isEqualTo(written);
      } else {
        // No two exceptions are equal.
        assertThat(EventCodec.encode(read)).isEqualTo(EventCodec.encode(written));
        assertThat(thrown(read)).isPresent();
      }
    }
  }

  private static Optional<Throwable> thrown(StreamEvent event) {
    return event instanceof StreamEvent.Ended(Ending.Incomplete early)
        ? early.cause().failure().flatMap(Failure::cause)
        : Optional.empty();
  }

  /** Says that the log above, or the one that a later version begins, lacks a kind. */
  @Test
  void everyKindThereIsStandsInALog() {
    Set<Class<?>> found = new HashSet<>();
    for (StreamEvent event : Version1.events()) {
      found.add(EventCodec.decode(EventCodec.encode(event)).getClass());
      if (event instanceof StreamEvent.Ended ended) {
        found.add(ended.ending().getClass());
        if (ended.ending() instanceof Ending.Incomplete early) {
          found.add(early.cause().getClass());
          early.cause().failure().ifPresent(failure -> found.add(failure.getClass()));
        }
      }
    }
    for (Part part : Version1.parts()) {
      found.add(part.getClass());
      if (part instanceof Part.Media media) {
        found.add(media.source().getClass());
      }
    }
    Set<Class<?>> all = new HashSet<>();
    for (Class<?> sealed :
        List.of(
            StreamEvent.class,
            Ending.class,
            Cause.class,
            Failure.class,
            Part.class,
            Part.Media.Source.class)) {
      kinds(sealed, all);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(all);
  }

  private static void kinds(Class<?> type, Set<Class<?>> into) {
    if (type.isSealed()) {
      for (Class<?> kind : type.getPermittedSubclasses()) {
        kinds(kind, into);
      }
    } else {
      into.add(type);
    }
  }

  @Test
  void everyWordThereIsStandsInALog() throws IOException {
    String log = Files.readString(LOG);
    List<String> words = new ArrayList<>();
    for (Part.Media.Kind kind : Part.Media.Kind.values()) {
      words.add("\"t\":\"" + word(kind));
    }
    for (Failure.Timeout.Phase phase : Failure.Timeout.Phase.values()) {
      words.add("\"p\":\"" + word(phase));
    }
    for (FinishReason.Kind kind : FinishReason.Kind.values()) {
      words.add(kind == FinishReason.Kind.STOP ? "\"w\":\"their STOP" : "\"s\":\"" + word(kind));
    }
    assertThat(words).allSatisfy(word -> assertThat(log).contains(word + "\""));
    assertThat(Usage.Count.values()).hasSize(15); // A further one needs a line in a further log.
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
