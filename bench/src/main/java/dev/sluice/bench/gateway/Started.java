package dev.sluice.bench.gateway;

import java.util.concurrent.TimeUnit;

/**
 * A gateway's process, which serves.
 *
 * @param url the base URL of its clients
 * @param key what they are known by
 */
record Started(Process process, String url, String key) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
