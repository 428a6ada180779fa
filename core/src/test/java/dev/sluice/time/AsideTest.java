package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class AsideTest {

  @Test
  void aTaskThatIsHeldUpHoldsUpNoneThatWasGivenBeforeItBegan() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try {
      for (int i = 0; i < 20; i++) {
        Aside aside = new Aside();
        CountDownLatch others = new CountDownLatch(2);
        aside.execute(() -> awaitQuietly(never), defect -> {});
        aside.execute(others::countDown, defect -> {});
        aside.execute(others::countDown, defect -> {});
        assertThat(others.await(60, TimeUnit.SECONDS)).as("round %d", i).isTrue();
      }
    } finally {
      never.countDown();
    }
  }

  @Test
  void usersCodeThatNeverReturnsHoldsUpNothingThatATimeoutHasDecided() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch decided = new CountDownLatch(1);
    try {
      for (int i = 0; i < 100; i++) {
        Clock.system().asideForUsers(() -> awaitQuietly(never), defect -> {});
      }
      Clock.system().aside(decided::countDown, defect -> {});
      assertThat(decided.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      never.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
