package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import dev.sluice.bench.load.Ask;

/** Streams that come as fast as they are taken, one round of them after the other. */
final class BackToBackRun {
  private BackToBackRun() {}

  static void measure(Order order, Figures figures) throws Exception {
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      rounds(client, order, order.warmSeconds() / 2);
      long cpu = -Usage.cpuNanos();
      long time = -System.nanoTime();
      long chunks = rounds(client, order, order.seconds());
      cpu += Usage.cpuNanos();
      time += System.nanoTime();
      figures.say("cpu_us", cpu / 1e3 / (double) chunks);
      figures.say("chunks_per_s", (double) chunks * 1e9 / time);
      figures.say("delivered", (double) chunks);
    }
  }

  /** Short answers that come at a rate, for so long; what they cost is not measured. */
  static void warm(Order order, double seconds) throws Exception {
    Order many = order.asking(new Ask(order.ask().kind(), 100, 50), 250);
    try (Client client = many.contender().client(many.baseUrl() + many.ask().path())) {
      rounds(client, many, seconds);
    }
  }

  private static long rounds(Client client, Order order, double seconds) throws Exception {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    long chunks = 0;
    do {
      Streams streams = new Streams(client, order.streams());
      streams.open();
      streams.awaitEnd(order.chunksOfAnAnswer());
      chunks += streams.chunks();
    } while (System.nanoTime() < until);
    return chunks;
  }
}
