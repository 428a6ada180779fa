package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import java.util.concurrent.atomic.AtomicLong;

/** Counts one stream's chunks; written by one thread at a time, read by any. */
final class Tally implements Client.Listener {
  private final Streams streams;
  private final AtomicLong chunks = new AtomicLong();

  Tally(Streams streams) {
    this.streams = streams;
  }

  @Override
  public void onChunk(String text) {
    long before = chunks.getPlain();
    chunks.setRelease(before + 1);
    if (before == 0) {
      streams.begun();
    }
    Lateness lateness = streams.lateness();
    if (lateness != null) {
      lateness.add(text);
    }
  }

  @Override
  public void onEnd() {
    streams.ended();
  }

  @Override
  public void onFailure(Throwable failure) {
    streams.failed(failure);
  }

  long chunks() {
    return chunks.getAcquire();
  }
}
