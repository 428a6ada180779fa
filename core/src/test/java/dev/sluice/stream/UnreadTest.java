package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamTimer;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A stream that nobody reads holds its connection for a time that is stated, and no longer. */
class UnreadTest {
  private final FakeClock clock = new FakeClock();
  private final Push source = new Push();
  private final ChatStream stream =
      new ChatModel("test/push", source, timer()).stream(ChatRequest.of("hi"));

  private StreamTimer timer() {
    return new StreamTimer() {
      @Override
      public long nanos() {
        return clock.nanos();
      }

      @Override
      public Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
        return clock.alarm(delay, task, owner)::cancel;
      }

      @Override
      public void aside(Runnable task, Consumer<? super Throwable> owner) {
        clock.aside(task, owner);
      }
    };
  }

  private void fill() {
    while (source.sink().isReady()) {
      source.text("x");
    }
  }

  @Test
  void itIsEndedWithWhatHadComeAndItsSourceIsStopped() {
    fill();
    clock.advance(ChatStream.UNREAD_BOUND.minusNanos(1));
    assertThat(source.cancelled).hasValue(0);
    clock.advance(Duration.ofNanos(1));
    assertThat(source.cancelled).hasValue(1);
    Ending ending = stream.await();
    assertThat(ending.kind()).isEqualTo("failed");
    assertThat(ending.reply().text()).hasSize(EventBuffer.HIGH_EVENTS);
    assertThat(((Ending.Incomplete) ending).cause().message())
        .isEqualTo(
            "the time for which a stream is kept that nobody reads is longer than the limit of 300"
                + " seconds");
  }

  @Test
  void aReaderThatHasBegunMayTakeItsTime() {
    Iterator<String> text = stream.text().iterator();
    fill();
    clock.advance(ChatStream.UNREAD_BOUND.multipliedBy(3));
    assertThat(text.next()).isEqualTo("x");
    assertThat(source.cancelled).hasValue(0);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aReaderThatComesInTimeTakesTheAlarmBack() {
    fill();
    assertThat(clock.waiting()).isEqualTo(1);
    Iterator<String> text = stream.text().iterator();
    assertThat(clock.waiting()).isZero();
    assertThat(text.next()).isEqualTo("x");
  }

  @Test
  void anEndTakesTheAlarmBack() {
    fill();
    stream.cancel();
    assertThat(clock.waiting()).isZero();
  }
}
