package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class AlarmsTest {
  private static final long PATIENCE_SECONDS = 60;

  /** About to overflow, as the machine's may be; it stands still until a test says otherwise. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();

  /** Alarms that are due at once, if by this clock, ring on the thread that keeps the time. */
  private final Alarms alarms = new Alarms(nanos::get);

  private Clock.Alarm set(long delayNanos, String name) {
    return alarms.set(delayNanos, () -> rung.add(name), defect -> rung.add("threw " + defect));
  }

  private String next() throws InterruptedException {
    return rung.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void theyRingInTheOrderInWhichTheyAreDue() throws Exception {
    long second = TimeUnit.SECONDS.toNanos(1);
    set(10 * second, "late");
    set(4 * second, "early");
    set(4 * second, "early too");
    nanos.addAndGet(11 * second);
    set(0, "wakes the thread");
    assertThat(List.of(next(), next(), next(), next()))
        .containsExactly("early", "early too", "late", "wakes the thread");
  }

  @Test
  void aTaskThatThrowsIsToldToItsOwnerAndTheOthersRing() throws Exception {
    alarms.set(
        0,
        () -> {
          throw new AssertionError("mine");
        },
        defect -> {
          rung.add("owner heard " + defect.getMessage());
          throw new IllegalStateException("and throws itself");
        });
    set(0, "another one");
    assertThat(List.of(next(), next())).containsExactly("owner heard mine", "another one");
  }

  @Test
  void anAlarmThatIsTakenBackDoesNotRing() throws Exception {
    Clock.Alarm first = set(1, "first");
    set(2, "second");
    first.cancel();
    first.cancel();
    nanos.addAndGet(2);
    set(0, "third");
    assertThat(List.of(next(), next())).containsExactly("second", "third");
    assertThat(rung).isEmpty();
  }

  @Test
  void aDelayWithoutEndNeverRings() {
    nanos.addAndGet(100);
    Clock.Alarm never = set(Long.MAX_VALUE, "never");
    assertThat(alarms.ring()).isGreaterThan(Long.MAX_VALUE / 2);
    never.cancel();
  }

  @Test
  void oneThreadRingsThemAllInheritsNothingAndEndsWhenNothingWaits() throws Exception {
    InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    tenant.set("A");
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Alarms real = new Alarms(System::nanoTime);
    try (java.net.URLClassLoader mine = new java.net.URLClassLoader(new java.net.URL[0], before)) {
      Thread.currentThread().setContextClassLoader(mine);
      for (int i = 0; i < 20; i++) {
        real.set(
            TimeUnit.MILLISECONDS.toNanos(i),
            () -> {
              rung.add(
                  tenant.get()
                      + " "
                      + mine.equals(Thread.currentThread().getContextClassLoader())
                      + " "
                      + Thread.currentThread().isDaemon());
              threads.add(Thread.currentThread());
            },
            defect -> rung.add("threw " + defect));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(next()).isEqualTo("null false true");
      }
    } finally {
      tenant.remove();
      Thread.currentThread().setContextClassLoader(before);
    }
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(threads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    assertThat(all).containsOnly(all.getFirst());
    assertThat(all.getFirst().join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    real.set(0, () -> rung.add("again"), defect -> rung.add("threw " + defect));
    assertThat(next()).isEqualTo("again");
  }

  @Test
  void theThreadThatRingsOutlivesALackOfMemory() throws Exception {
    AtomicBoolean isShort = new AtomicBoolean();
    Alarms real =
        new Alarms(
            () -> {
              if (Thread.currentThread().getName().equals("sluice-timer")
                  && isShort.getAndSet(false)) {
                throw new OutOfMemoryError("a test's");
              }
              return System.nanoTime();
            });
    CountDownLatch bothSet = new CountDownLatch(1);
    real.set(
        0,
        () -> {
          awaitQuietly(bothSet);
          isShort.set(true);
          rung.add("first");
        },
        defect -> rung.add("threw " + defect));
    real.set(0, () -> rung.add("second"), defect -> rung.add("threw " + defect));
    bothSet.countDown();
    assertThat(List.of(next(), next())).containsExactly("first", "second");
    assertThat(isShort).isFalse();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
