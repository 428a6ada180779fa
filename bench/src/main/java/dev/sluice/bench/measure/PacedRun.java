package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;

/**
 * Streams that come at a rate. First short answers come as fast as they are taken, so that all code
 * is compiled as it is in a process that has run for a while; then all streams are opened, and run
 * for some time before the window that is measured.
 */
final class PacedRun {
  private PacedRun() {}

  static void measure(Order order, Figures figures) throws Exception {
    if (order.warmSeconds() >= 1) {
      BackToBackRun.warm(order, order.warmSeconds() / 2);
    }
    try (Client client = order.contender().client(order.baseUrl() + order.ask().path())) {
      Streams streams = new Streams(client, order.streams());
      streams.open();
      new Steadiness(streams, order.chunksPerSecond()).await(order.warmSeconds() / 2);
      streams.check();
      long chunks = -streams.chunks();
      long cpu = -Usage.cpuNanos();
      long time = -System.nanoTime();
      sleep(order.seconds());
      cpu += Usage.cpuNanos();
      chunks += streams.chunks();
      time += System.nanoTime();
      int threads = Usage.platformThreads();
      streams.check();
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
      if (order.ask().count() > 0) {
        streams.awaitEnd(order.chunksOfAnAnswer());
        figures.say("delivered", (double) streams.chunks());
      }
    }
  }

  private static void sleep(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1_000));
  }
}
