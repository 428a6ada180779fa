package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackPressureTest {
  private static final int MANY = 100_000;
  private static final long SEED = 7;

  private final Push source = new Push();

  @Test
  void aReaderThatDoesNotReadStopsTheSourceAt256Events() {
    ChatStream stream = source.stream();
    assertThat(fill("x")).isEqualTo(256);
    assertThat(source.resumed.get()).as("nothing was stopped before").isZero();
    stream.close();
  }

  @Test
  void longDeltasStopTheSourceAt64KibiCharacters() {
    ChatStream stream = source.stream();
    assertThat(fill("x".repeat(10_000))).isEqualTo(7);
    stream.close();
  }

  @Test
  void theSourceGoesOnOnceHalfIsRead() {
    Iterator<StreamEvent> events = source.stream().events().iterator();
    fill("x");
    int before = source.resumed.get();
    int read = 0;
    while (!source.sink().isReady()) {
      events.next();
      read++;
    }
    assertThat(read).isEqualTo(128);
    assertThat(source.resumed.get()).isEqualTo(before + 1);
    assertThat(fill("x")).isEqualTo(128);
  }

  @Test
  void aStreamThatNobodyReadsButAwaitsNeverStops() {
    ChatStream stream = source.stream();
    CompletableFuture<Reply> reply = stream.reply();
    for (int i = 0; i < 1_000; i++) {
      source.text("x");
      assertThat(source.sink().isReady()).isTrue();
    }
    source.finish();
    assertThat(reply.join().text()).hasSize(1_000);
  }

  @Test
  void whoeverComesToAwaitAFullStreamSetsItGoingAgain() {
    ChatStream stream = source.stream();
    fill("x");
    int before = source.resumed.get();
    CompletableFuture<Reply> reply = stream.reply();
    assertThat(source.resumed.get()).isEqualTo(before + 1);
    assertThat(source.sink().isReady()).isTrue();
    source.finish();
    assertThat(reply.join().text()).hasSize(256);
  }

  @Test
  void aSubscriberThatAsksForNothingStopsTheSource() {
    source.stream()
        .publisher(ChatStream.INLINE)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
              }

              @Override
              public void onNext(StreamEvent event) {}

              @Override
              public void onError(Throwable thrown) {}

              @Override
              public void onComplete() {}
            });
    assertThat(fill("x")).isEqualTo(266);
  }

  @Test
  void aSlowIteratorLosesNothing() {
    Random random = random();
    int expected = 0;
    for (StreamEvent event : numbers().events()) {
      expected = check(event, expected, random);
    }
    assertThat(expected).isEqualTo(MANY + 1);
  }

  @Test
  void aSlowListenerLosesNothing() throws Exception {
    Random random = random();
    int[] expected = {0};
    numbers()
        .onEach(event -> expected[0] = check(event, expected[0], random))
        .get(60, TimeUnit.SECONDS);
    assertThat(expected[0]).isEqualTo(MANY + 1);
  }

  @Test
  void aSubscriberThatAsksInRandomPortionsLosesNothing() throws Exception {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    numbers().publisher().subscribe(new InPortions(random(), count));
    assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(MANY + 1);
  }

  /** Pushes as long as the stream wants more; how much that was. */
  private int fill(String text) {
    int pushed = 0;
    while (source.sink().isReady()) {
      source.text(text);
      pushed++;
    }
    return pushed;
  }

  private static Random random() {
    System.out.println("slow readers pause by seed " + SEED);
    return new Random(SEED);
  }

  private static ChatStream numbers() {
    return Producer.stream(MANY, number -> new StreamEvent.TextDelta(0, number + " "));
  }

  /** The next number in turn, after a pause now and then; the ending counts as one more. */
  @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on the pause: it only varies the order.
  private static int check(StreamEvent event, int expected, Random random) {
    for (int pause = random.nextInt(100) == 0 ? random.nextInt(30) : 0; pause > 0; pause--) {
      Thread.yield();
    }
    if (event instanceof StreamEvent.TextDelta delta) {
      assertThat(delta.text()).isEqualTo(expected + " ");
    } else {
      assertThat(expected).isEqualTo(MANY);
    }
    return expected + 1;
  }

  private static final class InPortions implements Flow.Subscriber<StreamEvent> {
    private final Random random;
    private final CompletableFuture<Integer> count;
    private Flow.Subscription upstream =
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        };
    private int expected;
    private int asked;

    InPortions(Random random, CompletableFuture<Integer> count) {
      this.random = random;
      this.count = count;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      upstream = subscription;
      ask();
    }

    private void ask() {
      int portion = 1 + random.nextInt(50);
      asked += portion;
      upstream.request(portion);
    }

    @Override
    public void onNext(StreamEvent event) {
      try {
        assertThat(expected).as("no more than was asked for").isLessThan(asked);
        expected = check(event, expected, random);
        if (expected == asked) {
          ask();
        }
      } catch (AssertionError wrong) {
        count.completeExceptionally(wrong);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      count.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      count.complete(expected);
    }
  }
}
