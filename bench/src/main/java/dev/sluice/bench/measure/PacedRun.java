package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import dev.sluice.bench.load.Ask;

/**
 * Streams that come at a rate. First short answers come as fast as they are taken, so that all code
 * is compiled as it is in a process that has run for a while; then all streams are opened, and run
 * for some time before the window that is measured.
 */
final class PacedRun {
  /** How many windows may pass before the first chunk of the one that is measured. */
  private static final int PATIENCE = 50;

  private PacedRun() {}

  static void measure(Order order, Figures figures) throws Exception {
    if (order.warmSeconds() >= 1) {
      BackToBackRun.warm(order, order.warmSeconds() / 2);
    }
    if (order.ask().count() > 0) {
      whole(order, figures);
    }
    // Without an end, also where answers have one: a window behind it would measure nothing.
    Ask endless = new Ask(order.ask().kind(), order.ask().rate(), 0);
    try (Client client = order.contender().client(order.baseUrl() + endless.path())) {
      Streams streams = new Streams(client, order.streams());
      streams.open();
      new Steadiness(streams, order.chunksPerSecond()).await(order.warmSeconds() / 2);
      streams.check();
      long chunks = -streams.chunks();
      long cpu = -Usage.cpuNanos();
      long time = -System.nanoTime();
      sleep(order.seconds());
      for (int i = 0; i < PATIENCE && streams.chunks() + chunks == 0; i++) {
        sleep(order.seconds());
      }
      cpu += Usage.cpuNanos();
      chunks += streams.chunks();
      time += System.nanoTime();
      int threads = Usage.platformThreads();
      streams.check();
      if (chunks == 0) {
        throw new IllegalStateException("no chunk came while it was measured");
      }
      figures.say("cpu_us", cpu / 1e3 / (double) chunks);
      figures.say("chunks_per_s", (double) chunks * 1e9 / time);
      figures.say("threads", threads);
      figures.say("rss_mib", Usage.residentBytes() / 1024.0 / 1024.0);
      if (order.task() == Task.PACED_AND_LATE && !order.contender().isFloor()) {
        Lateness lateness = new Lateness();
        streams.note(lateness);
        sleep(order.seconds());
        streams.check();
        figures.say("late_p50_ms", lateness.millis(0.5));
        figures.say("late_p99_ms", lateness.millis(0.99));
        figures.say("late_p999_ms", lateness.millis(0.999));
      }
    }
  }

  /** Answers that end, so that what they bring can be counted. */
  private static void whole(Order order, Figures figures) throws Exception {
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      Streams streams = new Streams(client, order.streams());
      streams.open();
      streams.awaitEnd(order.chunksOfAnAnswer());
      figures.say("delivered", (double) streams.chunks());
    }
  }

  private static void sleep(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1_000));
  }
}
