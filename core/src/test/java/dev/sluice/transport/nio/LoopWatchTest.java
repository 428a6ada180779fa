package dev.sluice.transport.nio;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fake.FakeClock;
import dev.sluice.spi.transport.Timer;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When a loop that is held up is reported, and when it is not the loop that stood still. */
class LoopWatchTest {
  private final FakeClock clock = new FakeClock();
  private final KeptLog log = new KeptLog();
  private final Loop loop = new Loop();
  private final Thread thread = Threads.platform("loop under test", () -> {});
  private final LoopWatch watch =
      new LoopWatch(loop, new FakeTimer(), (name, task) -> task.run(), new Reports(log), thread);

  /** A loop whose state the test says. */
  private static final class Loop implements LoopWatch.Watched {
    private boolean used = true;
    private boolean busy;
    private long steps;

    @Override
    public boolean isUsed() {
      return used;
    }

    @Override
    public boolean isBusy() {
      return busy;
    }

    @Override
    public long steps() {
      return steps;
    }
  }

  private final class FakeTimer implements Timer {
    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public void rest(long nanos) {
      clock.rest(nanos);
    }

    @Override
    public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return clock.alarm(delay, task, owner)::cancel;
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      clock.aside(task, owner);
    }
  }

  /** A loop that works and makes rounds, a thousand of them a second. */
  private void works(Duration time) {
    loop.busy = true;
    for (long millis = 0; millis < time.toMillis(); millis++) {
      loop.steps++;
      clock.advance(ofMillis(1));
    }
  }

  private void isHeldUp(Duration time) {
    loop.busy = true;
    clock.advance(time);
  }

  /** Nothing of the process runs, and then what is due. */
  private void processStandsStill(Duration time) {
    clock.pause(time);
    clock.advance();
  }

  @Test
  void aLoopWithoutARoundForASecondIsReportedOnce() {
    watch.begin();
    works(ofSeconds(3));
    isHeldUp(ofMillis(900));
    assertThat(log.lines).isEmpty();
    isHeldUp(ofSeconds(20));
    assertThat(log.lines)
        .singleElement()
        .satisfies(line -> assertThat(line.message()).contains("the event loop loop under test"));
  }

  @Test
  void aLoopThatWorksOrWaitsIsNot() {
    watch.begin();
    works(ofSeconds(5));
    loop.busy = false;
    clock.advance(ofSeconds(60));
    assertThat(log.lines).isEmpty();
  }

  @Test
  void aPauseOfTheWholeProcessIsNoMatterOfTheLoop() {
    watch.begin();
    works(ofSeconds(2));
    for (int i = 0; i < 10; i++) {
      processStandsStill(ofSeconds(5));
      works(ofMillis(300));
    }
    isHeldUp(ofMillis(800));
    processStandsStill(ofSeconds(5));
    isHeldUp(ofMillis(300));
    assertThat(log.lines).as("what it was before the pause no longer counts").isEmpty();
  }

  @Test
  void aLoopThatIsStillHeldUpAfterAPauseIsReported() {
    watch.begin();
    works(ofSeconds(2));
    processStandsStill(ofSeconds(5));
    isHeldUp(ofSeconds(2));
    assertThat(log.lines).hasSize(1);
  }

  @Test
  void nothingWaitsForALoopThatIsNotUsedOrHasEnded() {
    watch.begin();
    loop.used = false;
    clock.advance(ofSeconds(2));
    assertThat(clock.waiting()).isZero();
    loop.used = true;
    watch.begin();
    assertThat(clock.waiting()).isOne();
    watch.end();
    assertThat(clock.waiting()).isZero();
  }
}
