package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final long PATIENCE_SECONDS = 30;

  /** About to overflow, as the machine's may be. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private final Alarms alarms = new Alarms(nanos::get);
  private final AtomicInteger woken = new AtomicInteger();
  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();

  private Clock.Alarm set(long delayNanos, String name) {
    return alarms.set(delayNanos, () -> rung.add(name));
  }

  private String next() throws InterruptedException {
    return rung.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aWatchStartsWhatIsDueAndSaysWhenToLookAgain() throws Exception {
    Clock.Watch watch = alarms.watch(woken::incrementAndGet);
    assertThat(watch.ring()).isEqualTo(Long.MAX_VALUE);
    set(10, "late");
    set(4, "early");
    assertThat(watch.ring()).isEqualTo(4);
    nanos.addAndGet(4);
    assertThat(watch.ring()).isEqualTo(6);
    assertThat(next()).isEqualTo("early");
    nanos.addAndGet(7);
    assertThat(watch.ring()).isEqualTo(Long.MAX_VALUE);
    assertThat(next()).isEqualTo("late");
  }

  @Test
  void tasksRunOnVirtualThreadsOfTheirOwn() throws Exception {
    Clock.Watch watch = alarms.watch(() -> {});
    CountDownLatch second = new CountDownLatch(1);
    alarms.set(
        0,
        () -> {
          try {
            if (second.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              rung.add("first, virtual: " + Thread.currentThread().isVirtual());
            }
          } catch (InterruptedException notHere) {
            Thread.currentThread().interrupt();
          }
        });
    alarms.set(0, second::countDown);
    watch.ring();
    assertThat(next()).isEqualTo("first, virtual: true");
  }

  @Test
  void onlyAnAlarmThatIsDueBeforeTheOthersWakesTheWatch() {
    alarms.watch(woken::incrementAndGet);
    int before = woken.get();
    set(10, "a");
    assertThat(woken).hasValue(before + 1);
    set(11, "b");
    set(10, "c");
    assertThat(woken).hasValue(before + 1);
    set(9, "d");
    assertThat(woken).hasValue(before + 2);
  }

  @Test
  void anAlarmThatIsTakenBackDoesNotRing() throws Exception {
    Clock.Watch watch = alarms.watch(() -> {});
    Clock.Alarm first = set(1, "first");
    set(2, "second");
    first.cancel();
    first.cancel();
    assertThat(watch.ring()).isEqualTo(2);
    nanos.addAndGet(2);
    watch.ring();
    assertThat(next()).isEqualTo("second");
    assertThat(rung).isEmpty();
  }

  @Test
  void aDelayWithoutEndNeverRings() {
    Clock.Watch watch = alarms.watch(() -> {});
    nanos.addAndGet(100);
    set(Long.MAX_VALUE, "never");
    assertThat(watch.ring()).isGreaterThan(Long.MAX_VALUE / 2);
  }

  @Test
  void oneWatchesAtATimeAndItsEndHandsOver() throws Exception {
    Clock.Watch first = alarms.watch(() -> {});
    Clock.Watch second = alarms.watch(woken::incrementAndGet);
    set(0, "a");
    assertThat(second.ring()).isEqualTo(Long.MAX_VALUE);
    assertThat(woken).hasValue(0);
    first.close();
    assertThat(woken).hasValue(1);
    assertThat(first.ring()).isEqualTo(Long.MAX_VALUE);
    assertThat(rung).isEmpty();
    second.ring();
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void whereNobodyWatchesAThreadOfTheirOwnDoesAndEndsWhenSomebodyComes() throws Exception {
    Alarms real = new Alarms(System::nanoTime);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    List<Thread> others = watchers();
    real.set(0, () -> heard.add("at once"));
    assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("at once");
    real.set(TimeUnit.MILLISECONDS.toNanos(20), () -> heard.add("later"));
    assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("later");
    List<Thread> own = watchers();
    own.removeAll(others);
    assertThat(own).hasSize(1);

    Clock.Watch watch = real.watch(() -> {});
    assertThat(own.getFirst().join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    real.set(0, () -> heard.add("by the watch"));
    watch.ring();
    assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("by the watch");

    real.set(TimeUnit.MILLISECONDS.toNanos(20), () -> heard.add("after it"));
    watch.close();
    assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("after it");
  }

  private static List<Thread> watchers() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("sluice-alarms")) {
        found.add(thread);
      }
    }
    return found;
  }
}
