package dev.sluice.spi.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class LaneTest {
  private final List<String> done = new ArrayList<>();
  private final Lane lane =
      new Lane(
          new Lane.Owner() {
            @Override
            public void onDefect(Throwable thrown) {
              done.add("defect " + thrown.getMessage());
            }

            @Override
            public void onLeft(boolean elsewhere, @Nullable Executor afterRound) {
              done.add(elsewhere ? "left elsewhere" : "left");
            }
          });

  @Test
  void aTaskThatComesWhileOneRunsWaitsForItAndNobodyRecurses() {
    lane.run(
        () -> {
          lane.run(() -> done.add("second"));
          lane.run(() -> done.add("third"));
          done.add("first");
        });
    assertThat(done).containsExactly("first", "second", "third");
    assertThat(lane.isMine()).isFalse();
  }

  @Test
  void whatATaskThrowsIsToldAndTheLaneIsLeft() {
    lane.run(
        () -> {
          lane.run(() -> done.add("next"));
          throw new AssertionError("mine");
        });
    assertThat(done).containsExactly("defect mine", "next");
    assertThat(lane.enter()).isTrue();
    lane.leave();
  }

  @Test
  void theOwnerIsCalledOnceTheLaneIsLeftAndNotBefore() {
    assertThat(lane.enter()).isTrue();
    lane.callAfterwards();
    lane.run(() -> done.add("in it"));
    lane.leave();
    assertThat(done).containsExactly("in it", "left");
  }

  @Test
  void whoKeepsTheTimeRunsItsOwnTaskAloneAndTheRestElsewhere() {
    List<Runnable> elsewhere = new ArrayList<>();
    lane.runBriefly(
        () -> {
          done.add("short");
          lane.run(() -> done.add("long"));
          lane.callAfterwards();
        },
        elsewhere::add);
    assertThat(done).containsExactly("short");
    lane.run(() -> done.add("later"));
    assertThat(done).as("the lane is taken until that is done").containsExactly("short");
    assertThat(elsewhere).hasSize(1);
    elsewhere.getFirst().run();
    assertThat(done).containsExactly("short", "long", "later", "left elsewhere");
  }

  @Test
  void manyThreadsRunTheirTasksOneAtATimeEachInItsOrder() throws Exception {
    int threads = 8;
    int each = 20_000;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger breaches = new AtomicInteger();
    int[] last = new int[threads];
    int[] count = {0};
    CountDownLatch together = new CountDownLatch(threads);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int mine = i;
      all.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Random random = new Random(mine);
                    together.countDown();
                    for (int number = 1; number <= each; number++) {
                      int next = number;
                      Runnable task =
                          () -> {
                            boolean alone = inside.incrementAndGet() == 1;
                            if (!alone || last[mine] != next - 1) {
                              breaches.incrementAndGet();
                            }
                            last[mine] = next;
                            count[0]++;
                            inside.decrementAndGet();
                          };
                      if (random.nextInt(4) == 0) {
                        lane.runBriefly(task, Runnable::run);
                      } else {
                        lane.run(task);
                      }
                    }
                  }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(breaches).hasValue(0);
    assertThat(lane.enter()).isTrue();
    assertThat(count[0]).isEqualTo(threads * each);
  }
}
