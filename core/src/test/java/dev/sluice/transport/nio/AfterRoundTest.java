package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class AfterRoundTest {
  /** Its tasks do not throw. */
  private static final Owner NOBODY =
      thrown -> {
        throw new AssertionError(thrown);
      };

  private static final long LATER_NANOS = 1_000_000_000;

  @Test
  void nothingRunsBeforeTheRoundIsOver() throws Exception {
    AfterRound afterRound = ofThisThread();
    CountDownLatch ran = new CountDownLatch(1);
    afterRound.execute(NOBODY, ran::countDown);
    assertThat(ran.await(50, TimeUnit.MILLISECONDS)).isFalse();
    afterRound.end(0);
    ran.await();
  }

  @Test
  void allOfARoundRunsInItsOrderOnOneVirtualThread() throws Exception {
    AfterRound afterRound = ofThisThread();
    ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    CountDownLatch over = new CountDownLatch(100);
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      wanted.add(number);
      afterRound.execute(
          NOBODY,
          () -> {
            ran.add(number);
            threads.add(Thread.currentThread());
            over.countDown();
          });
    }
    afterRound.end(0);
    over.await();
    assertThat(ran).containsExactlyElementsOf(wanted);
    assertThat(threads.stream().distinct()).singleElement().matches(Thread::isVirtual);
  }

  @Test
  void whatWaitsBehindATaskThatBlocksIsDealtOut() throws Exception {
    AfterRound afterRound = ofThisThread();
    CountDownLatch blocks = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(10);
    afterRound.execute(
        NOBODY,
        () -> {
          begun.countDown();
          awaitQuietly(blocks);
        });
    for (int i = 0; i < 10; i++) {
      // Each blocks as long as the first: none waits behind another one.
      afterRound.execute(
          NOBODY,
          () -> {
            others.countDown();
            awaitQuietly(blocks);
          });
    }
    afterRound.end(0);
    begun.await();
    assertThat(afterRound.dealOut(1)).as("the loop is to look again").isTrue();
    assertThat(others.getCount()).isEqualTo(10);
    assertThat(afterRound.dealOut(LATER_NANOS)).isFalse();
    others.await();
    blocks.countDown();
  }

  @Test
  void aRoundThatIsDoneNeedsNoMoreLooks() throws Exception {
    AfterRound afterRound = ofThisThread();
    CountDownLatch over = new CountDownLatch(2);
    afterRound.execute(NOBODY, over::countDown);
    afterRound.execute(NOBODY, over::countDown);
    afterRound.end(0);
    over.await();
    assertThat(afterRound.dealOut(LATER_NANOS)).isFalse();
  }

  @Test
  void oneTaskAloneHoldsUpNobody() throws Exception {
    AfterRound afterRound = ofThisThread();
    CountDownLatch blocks = new CountDownLatch(1);
    afterRound.execute(NOBODY, () -> awaitQuietly(blocks));
    afterRound.end(0);
    assertThat(afterRound.dealOut(1)).isFalse();
    blocks.countDown();
  }

  @Test
  void aTaskThatThrowsOrIsInterruptedLeavesNothingToTheNext() throws Exception {
    AfterRound afterRound = ofThisThread();
    LinkedBlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    afterRound.execute(
        told::add,
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("a reader's defect");
        });
    afterRound.execute(NOBODY, () -> interrupted.add(Thread.currentThread().isInterrupted()));
    afterRound.end(0);
    assertThat(interrupted.take()).isFalse();
    assertThat(told.take()).hasMessage("a reader's defect");
  }

  @Test
  void whereNoThreadCanBeHadEveryOwnerHears() throws Exception {
    AfterRound afterRound =
        new AfterRound(
            Thread.currentThread(),
            (name, task) -> {
              throw new OutOfMemoryError("no thread, on purpose");
            });
    LinkedBlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    afterRound.execute(told::add, () -> {});
    afterRound.execute(told::add, () -> {});
    afterRound.end(0);
    assertThat(told).hasSize(2);
  }

  @Test
  void outsideTheLoopThereIsNoRoundToWaitFor() throws Exception {
    AfterRound afterRound = ofThisThread();
    LinkedBlockingQueue<Thread> ranOn = new LinkedBlockingQueue<>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> afterRound.execute(NOBODY, () -> ranOn.add(Thread.currentThread())));
    assertThat(ranOn.take()).isNotEqualTo(other).matches(Thread::isVirtual);
  }

  @Test
  void whenTheLoopEndsNothingIsLeftWaiting() throws Exception {
    AfterRound afterRound = ofThisThread();
    CountDownLatch blocks = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(1);
    afterRound.execute(NOBODY, () -> awaitQuietly(blocks));
    afterRound.execute(NOBODY, others::countDown);
    afterRound.end(0);
    afterRound.dealOutAll();
    others.await();
    blocks.countDown();
  }

  /** The test is its loop. */
  private static AfterRound ofThisThread() {
    return new AfterRound(Thread.currentThread(), Threads.VIRTUAL);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
