package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsideTest {
  private static final long SOON_SECONDS = 10;

  private final Aside aside = new Aside();
  private final CountDownLatch over = new CountDownLatch(1);

  private void hold(CountDownLatch begun) {
    aside.execute(
        () -> {
          begun.countDown();
          try {
            over.await();
          } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
          }
        },
        defect -> {
          throw new AssertionError(defect);
        });
  }

  /** Nothing else comes that would start a thread for those that wait. */
  @RepeatedTest(10)
  void noTaskWaitsForOneThatIsHeldUp() throws Exception {
    CountDownLatch begun = new CountDownLatch(5);
    for (int i = 0; i < 5; i++) {
      hold(begun);
    }
    boolean all = begun.await(SOON_SECONDS, TimeUnit.SECONDS);
    over.countDown();
    assertThat(all).as("%s have not begun", begun.getCount()).isTrue();
  }

  @Test
  void aFewShortTasksNeedNoThreadEach() throws Exception {
    CountDownLatch done = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      aside.execute(done::countDown, defect -> {});
    }
    assertThat(done.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
