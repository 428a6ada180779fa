package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamException;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are asked for before each attempt, by whoever may take long or fail. */
@ParameterizedClass
@EnumSource(Over.class)
@Timeout(240)
class KeySupplierTest {
  private static final String REFUSED_ONCE =
      "times 1\nstatus 429\nheader retry-after-ms: 1\nbody {}\n---\nanswer \"Hello\"";

  private final Simulator simulator = Simulator.start("answer \"Hello\"");
  private final List<Models> opened = new ArrayList<>();
  private final Over over;

  KeySupplierTest(Over over) {
    this.over = over;
  }

  @AfterEach
  void close() {
    opened.forEach(Models::close);
    simulator.close();
  }

  private OpenAiProvider.Builder provider(String name) {
    return OpenAiProvider.builder().name(name).baseUrl(simulator.baseUrl().toString());
  }

  private ChatModel model(Supplier<String> keys) {
    Models models =
        over.builder()
            .withoutEnvironment()
            .provider(provider("asking").key(keys).build())
            .provider(provider("quick").build())
            .build();
    opened.add(models);
    return models.model("asking/any");
  }

  private List<String> keysSeen() {
    return simulator.requests().stream()
        .map(seen -> seen.headers().first("authorization").orElse("none"))
        .toList();
  }

  private static Failure failure(Ending ending) {
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow();
  }

  @Test
  void eachAttemptHasTheKeyThatIsGoodByThen() {
    simulator.script(REFUSED_ONCE);
    AtomicInteger number = new AtomicInteger();
    ChatModel model = model(() -> "sk-number-" + number.incrementAndGet());
    assertThat(model.ask("Count.").text()).isEqualTo("Hello");
    assertThat(keysSeen()).containsExactly("Bearer sk-number-1", "Bearer sk-number-2");
  }

  @Test
  void itIsAskedOnAVirtualThreadOfItsOwnAndWhileItThinksOthersAreAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
    ChatModel slow =
        model(
            () -> {
              thread.set(Thread.currentThread());
              asked.countDown();
              awaited(may);
              return "sk-late-0123";
            });
    try (ChatStream waiting = slow.stream("Count.")) {
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(opened.getFirst().model("quick/any").ask("Count.").text()).isEqualTo("Hello");
      assertThat(thread.get().isVirtual()).isTrue();
      assertThat(thread.get().getName()).doesNotContain("sluice-io");
      assertThat(keysSeen()).containsExactly("none");
      may.countDown();
      assertThat(waiting.await().reply().text()).isEqualTo("Hello");
    }
    assertThat(keysSeen()).containsExactly("none", "Bearer sk-late-0123");
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void oneThatGivesNoneInTimeIsAConnectTimeoutAndIsInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    ChatModel model =
        model(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException stopped) {
                interrupted.countDown();
              }
              return "sk-much-too-late";
            });
    Ending ending =
        model.with(Timeouts.defaults().connect(Duration.ofMillis(500))).with(Retry.upTo(0)).stream(
                "Count.")
            .await();
    assertThat(ending.kind()).isEqualTo("timed_out");
    assertThat(failure(ending))
        .isInstanceOfSatisfying(
            Failure.Timeout.class,
            timeout -> {
              assertThat(timeout.phase()).isEqualTo(Failure.Timeout.Phase.CONNECT);
              assertThat(timeout.message())
                  .isEqualTo(
                      "no connection to 127.0.0.1:"
                          + simulator.port()
                          + ", whose key its supplier did not give, within 0.5 s (connect"
                          + " timeout)");
            });
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void aCancelInterruptsIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ChatModel model =
        model(
            () -> {
              asked.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException stopped) {
                interrupted.countDown();
              }
              return "sk-not-wanted";
            });
    ChatStream stream = model.stream("Count.");
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    stream.cancel();
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void whatItThrowsEndsThatAttemptAndTheNextOneAsksAgain() {
    AtomicInteger number = new AtomicInteger();
    ChatModel model =
        model(
            () -> {
              if (number.incrementAndGet() == 1) {
                throw new IllegalStateException("sk-hunter2 is locked");
              }
              return "sk-good-0123";
            });
    Ending ending = model.with(Retry.upTo(1).waits(Duration.ZERO)).stream("Count.").await();
    assertThat(ending.reply().text()).isEqualTo("Hello");
    assertThat(ending.reply().earlier())
        .singleElement()
        .satisfies(
            attempt ->
                assertThat(attempt.cause().message())
                    .isEqualTo(
                        "cannot reach 127.0.0.1:"
                            + simulator.port()
                            + ": the supplier of its key threw java.lang.IllegalStateException"));
  }

  @Test
  void whatItSaysWhenItThrowsIsNowhere() {
    ChatModel model =
        model(
            () -> {
              throw new IllegalStateException(
                  "sk-hunter2", new IllegalArgumentException("sk-hunter2"));
            });
    try {
      String text = model.with(Retry.upTo(0)).ask("Count.").text();
      throw new AssertionError("answered " + text);
    } catch (StreamException failed) {
      StringWriter trace = new StringWriter();
      failed.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString())
          .doesNotContain("hunter2")
          .contains(
              "the supplier of keys threw java.lang.IllegalStateException", "KeySupplierTest");
    }
  }

  @Test
  void oneThatSaysWhatIsMissingIsNotAskedAgain() {
    AtomicInteger number = new AtomicInteger();
    ChatModel model =
        model(
            () -> {
              number.incrementAndGet();
              throw new ModelUnavailableException("log in with 'corp login'");
            });
    Failure failure = failure(model.stream("Count.").await());
    assertThat(failure.kind()).isEqualTo("unavailable");
    assertThat(failure.message()).endsWith("log in with 'corp login'");
    assertThat(number).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sk first", "\"sk-first\"", "sk-first\nsk-second"})
  void whatCannotBeAKeyIsNotSentAndNotRepeated(String key) {
    Failure failure = failure(model(() -> key).stream("Count.").await());
    assertThat(failure.kind()).isEqualTo("misconfigured");
    assertThat(failure.message())
        .contains("the key that its supplier gives ")
        .doesNotContain("sk-", "first");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void aKeyThatTheServerEchoesIsTakenOut() {
    simulator.script("status 401\nbody {\"error\":{\"message\":\"sk-hunter2-0123 is no good\"}}");
    Ending ending = model(() -> "sk-hunter2-0123").stream("Count.").await();
    assertThat(((Ending.Incomplete) ending).cause())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.message()).contains("401: *** is no good"));
    assertThat(simulator.requests()).extracting(Seen::method).containsExactly("POST");
  }
}
