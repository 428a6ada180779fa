package dev.sluice.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamTimer;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that says by when it wants its end. */
class DeadlineTest {
  private final FakeClock clock = new FakeClock();
  private final Push source = new Push();
  private final ChatStream stream =
      new ChatModel("test/push", source, by(clock))
          .stream(ChatRequest.of("hi").toBuilder().deadline(ofSeconds(2)).build());

  private static StreamTimer by(FakeClock clock) {
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

  @Test
  void itsStreamEndsAsTimedOutInAllWithWhatHadComeAndItsSourceIsStopped() {
    source.text("One");
    clock.advance(ofSeconds(2).minusNanos(1));
    assertThat(source.cancelled).hasValue(0);
    clock.advance(Duration.ofNanos(1));
    assertThat(source.cancelled).hasValue(1);
    Ending ending = stream.await();
    assertThat(ending.reply().text()).isEqualTo("One");
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause())
                    .isEqualTo(
                        new Cause.TimedOut(
                            new Failure.Timeout(Failure.Timeout.Phase.TOTAL, ofSeconds(2)))));
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void anEndTakesItBack() {
    source.text("One").finish();
    assertThat(stream.await().kind()).isEqualTo("completed");
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aCancelTakesItBack() {
    stream.cancel();
    assertThat(clock.waiting()).isZero();
    assertThat(stream.await().kind()).isEqualTo("cancelled");
  }

  @Test
  void aSourceThatIsHeldUpDelaysItByHalfASecondAndNoLonger() {
    FakeClock held = new FakeClock();
    StreamControl deaf = new Deaf();
    ChatStream slow =
        new ChatModel("test/deaf", (request, sink) -> sink.onOpen(deaf), by(held))
            .stream(ChatRequest.of("hi").toBuilder().deadline(ofSeconds(1)).build());
    held.advance(ofMillis(1_499));
    assertThat(slow.ending()).isNotDone();
    held.advance(ofMillis(1));
    assertThat(slow.await().kind()).isEqualTo("timed_out");
  }

  @Test
  void itLiesAhead() {
    ChatRequest.Builder request = ChatRequest.builder().user("hi").deadline(Duration.ZERO);
    assertThatIllegalArgumentException()
        .isThrownBy(request::build)
        .withMessage("a deadline is a time from the call on, not PT0S");
  }

  @Test
  void oneThatIsUpBeforeItsAlarmIsSetKeepsItsHalfSecondToo() {
    FakeClock held = new FakeClock();
    StreamTimer early =
        new StreamTimer() {
          private boolean rung;

          @Override
          public long nanos() {
            return held.nanos();
          }

          @Override
          public Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
            if (rung) {
              return held.alarm(delay, task, owner)::cancel;
            }
            rung = true;
            task.run();
            return () -> {};
          }

          @Override
          public void aside(Runnable task, Consumer<? super Throwable> owner) {
            held.aside(task, owner);
          }
        };
    StreamControl deaf = new Deaf();
    ChatStream slow =
        new ChatModel("test/deaf", (request, sink) -> sink.onOpen(deaf), early)
            .stream(ChatRequest.of("hi").toBuilder().deadline(Duration.ofNanos(1)).build());
    held.advance(ofMillis(500));
    assertThat(slow.await().kind()).isEqualTo("timed_out");
    assertThat(held.waiting()).isZero();
  }

  @Test
  @Timeout(120)
  void whereNoAlarmRingsItIsRefusedAndNothingIsSent() {
    ChatStream refused =
        new ChatModel("test/push", source, StreamTimer.of(System::nanoTime))
            .stream(ChatRequest.of("hi").toBuilder().deadline(ofMillis(300)).build());
    assertThat(refused.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause().message())
                    .contains("deadline", "make the model with a StreamTimer"));
    assertThat(source.cancelled).hasValue(1);
  }

  private static final class Deaf implements StreamControl {
    @Override
    public void resume() {}

    @Override
    public void cancel() {}

    @Override
    public void whenRead(Runnable task) {}
  }
}
