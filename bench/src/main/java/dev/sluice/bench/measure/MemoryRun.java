package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import dev.sluice.bench.load.Ask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What streams hold that nothing moves in. */
final class MemoryRun {
  private static final int WARMING = 20;

  private MemoryRun() {}

  /** Every class is loaded and every pool made before the memory is looked at. */
  private static void warm(Order order) throws Exception {
    Ask whole = new Ask(order.ask().kind(), 0, 50);
    try (Client client = order.contender().client(order.baseUrl() + whole.path())) {
      Streams streams = new Streams(client, WARMING);
      streams.open();
      streams.awaitEnd(50 + (order.contender().isFloor() ? whole.otherLines() : 0));
    }
  }

  static void idle(Order order, Figures figures) throws Exception {
    warm(order);
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      Thread.sleep(1_000);
      long heap = Usage.heapBytes();
      long resident = Usage.residentBytes();
      Streams streams = new Streams(client, order.streams());
      streams.open();
      Thread.sleep(1_000);
      streams.check();
      // Resident memory before the collection that the next figure needs.
      double residentEach = (Usage.residentBytes() - resident) / 1024.0 / order.streams();
      double heapEach = (Usage.heapBytes() - heap) / 1024.0 / order.streams();
      figures.say("heap_kib_per_stream", heapEach);
      figures.say("rss_kib_per_stream", residentEach);
      figures.say("threads", Usage.platformThreads());
      streams.check();
    }
  }

  /** A user who takes one chunk and does not come back from it. */
  static void stalledReader(Order order, Figures figures) throws Exception {
    warm(order);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch stalled = new CountDownLatch(1);
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      long heap = Usage.heapBytes();
      long resident = Usage.residentBytes();
      Client.Asked asked = client.ask(new Sleeper(stalled, never));
      if (!stalled.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no chunk came");
      }
      Thread.sleep((long) (order.seconds() * 1_000));
      figures.say("rss_growth_mib", (Usage.residentBytes() - resident) / 1024.0 / 1024.0);
      figures.say("heap_growth_mib", (Usage.heapBytes() - heap) / 1024.0 / 1024.0);
      asked.cancel();
      never.countDown();
    }
  }

  private record Sleeper(CountDownLatch stalled, CountDownLatch never) implements Client.Listener {
    @Override
    public void onChunk(String text) {
      stalled.countDown();
      try {
        never.await();
      } catch (InterruptedException woken) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onEnd() {
      // The answer is longer than the reader's patience.
    }

    @Override
    public void onFailure(Throwable failure) {
      // It is cancelled at the end.
    }
  }
}
