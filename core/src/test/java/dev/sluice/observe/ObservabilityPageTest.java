package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Timings;
import dev.sluice.models.Models;
import dev.sluice.rules.Page;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.StreamListener;
import dev.sluice.stream.StreamObservation;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Notes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page on listeners is true: its Java stands below and is run, its table has every method. */
@Timeout(240)
class ObservabilityPageTest {
  private final Page page;

  private static final ThreadLocal<String> TRACE = ThreadLocal.withInitial(() -> "trace-1");

  private final HandSource source = HandSource.create();
  private final ChatModel model =
      new ChatModel("hand/one", source, StreamTimer.of(System::nanoTime));

  ObservabilityPageTest() throws IOException {
    page = Page.of("observability.md", ObservabilityPageTest.class);
  }

  @Test
  void everyJavaExampleIsCompiled() throws Exception {
    page.mustHaveItsExamplesInTheTest(6);
  }

  @Test
  void theTableHasEveryMethod() throws Exception {
    List<String> methods =
        Arrays.stream(StreamObservation.class.getDeclaredMethods())
            .filter(Method::isDefault)
            .map(Method::getName)
            .toList();
    assertThat(page.found("^\\| `([a-zA-Z]+)` \\| [^|]+ \\|$"))
        .containsExactlyInAnyOrderElementsOf(methods);
  }

  @Test
  void theExamplesWork() {
    Metrics metrics = new Metrics();
    TracingListener tracing = new TracingListener();
    Notes notes = new Notes();
    ChatModel observed =
        model.observedBy(new LoggingListener()).observedBy(metrics).observedBy(new JfrListener());
    try (var stream =
        observed.observedBy(tracing).observedBy((name, request) -> notes).stream("Count.")) {
      source.last().text("One").usage(3, 4).finish();
      assertThat(stream.await().reply().text()).isEqualTo("One");
    }
    assertThat(notes.lines()).endsWith("ended completed");
    Eventually.await("the metrics", () -> metrics.endings.containsKey("completed"));
    Eventually.await("the tokens", () -> metrics.outputTokens.sum() == 4);
    Eventually.await("the span", () -> !tracing.spans.isEmpty());
    assertThat(tracing.spans.peek()).startsWith("trace-1: attempt 1 at hand/one completed ");
    assertThat(metrics.nextAttempts.sum() + metrics.connectionsUsedAgain.sum()).isZero();
  }

  @Test
  void theBuilderOfAllModelsTakesListeners() {
    Metrics metrics = new Metrics();
    Models models = Models.builder().listener(new LoggingListener()).listener(metrics).build();
    try (models) {
      assertThat(models.list()).isNotEmpty();
    }
    assertThat(metrics.endings).isEmpty();
  }

  @Test
  void aCallbackHasTheContextOfWhereItsStreamWasAskedFor() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    TRACE.set("trace-2");
    String context = TRACE.get();
    Executor carrying =
        task ->
            Thread.startVirtualThread(
                () -> {
                  TRACE.set(context);
                  task.run();
                });
    CompletableFuture<Ending> heard =
        model.stream("Count.").onEach(carrying, event -> seen.add(TRACE.get() + ": " + event));
    TRACE.remove();
    source.last().text("One").finish();
    assertThat(heard.join().reply().text()).isEqualTo("One");
    assertThat(seen).isNotEmpty().allMatch(each -> each.startsWith("trace-2: "));
  }

  static final class LoggingListener implements StreamListener {
    private static final System.Logger LOG = System.getLogger("chat");

    @Override
    public StreamObservation opened(String model, ChatRequest request) {
      return new StreamObservation() {
        @Override
        public void nextAttempt(NextAttempt next, Duration at) {
          LOG.log(
              Level.WARNING,
              "{0}: {1}; attempt {2} follows",
              next.model(),
              next.cause().message(),
              next.number());
        }

        @Override
        public void ended(Ending ending) {
          Timings timings = ending.reply().timings();
          LOG.log(
              Level.INFO,
              "{0}: {1} after {2}, first token after {3}",
              model,
              ending.kind(),
              timings.total(),
              timings.firstToken().orElse(Duration.ZERO));
        }
      };
    }
  }

  static final class Metrics implements StreamListener, StreamObservation {
    final ConcurrentMap<String, LongAdder> endings = new ConcurrentHashMap<>();
    final LongAdder connectionsUsedAgain = new LongAdder();
    final LongAdder nextAttempts = new LongAdder();
    final LongAdder outputTokens = new LongAdder();
    final LongAdder firstTokenMillis = new LongAdder();

    @Override
    public StreamObservation opened(String model, ChatRequest request) {
      return this;
    }

    @Override
    public void connected(Attempt attempt, ConnectionReport connection, Duration at) {
      if (connection.reused().orElse(false)) {
        connectionsUsedAgain.increment();
      }
    }

    @Override
    public void nextAttempt(NextAttempt next, Duration at) {
      nextAttempts.increment();
    }

    @Override
    public void ended(Ending ending) {
      endings.computeIfAbsent(ending.kind(), kind -> new LongAdder()).increment();
      outputTokens.add(ending.reply().usage().outputTokens().orElse(0));
      ending.reply().timings().firstToken().ifPresent(it -> firstTokenMillis.add(it.toMillis()));
    }
  }

  static final class TracingListener implements StreamListener {
    final Queue<String> spans = new ConcurrentLinkedQueue<>();

    @Override
    public StreamObservation opened(String model, ChatRequest request) {
      String parent = TRACE.get();
      Instant began = Instant.now();
      return new StreamObservation() {
        @Override
        public void attemptEnded(Attempt attempt, AttemptEnd end, Duration at) {
          Instant from = began.plus(attempt.at());
          Instant to = began.plus(at);
          spans.add(parent + ": " + attempt + " " + end.kind() + " " + from + " to " + to);
        }
      };
    }
  }
}
