package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fake.FakeClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Ids of runs. */
class RunIdsTest {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final FakeClock clock = new FakeClock();
  private final RunIds ids = RunIds.of(clock);

  @Test
  void anIdTellsTheMillisecondInItsFirstTenDigits() {
    String id = ids.next();
    assertThat(id).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    long millis = 0;
    for (char digit : id.substring(0, 10).toCharArray()) {
      millis = millis * 32 + DIGITS.indexOf(digit);
    }
    assertThat(millis).isEqualTo(clock.now().toEpochMilli());
  }

  @Test
  void idsGrowWithinAMillisecondAndAfterIt() {
    String before = ids.next();
    for (int i = 0; i < 50_000; i++) {
      if (i % 1000 == 0) {
        clock.advance(Duration.ofMillis(1));
      }
      String next = ids.next();
      assertThat(next).isGreaterThan(before);
      before = next;
    }
  }

  @Test
  void twoSourcesAtOneTimeMakeOtherIds() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(seen.add(RunIds.of(clock).next())).isTrue();
    }
  }

  @Test
  void manyThreadsGetIdsOfTheirOwn() throws InterruptedException {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 5_000; i++) {
                      seen.add(ids.next());
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).hasSize(20_000);
  }
}
