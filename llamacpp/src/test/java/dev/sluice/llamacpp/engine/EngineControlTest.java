package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cancel, pause, close and limits, with one place for an answer unless a test says otherwise. */
final class EngineControlTest {
  private Engine engine;

  @BeforeEach
  void open() {
    engine = SmallModel.open(EngineOptions.defaults().withParallel(1).withQueue(2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aCancelInMidAnswerStopsBeforeTheNextToken() {
    Heard heard = new Heard();
    heard.onText(count -> cancelAt(3, count, heard)).submitTo(engine, counting(500));
    assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.Cancelled.class);
    assertThat(heard.texts()).hasSize(3);
    assertThat(heard.awaitEnd().usage().generated()).isLessThanOrEqualTo(4);
    assertServesTheNext();
  }

  @Test
  void aCancelWhileThePromptIsComputedStopsBeforeTheNextPiece() {
    Heard heard = new Heard();
    heard
        .onAsked(count -> cancelAt(3, count, heard))
        .submitTo(engine, SmallModel.ask(engine, "the sea and the sun ".repeat(100), 50));
    assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.Cancelled.class);
    assertThat(heard.texts()).isEmpty();
    assertThat(heard.awaitEnd().usage().generated()).isZero();
    assertServesTheNext();
  }

  @Test
  void aCancelWhileItWaitsEndsItAtOnce() {
    Heard resting = new Heard().pause().submitTo(engine, counting(3));
    int _ = resting.awaitStart();
    Heard waiting = submit(counting(3));
    waiting.cancel();
    assertThat(waiting.awaitEnd()).isEqualTo(new GenerationEnd.Cancelled(TokenUsage.NONE));
    assertThat(waiting.hasStarted()).isFalse();
    assertThat(resting.hasEnded()).isFalse();
    resting.resume();
    assertThat(resting.awaitEnd()).isInstanceOf(GenerationEnd.LengthReached.class);
  }

  @Test
  void aRestingRequestCanBeCancelled() {
    Heard resting = new Heard().pause().submitTo(engine, counting(3));
    int _ = resting.awaitStart();
    resting.cancel();
    assertThat(resting.awaitEnd()).isInstanceOf(GenerationEnd.Cancelled.class);
    assertServesTheNext();
  }

  @Test
  void aCancelAfterTheEndHasNoEffect() {
    Heard heard = submit(counting(2));
    GenerationEnd end = heard.awaitEnd();
    heard.cancel();
    heard.resume();
    assertServesTheNext();
    assertThat(heard.awaitEnd()).isSameAs(end);
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedAndNobodyElseIs() {
    Heard resting = new Heard().pause().submitTo(engine, counting(2));
    Heard second = submit(counting(2));
    Heard third = submit(counting(2));
    Heard refused = submit(counting(2));
    assertThat(refused.awaitEnd())
        .isEqualTo(new GenerationEnd.Failed(new EngineFailure.QueueFull(2), TokenUsage.NONE));
    resting.resume();
    for (Heard served : List.of(resting, second, third)) {
      assertThat(served.awaitEnd()).isInstanceOf(GenerationEnd.LengthReached.class);
    }
  }

  @Test
  void aListenerThatThrowsEndsItsOwnAnswerOnly() {
    submit(counting(2)).awaitEnd();
    Heard faulty =
        new Heard()
            .onText(
                _ -> {
                  throw new IllegalStateException("a listener's fault, as this test wants it");
                })
            .submitTo(engine, counting(50));
    assertServesTheNext();
    assertThat(faulty.texts()).hasSize(1);
    assertThat(faulty.awaitEnd())
        .isInstanceOfSatisfying(
            GenerationEnd.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        EngineFailure.ListenerFault.class,
                        fault -> assertThat(fault.thrown()).hasMessageContaining("fault")));
  }

  @Test
  void aThrowAtTheEndAndAHandlerThatThrowsLeaveTheThreadAlive() {
    Heard faulty =
        new Heard()
            .onText(
                _ ->
                    Thread.currentThread()
                        .setUncaughtExceptionHandler(
                            (_, _) -> {
                              throw new IllegalStateException("the handler's fault");
                            }))
            .onEnd(
                _ -> {
                  throw new StackOverflowError("a fault at the end");
                })
            .submitTo(engine, counting(2));
    assertServesTheNext();
    assertThat(faulty.hasEnded()).isTrue();
  }

  @Test
  void aPieceThatIsComputedWhenItsRequestIsCancelledIsGivenUp() {
    try (Engine ownEngine = SmallModel.open(new EngineOptions(2048, 1, 1, 700, 1))) {
      GenerationRequest request = SmallModel.ask(ownEngine, "the sea and the sun ".repeat(200), 1);
      Heard cancelled = new Heard();
      cancelled.onAsked(count -> cancelAt(1, count, cancelled)).submitTo(ownEngine, request);
      assertThat(cancelled.awaitEnd()).isInstanceOf(GenerationEnd.Cancelled.class);

      // Had the first piece been computed to its end, it would be remembered.
      GenerationEnd next = new Heard().submitTo(ownEngine, request).awaitEnd();
      assertThat(next.usage().prompt()).isGreaterThan(700);
      assertThat(next.usage().reused()).isZero();
    }
  }

  @Test
  void theThreadInheritsNothingOfWhoeverLoadsTheModel() throws Exception {
    InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
    AtomicReference<String> seen = new AtomicReference<>("nobody looked");
    AtomicReference<ClassLoader> loader = new AtomicReference<>();
    Thread first =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  tenant.set("A");
                  try (Engine own = SmallModel.open(EngineOptions.defaults().withParallel(1))) {
                    Heard heard =
                        new Heard()
                            .onText(
                                _ -> {
                                  seen.set(tenant.get());
                                  loader.set(Thread.currentThread().getContextClassLoader());
                                });
                    heard.submitTo(own, SmallModel.ask(own, SmallModel.COUNTING, 1)).awaitEnd();
                  }
                });
    first.setContextClassLoader(new ClassLoader() {});
    first.start();
    first.join();
    assertThat(seen.get()).isNull();
    assertThat(loader.get()).isSameAs(ClassLoader.getSystemClassLoader());
  }

  @Test
  void aCloseEndsWhatRunsAndWhatWaits() {
    Heard running = new Heard().submitTo(engine, counting(1_900));
    int _ = running.awaitStart();
    List<Heard> all = new ArrayList<>(List.of(running, submit(counting(5)), submit(counting(5))));
    engine.close();
    all.add(submit(counting(5)));
    for (Heard heard : all) {
      assertThat(heard.awaitEnd())
          .isInstanceOfSatisfying(
              GenerationEnd.Failed.class,
              failed -> assertThat(failed.failure()).isEqualTo(new EngineFailure.EngineClosed()));
    }
    engine.close();
  }

  @Test
  void aCloseFromAListenerDoesNotHang() {
    Heard heard = new Heard().onText(_ -> engine.close()).submitTo(engine, counting(50));
    assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.Failed.class);
    assertThat(heard.texts()).hasSizeLessThanOrEqualTo(2);
  }

  private void assertServesTheNext() {
    assertThat(submit(counting(2)).awaitEnd()).isInstanceOf(GenerationEnd.LengthReached.class);
  }

  private static void cancelAt(int wanted, int count, Heard heard) {
    if (count == wanted) {
      heard.cancel();
    }
  }

  private GenerationRequest counting(int maxTokens) {
    return SmallModel.ask(engine, SmallModel.COUNTING, maxTokens);
  }

  private Heard submit(GenerationRequest request) {
    return new Heard().submitTo(engine, request);
  }
}
