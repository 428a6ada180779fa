package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Progress;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of things that take long, and of which nothing is told. */
@Timeout(240)
final class NoticesTest {
  private final BlockingQueue<Progress> heard = new LinkedBlockingQueue<>();
  private final HandClock clock = new HandClock();
  private final Reports reports = new Reports(heard::add);

  @Test
  void aPromptThatIsReadWithinHalfASecondIsNotToldOf() throws Exception {
    PromptNotice notice = new PromptNotice(reports, clock);
    notice.begin();
    clock.pass(400);
    notice.read(64, 128);
    notice.end();
    reports.over("the next");
    assertThat(heard.take().what()).isEqualTo("the next");
  }

  @Test
  void aLongPromptSaysHowFarItIsTenTimesASecondAtMostAndThatItIsRead() throws Exception {
    PromptNotice notice = new PromptNotice(reports, clock);
    notice.begin();
    clock.pass(600);
    notice.read(640, 3_000);
    assertThat(heard.take().what()).isEqualTo("reading the prompt: 640 of 3,000 tokens");
    clock.pass(50);
    notice.read(704, 3_000);
    clock.pass(50);
    notice.read(768, 3_000);
    assertThat(heard.take().what()).isEqualTo("reading the prompt: 768 of 3,000 tokens");
    notice.end();
    assertThat(heard.take().finished()).isTrue();
  }

  @Test
  void aModelThatLoadsLongIsToldOfAndThatItIsThere() throws Exception {
    try (LoadNotice _ = new LoadNotice("Tiny", reports, clock)) {
      clock.ring();
      assertThat(heard.take().what()).isEqualTo("loading Tiny");
    }
    assertThat(heard.take().finished()).isTrue();
  }

  @Test
  void aModelThatIsThereAtOnceIsNotToldOf() throws Exception {
    LoadNotice notice = new LoadNotice("Tiny", reports, clock);
    notice.close();
    clock.ring();
    reports.over("the next");
    assertThat(heard.take().what()).isEqualTo("the next");
  }

  @Test
  void aListenerThatThrowsHearsTheNextAllTheSame() throws Exception {
    Reports faulty =
        new Reports(
            report -> {
              Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
              heard.add(report);
              throw new IllegalStateException("as this test wants it");
            });
    faulty.goesOn("one");
    assertThat(heard.take().what()).isEqualTo("one");
    faulty.goesOn("two");
    assertThat(heard.take().what()).isEqualTo("two");
  }

  /** Time that passes by hand. */
  private static final class HandClock implements Clock {
    private final List<Runnable> alarms = new ArrayList<>();
    private long nanos;

    void pass(long millis) {
      nanos += Duration.ofMillis(millis).toNanos();
    }

    void ring() {
      alarms.forEach(Runnable::run);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      alarms.add(task);
      return () -> {}; // as one that has begun
    }

    @Override
    public Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return alarm(delay, task, owner);
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      throw new AssertionError("nothing is done aside here");
    }

    @Override
    public void rest(long time) {
      throw new AssertionError("nobody rests here");
    }
  }
}
