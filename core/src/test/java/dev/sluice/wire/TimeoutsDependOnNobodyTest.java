package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timeouts hold whatever users' callbacks do with the threads that they are given. */
@Timeout(240)
class TimeoutsDependOnNobodyTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Simulator simulator = Simulator.start("role\ntext \"One\"\nstall");
  private final Models models =
      Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {});
  private final ChatModel model = models.model("openai/any").with(Retry.upTo(0));

  /** Users' code that is in the way; all of it is let go at the end. */
  private final CountDownLatch forEver = new CountDownLatch(1);

  private final AtomicBoolean over = new AtomicBoolean();

  @AfterEach
  void close() {
    over.set(true);
    forEver.countDown();
    models.close();
    simulator.close();
  }

  private static Ending end(ChatStream stream) throws Exception {
    return stream.ending().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  /** Till its first token is there, and with it the time that an idle timeout counts. */
  private static void awaitToken(ChatStream stream) {
    assertThat(stream.text().iterator().next()).isEqualTo("One");
  }

  /**
   * An answer that is there before it is listened to is told here, and then another one is tried.
   */
  private void blockTheLoop() throws Exception {
    Thread here = Thread.currentThread();
    CountDownLatch blocked = new CountDownLatch(1);
    for (boolean isBlocked = false; !isBlocked; ) {
      CountDownLatch told = new CountDownLatch(1);
      CompletableFuture<Ending> held =
          model.with(Timeouts.off()).stream("Block.")
              .onEach(
                  ChatStream.INLINE,
                  event -> {
                    if (event instanceof StreamEvent.TextDelta) {
                      boolean onTheLoop = !Thread.currentThread().equals(here);
                      if (onTheLoop) {
                        blocked.countDown();
                      }
                      told.countDown();
                      if (onTheLoop) {
                        awaitQuietly(forEver);
                      }
                    }
                  });
      assertThat(told.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      isBlocked = blocked.getCount() == 0;
      assertThat(held).isNotDone();
    }
  }

  @Test
  void anInlineCallbackThatNeverReturnsHoldsUpNoTimeoutOfOthers() throws Exception {
    ChatStream idle = model.with(Timeouts.off().idle(SHORT.multipliedBy(3))).stream("Count.");
    ChatStream total = model.with(Timeouts.off().total(SHORT.multipliedBy(3))).stream("Count.");
    simulator.awaitRequest(2, SOON);
    awaitToken(idle);
    blockTheLoop();
    assertThat(end(idle).kind()).isEqualTo("timed_out");
    assertThat(end(total).kind()).isEqualTo("timed_out");
    ChatStream first = model.with(Timeouts.off().firstToken(SHORT)).stream("Count.");
    assertThat(end(first).kind()).isEqualTo("timed_out");
    ChatStream connect = model.with(Timeouts.off().connect(SHORT)).stream("Count.");
    assertThat(end(connect).kind()).isEqualTo("timed_out");
  }

  @Test
  void aStreamThatTimesOutWhileItsLoopIsHeldUpLeavesItsPlaceAndItsProviderSeesIt()
      throws Exception {
    Limiter one = Limiter.unlimited().streams(1);
    ChatStream stuck =
        model.with(one).with(Timeouts.off().idle(SHORT.multipliedBy(5))).stream("Count.");
    awaitToken(stuck);
    blockTheLoop();
    assertThat(end(stuck).kind()).isEqualTo("timed_out");
    simulator.awaitClientLeft(1, SOON);
    ChatStream next = model.with(one).with(Timeouts.off().firstToken(SHORT)).stream("Next.");
    assertThat(end(next).kind()).isEqualTo("timed_out");
  }

  /** More of them than there are threads for what timeouts decide. */
  @Test
  void inlineCallbacksThatNeverReturnFromATimeoutHoldUpNoOther() throws Exception {
    ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Models secure =
        Models.of(
            Map.of("OPENAI_BASE_URL", "https://127.0.0.1:" + silent.getLocalPort()),
            progress -> {});
    try (silent;
        secure) {
      ChatModel unanswered = secure.model("openai/any").with(Retry.upTo(0));
      ChatModel unconnected = unanswered.with(Timeouts.off().connect(SHORT.multipliedBy(5)));
      CountDownLatch heard = new CountDownLatch(70);
      for (int i = 0; i < 70; i++) {
        CompletableFuture<Ending> held =
            unconnected.stream("Block.")
                .onEach(
                    ChatStream.INLINE,
                    event -> {
                      heard.countDown();
                      awaitQuietly(forEver);
                    });
        assertThat(held).isNotDone();
      }
      assertThat(heard.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(end(unconnected.stream("Mine.")).kind()).isEqualTo("timed_out");
      assertThat(end(unanswered.with(Timeouts.off().total(SHORT)).stream("Mine.")).kind())
          .isEqualTo("timed_out");
    }
  }

  @Test
  void aPriceThatIsNeverToldHoldsUpNoTotalTimeout() throws Exception {
    ChatStream priced =
        model
            .with(Timeouts.off().total(SHORT.multipliedBy(3)))
            .with(
                Budget.price(
                    usage -> {
                      awaitQuietly(forEver);
                      return BigDecimal.ZERO;
                    },
                    BigDecimal.TEN,
                    "USD"))
            .stream("Count.");
    assertThat(end(priced).kind()).isEqualTo("timed_out");
    simulator.awaitClientLeft(1, SOON);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException notHere) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void callbacksThatComputeOnAllProcessorsHoldUpNoTimeout() throws Exception {
    int busy = 2 * Runtime.getRuntime().availableProcessors() + 2;
    List<CompletableFuture<Ending>> heard = new ArrayList<>();
    CountDownLatch computing = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    ChatStream idle = model.with(Timeouts.off().idle(SHORT.multipliedBy(5))).stream("Count.");
    ChatStream total = model.with(Timeouts.off().total(SHORT.multipliedBy(5))).stream("Count.");
    CompletableFuture<Ending> ofIdle = idle.ending();
    CompletableFuture<Ending> ofTotal = total.ending();
    simulator.awaitRequest(2, SOON);
    awaitToken(idle);
    for (int i = 0; i < busy; i++) {
      heard.add(
          model.with(Timeouts.off()).stream("Compute.")
              .onEach(
                  event -> {
                    if (event instanceof StreamEvent.TextDelta) {
                      computing.countDown();
                      while (!over.get()) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
    assertThat(computing.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(ofIdle.get(SOON.toSeconds(), TimeUnit.SECONDS).kind()).isEqualTo("timed_out");
    assertThat(ofTotal.get(SOON.toSeconds(), TimeUnit.SECONDS).kind()).isEqualTo("timed_out");
    assertThat(CompletableFuture.allOf(ofIdle, ofTotal)).isCompleted();
    assertThat(idle.await().reply().text()).isEqualTo("One");
    assertThat(heard).noneMatch(CompletableFuture::isDone);
  }
}
