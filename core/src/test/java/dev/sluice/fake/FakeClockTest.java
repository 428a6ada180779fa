package dev.sluice.fake;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time that passes when a test says so. */
@Timeout(240)
class FakeClockTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> rung = new ArrayList<>();

  private Clock.Alarm note(String what, Duration delay) {
    return clock.alarm(
        delay,
        () -> rung.add(what + " at " + clock.elapsed().toSeconds()),
        thrown -> rung.add(thrown.getMessage()));
  }

  @Test
  void whatIsDueRingsInItsOrderAtItsTime() {
    note("late", ofSeconds(3));
    note("soon", ofSeconds(1));
    note("with it", ofSeconds(1));
    note("never", ofSeconds(9));
    clock.advance(ofSeconds(5));
    assertThat(rung).containsExactly("soon at 1", "with it at 1", "late at 3");
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(5));
    assertThat(clock.waiting()).isEqualTo(1);
    assertThat(clock.everSet()).isEqualTo(4);
  }

  @Test
  void whatIsSetWhileItAdvancesRingsToo() {
    clock.alarm(ofSeconds(1), () -> note("then", ofSeconds(1)), thrown -> {});
    clock.advance(ofSeconds(2));
    assertThat(rung).containsExactly("then at 2");
  }

  @Test
  void whatIsTakenBackDoesNotRing() {
    note("not", ofSeconds(1)).cancel();
    clock.advance(ofSeconds(2));
    assertThat(rung).isEmpty();
  }

  @Test
  void whatATaskThrowsIsItsOwners() {
    clock.launch(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("oh");
        },
        thrown -> rung.add(thrown.getMessage()));
    clock.advance();
    assertThat(rung).containsExactly("oh");
  }

  @Test
  void whatIsDueAfterTheEndOfTimeNeverRings() {
    note("never", Duration.ofSeconds(Long.MAX_VALUE));
    clock.advance(Duration.ofDays(300));
    assertThat(rung).isEmpty();
    assertThat(Duration.between(new FakeClock().now(), clock.now()))
        .isEqualTo(Duration.ofDays(300));
  }

  @Test
  void nothingRingsInAPauseButAfterIt() {
    note("due", ofSeconds(1));
    clock.pause(ofSeconds(2));
    assertThat(rung).isEmpty();
    clock.advance();
    assertThat(rung).containsExactly("due at 2");
  }

  @Test
  void whoRestsWaitsUntilTheClockIsAdvanced() throws Exception {
    AtomicReference<Duration> woken = new AtomicReference<>(Duration.ZERO);
    Thread resting =
        Thread.ofVirtual()
            .start(
                () -> {
                  long begin = clock.nanos();
                  while (clock.nanos() - begin < ofSeconds(3).toNanos()) {
                    clock.rest(ofSeconds(3).toNanos() - (clock.nanos() - begin));
                  }
                  woken.set(clock.elapsed());
                });
    Eventually.await("the rest", () -> clock.waiting() > 0);
    clock.advance(ofSeconds(3));
    assertThat(resting.join(ofSeconds(30))).isTrue();
    assertThat(woken.get()).isEqualTo(ofSeconds(3));
  }

  @Test
  void alarmsAreSetAndTakenBackOnAnyThreadMeanwhile() throws Exception {
    AtomicInteger count = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 1_000; n++) {
                      clock.alarm(ofSeconds(n % 7), count::incrementAndGet, thrown -> {});
                      clock.alarm(ofSeconds(9), count::incrementAndGet, thrown -> {}).cancel();
                    }
                  }));
    }
    for (int n = 0; n < 100; n++) {
      clock.advance(Duration.ofMillis(1));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(ofSeconds(30))).isTrue();
    }
    clock.advance(ofSeconds(8));
    assertThat(count).hasValue(8_000);
  }
}
