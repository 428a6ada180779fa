package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder gets of streams over real sockets. */
@Timeout(240)
class JfrListenerTest {
  private static final long NOT_THERE = Long.MIN_VALUE;

  private final Simulator simulator = Simulator.start("end");
  private final Models models =
      Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {});
  private final ChatModel model =
      models
          .model("openai/any")
          .with(Retry.upTo(1).waits(Duration.ofMillis(1)))
          .observedBy(new JfrListener());

  @TempDir private Path folder;

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  /** The events of what is asked while a recording runs, once so many are there. */
  private List<RecordedEvent> recorded(int events, Runnable asking) throws IOException {
    Path file = folder.resolve("streams.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(JfrListener.STREAM).withoutThreshold();
      recording.enable(JfrListener.ATTEMPT).withoutThreshold();
      recording.start();
      asking.run();
      Eventually.await(events + " events", () -> read(recording, file).size() >= events);
    }
    return ours(file);
  }

  private static List<RecordedEvent> ours(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.sluice."))
        .sorted(Comparator.comparing(RecordedEvent::getEndTime))
        .toList();
  }

  private static List<RecordedEvent> read(Recording recording, Path file) {
    try {
      Files.deleteIfExists(file);
      recording.dump(file);
      return ours(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStreamAndItsAttemptsAreRecorded() throws Exception {
    simulator.script("status 503\nbody {}\n---\nanswer \"One two\"");
    List<RecordedEvent> events = recorded(3, () -> model.ask("Count."));
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactly(JfrListener.ATTEMPT, JfrListener.ATTEMPT, JfrListener.STREAM);

    RecordedEvent first = events.get(0);
    assertThat(first.getInt("number")).isEqualTo(1);
    assertThat(first.getInt("status")).isEqualTo(503);
    assertThat(first.getString("ending")).isEqualTo("failed");
    assertThat(first.getString("cause")).contains("503");
    assertThat(first.getString("connection")).isEqualTo("new");
    assertThat(first.getDuration("connect")).isPositive();
    assertThat(first.getLong("tls")).isEqualTo(NOT_THERE);
    assertThat(first.getLong("firstToken")).isEqualTo(NOT_THERE);

    RecordedEvent second = events.get(1);
    assertThat(second.getInt("number")).isEqualTo(2);
    assertThat(second.getString("model")).isEqualTo("openai/any");
    assertThat(second.getString("ending")).isEqualTo("completed");
    assertThat(second.getString("cause")).isEmpty();
    assertThat(second.getInt("status")).isEqualTo(200);
    assertThat(second.getString("requestId")).isNotEmpty();
    assertThat(second.getLong("inputTokens")).isEqualTo(10);
    assertThat(second.getLong("outputTokens")).isEqualTo(2);
    assertThat(second.getDuration("connected")).isPositive();
    assertThat(second.getDuration("head"))
        .isBetween(second.getDuration("connected"), second.getDuration("firstToken"));
    assertThat(second.getDuration("total")).isGreaterThanOrEqualTo(second.getDuration("head"));

    RecordedEvent stream = events.get(2);
    assertThat(stream.getString("model")).isEqualTo("openai/any");
    assertThat(stream.getString("ending")).isEqualTo("completed");
    assertThat(stream.getInt("attempts")).isEqualTo(2);
    assertThat(stream.getLong("outputTokens")).isEqualTo(2);
    assertThat(stream.getDuration("firstToken")).isPositive();
    assertThat(stream.getDuration("total"))
        .isGreaterThanOrEqualTo(stream.getDuration("firstToken"));
    assertThat(stream.getLong("stream"))
        .isEqualTo(first.getLong("stream"))
        .isEqualTo(second.getLong("stream"));
  }

  @Test
  void aStreamThatIsCutIsRecordedWithItsReason() throws Exception {
    simulator.script("text \"One\"\nfin");
    List<RecordedEvent> events = recorded(2, () -> model.stream("Count.").await());
    assertThat(events).extracting(event -> event.getString("ending")).containsExactly("cut", "cut");
    assertThat(events.getLast().getString("cause")).isNotEmpty();
  }

  @Test
  void eventsCanBeFollowedWhileTheyHappen() throws Exception {
    List<String> endings = new CopyOnWriteArrayList<>();
    CountDownLatch heard = new CountDownLatch(1);
    try (RecordingStream recording = new RecordingStream()) {
      recording.enable(JfrListener.STREAM).withoutThreshold();
      recording.onEvent(
          JfrListener.STREAM,
          event -> {
            endings.add(event.getString("ending"));
            heard.countDown();
          });
      recording.startAsync();
      simulator.script("answer \"One\"");
      model.ask("Count.");
      assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(endings).containsExactly("completed");
  }

  @Test
  void nothingIsObservedWhileNobodyRecords() {
    assertThat(new JfrListener().opened("openai/any", ChatRequest.of("Count."))).isNull();
  }

  @Test
  void theNamesOfTheEventsStandInThePage() throws Exception {
    assertThat(Files.readString(Path.of("../docs/observability.md")))
        .contains("`" + JfrListener.STREAM + "`")
        .contains("`" + JfrListener.ATTEMPT + "`");
  }
}
