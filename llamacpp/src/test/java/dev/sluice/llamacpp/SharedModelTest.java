package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.llamacpp.binding.LlamaException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many streams share must not pass anything of one to another. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedModelTest {
  private static final InheritableThreadLocal<String> TENANT = new InheritableThreadLocal<>();

  @Test
  void oneThatThrowsWhenItIsToldIsToldSoAndTheOthersAreToldTheModelsFailure() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    SharedModel model =
        new SharedModel(
            "none",
            () -> {
              allWait.await();
              throw new LlamaException("no model");
            });
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      told.add(new Told(i == 1));
      model.await(told.getLast());
    }
    allWait.countDown();

    assertThat(told.get(0).failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(told.get(2).failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(told.get(1).failure())
        .isInstanceOfSatisfying(
            Failure.Defect.class,
            defect -> assertThat(defect.thrown()).hasMessage("as this test wants it"));
  }

  @Test
  void theLoadingThreadInheritsNothingOfWhoeverIsTheFirst() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("nothing was loaded");
    AtomicReference<ClassLoader> loader = new AtomicReference<>();
    SharedModel model =
        new SharedModel(
            "none",
            () -> {
              seen.set(TENANT.get());
              loader.set(Thread.currentThread().getContextClassLoader());
              throw new LlamaException("no model");
            });
    Told told = new Told(false);
    Thread tenant =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  TENANT.set("A");
                  model.await(told);
                });
    tenant.setContextClassLoader(new ClassLoader() {});
    tenant.start();

    assertThat(told.failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(seen.get()).isNull();
    assertThat(loader.get()).isSameAs(ClassLoader.getSystemClassLoader());
  }

  private static final class Told implements SharedModel.Waiter {
    private final boolean throwing;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Failure failure = new Failure.InvalidRequest("not told yet");
    private boolean threw;

    Told(boolean throwing) {
      this.throwing = throwing;
    }

    Failure failure() throws InterruptedException {
      done.await();
      return failure;
    }

    @Override
    public void ready(LoadedModel model) {
      throw new AssertionError("there is no model");
    }

    @Override
    public void failed(Failure why) {
      if (throwing && !threw) {
        threw = true;
        throw new IllegalStateException("as this test wants it");
      }
      failure = why;
      done.countDown();
    }

    @Override
    public void closed() {
      throw new AssertionError("nobody closed it");
    }
  }
}
