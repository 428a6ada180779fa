package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamRecorder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A recorder that remembers, and notes whatever a stream must not do to it: two calls at once, or
 * one behind the ending.
 */
public class Kept implements StreamRecorder {
  private final List<StreamEvent> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private final AtomicInteger within = new AtomicInteger();
  private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();

  @Override
  public void onEvent(StreamEvent event) {
    call("event " + event, () -> events.add(event));
  }

  @Override
  public void onEnded(Ending ending) {
    call("ending " + ending.kind(), () -> ended.complete(ending));
  }

  private void call(String what, Runnable told) {
    if (within.getAndIncrement() != 0) {
      wrong.compareAndSet(null, what + " while something was being told");
    }
    if (ended.isDone()) {
      wrong.compareAndSet(null, what + " behind the ending");
    }
    told.run();
    within.decrementAndGet();
  }

  public List<StreamEvent> events() {
    return List.copyOf(events);
  }

  /** The ending, for which this waits: it may be told a little after the stream's own. */
  public Ending ending() throws Exception {
    return ended.get(60, TimeUnit.SECONDS);
  }

  public boolean hasEnded() {
    return ended.isDone();
  }

  /** That nothing went wrong, and that the events make the reply of this ending. */
  public void assertIs(Ending ending) throws Exception {
    assertThat(ending()).isSameAs(ending);
    assertThat(wrong).hasNullValue();
    assertThat(events).noneMatch(StreamEvent.Ended.class::isInstance);
    ReplyBuilder again = new ReplyBuilder(ending.reply().askedModel(), 0, true);
    events.forEach(event -> again.add(event, 0));
    Outcome outcome =
        switch (ending) {
          case Ending.Completed done -> new Outcome.Finished(done.finishReason());
          case Ending.Incomplete early -> early.cause();
        };
    Ending made = again.end(outcome, 0);
    assertThat(
            made.reply().toBuilder()
                .timings(ending.reply().timings())
                .askedModel(ending.reply().askedModel())
                .build())
        .isEqualTo(ending.reply());
  }
}
