package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** From the start of this process to the first delta in the user's hands. */
final class ColdRun {
  private ColdRun() {}

  static void measure(Order order, Figures figures) throws Exception {
    First first = new First();
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      Client.Asked asked = client.ask(first);
      if (!first.here.await(60, TimeUnit.SECONDS)) {
        asked.cancel();
        throw new IllegalStateException("no chunk came", first.failure.get());
      }
      figures.say("first_chunk_ms", (first.at.get() - order.spawnedNanos()) / 1e6);
      figures.say("cpu_ms", Usage.cpuNanos() / 1e6);
    }
  }

  private static final class First implements Client.Listener {
    final CountDownLatch here = new CountDownLatch(1);
    final AtomicLong at = new AtomicLong();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Override
    public void onChunk(String text) {
      if (at.compareAndSet(0, System.nanoTime())) {
        here.countDown();
      }
    }

    @Override
    public void onEnd() {
      // It has begun, or it is told that it has not.
    }

    @Override
    public void onFailure(Throwable cause) {
      failure.set(cause);
    }
  }
}
