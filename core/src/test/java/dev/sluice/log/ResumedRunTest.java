package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.policy.Resumption;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.HandSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that has lost its writer is taken over, and its answer goes on at the seam. */
@Timeout(240)
class ResumedRunTest {
  private static final Cause CRASHED = new Cause.Interrupted(new Failure.ProcessEnded("ask 7"));
  private static final ChatRequest REQUEST = ChatRequest.of("Count.");
  private static final RunStart START = new RunStart("run-1", "hand/one", REQUEST, Instant.EPOCH);

  private final HandSource source = HandSource.create();
  private final ChatModel model =
      new ChatModel("hand/one", source, StreamTimer.of(System::nanoTime));

  private static Replay replayed(RunLog log, List<StreamEvent> events) {
    Replay replay = Replay.of(START);
    try (RunReader reader = log.read("run-1", Offset.START)) {
      Optional<StreamEvent> event = replay.next(reader);
      while (event.isPresent()) {
        events.add(event.get());
        event = replay.next(reader);
      }
    }
    return replay;
  }

  private ChatStream resume(RunLog log, RunWriter writer) {
    Reply partial = replayed(log, new ArrayList<>()).snapshot();
    int before = source.opened();
    ChatStream stream = model.with(Resumption.from(partial, CRASHED)).stream(REQUEST, writer);
    Eventually.await("the rest is asked for", () -> source.opened() > before);
    return stream;
  }

  @Test
  void fromItsEntriesComesTheWholeAnswerAndItsEnding() throws Exception {
    try (RunLog log = RunLog.inMemory()) {
      RunWriter first = log.begin(START);
      ChatStream lost = model.stream(REQUEST, first);
      source.last().started().reasoning("hm").text("One ", "two ").usage(3, 2);
      first.close();
      lost.cancel();
      first.kept().join();

      RunWriter second = log.takeOver("run-1");
      ChatStream rest = resume(log, second);
      source.last().started().text("two three ").usage(5, 1);
      second.close();
      rest.cancel();
      second.kept().join();

      RunWriter third = log.takeOver("run-1");
      ChatStream last = resume(log, third);
      source.last().started().text("four").usage(7, 1).finish();
      Ending ending = last.await();
      third.kept().join();

      List<StreamEvent> events = new ArrayList<>();
      Replay replay = replayed(log, events);
      assertThat(replay.ending()).contains(ending);
      assertThat(events.getLast()).isEqualTo(new StreamEvent.Ended(ending));
      assertThat(ending.reply().text()).isEqualTo("One two three four");
      assertThat(ending.reply().earlier()).hasSize(2);
      assertThat(ending.reply().usage().inputTokens()).hasValue(15);
    }
  }
}
