package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.provider.Progress;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider when its readers are slow, too many, or gone before it is ready. */
final class LocalPressureTest {
  private static final String NAME = "local/smollm2-135m";

  /** What the engine lets wait, as docs/local-model.md says. */
  private static final int WAITING = 256;

  /** More events than a stream holds unread. */
  private static final int MORE_THAN_FITS = 300;

  @TempDir private Path empty;

  @Test
  void aReaderThatPausesRestsTheModelAndGetsAllOfItLater() {
    try (Models models = with(Map.of("SLUICE_LOCAL_PARALLEL", "2"), _ -> {})) {
      ChatModel model = models.model(NAME);
      ChatStream slow = model.stream(counting(MORE_THAN_FITS));
      Iterator<String> texts = slow.text().iterator();
      StringBuilder read = new StringBuilder(texts.next());

      // Each pass computes a token of both, so this one cannot come in before one that never rests.
      Ending other = model.stream(counting(MORE_THAN_FITS)).await();

      assertThat(other).isInstanceOf(Ending.Completed.class);
      assertThat(slow.ending()).isNotDone();
      texts.forEachRemaining(read::append);
      assertThat(slow.await()).isInstanceOf(Ending.Completed.class);
      assertThat(read).hasToString(other.reply().text());
    }
  }

  @Test
  void oneMoreThanMayWaitIsRefusedAtOnceWithTheNumberAndNobodyElseIs() {
    List<ChatStream> waiting = new ArrayList<>();
    try (Models models = with(Map.of("SLUICE_LOCAL_PARALLEL", "1"), _ -> {})) {
      ChatModel model = models.model(NAME).with(Retry.upTo(0));
      // Nobody reads on, so it keeps the only place.
      ChatStream running = model.stream(counting(Integer.MAX_VALUE));
      assertThat(running.text().iterator().next()).isNotEmpty();
      for (int i = 0; i < WAITING; i++) {
        waiting.add(model.stream(counting(1)));
      }

      Cause cause = cause(model.stream(counting(1)).await());

      assertThat(cause.failure().orElseThrow())
          .isInstanceOfSatisfying(
              Failure.Unavailable.class,
              full -> assertThat(full.message()).contains(WAITING + " requests waiting already"));
      assertThat(waiting).noneMatch(stream -> stream.ending().isDone());
      running.cancel();
      waiting.stream().skip(1).forEach(ChatStream::cancel);
      assertThat(waiting.getFirst().await()).isInstanceOf(Ending.Completed.class);
    }
  }

  @Test
  void aCancelWhileTheModelIsFetchedEndsBothAtOnce() throws Exception {
    CountDownLatch arrives = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (Hub hub = new Hub(left);
        Models models = fetching(hub, _ -> arrives.countDown())) {
      ChatStream stream = models.model(NAME).stream("Hello");
      arrives.await();

      stream.cancel();

      assertThat(cause(stream.await())).isEqualTo(new Cause.Cancelled());
      assertThat(left.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void aCancelOfOneOfTwoThatWaitLeavesTheModelToTheOther() throws Exception {
    CountDownLatch arrives = new CountDownLatch(1);
    CountDownLatch arrivesAfterwards = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    AtomicBoolean cancelled = new AtomicBoolean();
    Consumer<Progress> progress =
        _ -> {
          arrives.countDown();
          if (cancelled.get()) {
            arrivesAfterwards.countDown();
          }
        };
    try (Hub hub = new Hub(left);
        Models models = fetching(hub, progress)) {
      ChatModel model = models.model(NAME);
      ChatStream one = model.stream("Hello");
      ChatStream other = model.stream("Hello");
      arrives.await();

      one.cancel();
      cancelled.set(true);

      assertThat(cause(one.await())).isEqualTo(new Cause.Cancelled());
      assertThat(arrivesAfterwards.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(other.ending()).isNotDone();
      assertThat(left.getCount()).isEqualTo(1);
      other.cancel();
      assertThat(left.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** A Hub that sends the model byte by byte, until its client leaves. */
  private static final class Hub implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch left;

    Hub(CountDownLatch left) throws IOException {
      this.left = left;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::trickle);
      server.start();
    }

    private void trickle(HttpExchange exchange) throws IOException {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = exchange.getResponseBody()) {
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(5, TimeUnit.MILLISECONDS)) {
          body.write(0);
          body.flush();
        }
      } catch (IOException gone) {
        left.countDown();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    String endpoint() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private Models fetching(Hub hub, Consumer<Progress> progress) {
    return with(Map.of("SLUICE_HOME", empty.toString(), "HF_ENDPOINT", hub.endpoint()), progress);
  }

  private static Models with(Map<String, String> settings, Consumer<Progress> progress) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLUICE_LOCAL_THREADS", "1");
    environment.putAll(settings);
    return Models.of(environment, progress);
  }

  private static ChatRequest counting(int maxTokens) {
    return ChatRequest.builder()
        .user("Count to 500.")
        .assistant("1, 2, 3, 4, 5, 6, 7, 8, 9, 10,")
        .temperature(0)
        .providerOption("local", "repeat_penalty", "1")
        .maxTokens(maxTokens)
        .build();
  }

  private static Cause cause(Ending ending) {
    return ((Ending.Incomplete) ending).cause();
  }
}
