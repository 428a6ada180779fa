package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams by the hundred whose readers cancel, close, throw, interrupt, ask wrongly and block, from
 * many threads: each has one end and nothing after it, and nothing is left behind.
 */
@Timeout(240)
@ParameterizedClass
@EnumSource(Over.class)
class StormTest {
  private static final long SEED = Long.getLong("sluice.seed", 20261128);
  private static final int STREAMS = Integer.getInteger("storm.streams", 1_500);
  private static final int AT_ONCE = 60;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String SCRIPT =
      """
      when body contains "kind 0;"
      role
      repeat 20 text "x"
      finish stop
      done
      end
      ---
      when body contains "kind 1;"
      role
      pace 500/s
      repeat 40 text "x"
      finish stop
      done
      end
      ---
      when body contains "kind 2;"
      role
      text "x"
      text "x"
      rst
      ---
      when body contains "kind 3;"
      role
      text "x"
      stall
      ---
      when body contains "kind 4;"
      status 500
      ---
      when body contains "kind 5;"
      repeat 3000 text "x"
      finish stop
      done
      end
      """;

  private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final Over over;
  private final Limiter limiter = Limiter.unlimited().streams(AT_ONCE / 2);

  StormTest(Over over) {
    this.over = over;
  }

  @Test
  void eachStreamHasOneEndAndNothingIsLeftBehind() throws Exception {
    Random random = new Random(SEED);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    // What is thrown on purpose is reported on these threads; a handler that throws itself, too.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          throw new IllegalStateException("a handler that throws");
        });
    try (Simulator simulator = Simulator.start(SCRIPT);
        ExecutorService others = Executors.newFixedThreadPool(4)) {
      Models models = over.models(simulator.baseUrl());
      for (int i = 0; i < STREAMS; i++) {
        assertThat(turns.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS))
            .as("a stream does not end; seed " + SEED + "; " + breaches)
            .isTrue();
        new Played(models.model("openai/any"), i, random.nextLong(), others).begin();
      }
      assertThat(turns.tryAcquire(AT_ONCE, SOON.toSeconds(), TimeUnit.SECONDS))
          .as("the last streams do not end; seed " + SEED)
          .isTrue();
      assertThat(breaches).as("seed " + SEED).isEmpty();
      // Every place of the limiter is free again: as many as it has are let in at once.
      List<ChatStream> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE / 2; i++) {
        all.add(models.model("openai/any").with(limiter).stream("kind 3;"));
      }
      for (ChatStream each : all) {
        assertThat(each.events().iterator().next()).isInstanceOf(StreamEvent.Started.class);
        each.cancel();
      }
      models.close();
      simulator.awaitOpenConnections(0, SOON);
      Eventually.await("the event loops end", () -> threadsNamed("sluice-io").isEmpty());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static List<String> threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  /** One stream, and what its reader does to it. */
  private final class Played {
    private final Random random;
    private final ChatModel model;
    private final String prompt;
    private final Executor others;
    private final int deed;
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger();
    private final StringBuilder text = new StringBuilder();

    Played(ChatModel bare, int number, long seed, Executor others) {
      this.random = new Random(seed);
      this.others = others;
      this.deed = random.nextInt(10);
      this.prompt = "kind " + random.nextInt(6) + "; stream " + number;
      Timeouts timeouts =
          Timeouts.off()
              .idle(Duration.ofMillis(100))
              .firstToken(Duration.ofSeconds(5))
              .total(random.nextInt(8) == 0 ? Duration.ofMillis(30) : Duration.ofSeconds(20));
      ChatModel timed = bare.with(timeouts).with(limiter);
      this.model =
          switch (random.nextInt(3)) {
            case 0 -> timed.with(Retry.upTo(1).waits(Duration.ofMillis(2)));
            case 1 -> timed.with(Retry.upTo(0)).with(OnCut.resume().upTo(1));
            default -> timed.with(Retry.upTo(0));
          };
    }

    void begin() {
      ChatStream stream = model.stream(ChatRequest.of(prompt));
      var ended =
          stream
              .ending()
              .whenComplete(
                  (ending, failure) -> {
                    if (failure != null) {
                      breaches.add(prompt + ": no ending but " + failure);
                    }
                    turns.release();
                  });
      if (ended.isCancelled()) {
        breaches.add(prompt + ": cancelled by nobody");
      }
      Executor where =
          switch (random.nextInt(3)) {
            case 0 -> ChatStream.INLINE;
            case 1 -> others;
            default -> Thread::startVirtualThread;
          };
      AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
      stream
          .publisher(where)
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  subscription.set(given);
                  given.request(deed == 3 ? 1 : Long.MAX_VALUE);
                }

                @Override
                public void onNext(StreamEvent event) {
                  hear(event, stream, subscription.get());
                }

                @Override
                public void onError(Throwable failure) {
                  if (ends.incrementAndGet() > 1) {
                    breaches.add(prompt + ": an error after the end");
                  }
                }

                @Override
                public void onComplete() {}
              });
      if (deed == 0) {
        others.execute(stream::cancel);
      } else if (deed == 1) {
        stream.close();
      }
    }

    private void hear(StreamEvent event, ChatStream stream, Flow.Subscription subscription) {
      if (ends.get() > 0) {
        breaches.add(prompt + ": " + event + " after the end");
      }
      switch (event) {
        case StreamEvent.TextDelta delta -> text.append(delta.text());
        case StreamEvent.Restarted r -> text.setLength(0);
        case StreamEvent.Continued seam -> text.setLength(seam.position());
        case StreamEvent.Ended ended -> ended(ended.ending());
        default -> {}
      }
      if (seen.incrementAndGet() == 3 || event instanceof StreamEvent.Ended) {
        act(stream, subscription);
      } else if (deed == 3) {
        subscription.request(1);
      }
    }

    private void ended(Ending ending) {
      ends.incrementAndGet();
      if (!ending.reply().text().startsWith(text.toString())) {
        breaches.add(prompt + ": heard " + text + " of " + ending.reply().text());
      }
      if (!ending.kind().equals("cancelled") && !ending.reply().text().contentEquals(text)) {
        breaches.add(prompt + ": not all of " + ending);
      }
    }

    private void act(ChatStream stream, Flow.Subscription subscription) {
      switch (deed) {
        case 2 -> stream.cancel();
        case 3 -> subscription.request(random.nextBoolean() ? 1 : -1);
        case 4 -> throw new IllegalStateException("thrown on purpose");
        case 5 -> throw new AssertionError("thrown on purpose");
        case 6 -> Thread.currentThread().interrupt();
        case 7 -> subscription.cancel();
        case 8 -> pause();
        default -> {}
      }
    }

    /** Long enough to be slow. */
    private void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(15);
      } catch (InterruptedException notHere) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
